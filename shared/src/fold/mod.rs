//! Folds text so that what reads the same compares the same.
