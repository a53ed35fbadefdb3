"""How the shipped model is trained; never imported at run time."""
