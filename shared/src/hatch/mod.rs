//! The words that open the escape hatch: rules that need no model.
