"""From a file to its extracted lines and tables, one module a format."""
