"""From passages to found passages: vectors, words, fusion and storage."""
