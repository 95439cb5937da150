//! Finds personal data in text and masks it before it travels.
