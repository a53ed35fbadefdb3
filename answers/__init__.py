"""From found passages to answers with evidence."""
