"""How pictures are made: the sheet, the families of charts, the base map and its lettering."""
