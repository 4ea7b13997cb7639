"""What charts and maps share: the sheet they are drawn on, its words, colours and scaffolds."""
