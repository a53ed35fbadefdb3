"""The web pages, one a file: widgets only."""
