"""The Vietnamese language itself: normal forms, tokens, abbreviations, synonyms, numbers, encodings."""
