"""What a person in charge of a library needs: copies of it, its state, who may do what and who did what."""
