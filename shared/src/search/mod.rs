//! Finds the articles that answer a question.
