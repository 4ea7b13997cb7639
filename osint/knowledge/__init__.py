"""What the kit knows before it reads: word lists and the gazetteer."""
