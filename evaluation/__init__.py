"""Measurements of quality and speed; nothing of the program imports this package."""
