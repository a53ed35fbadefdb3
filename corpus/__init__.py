"""From files to documents: reading, layout, identity, outline, references and passages."""
