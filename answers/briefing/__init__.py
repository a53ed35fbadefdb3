"""Briefing material: quotations collected under headings, with the trainer's own words beside them, and a quiz."""
