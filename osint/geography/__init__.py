"""How place names are read: where they stand, what role they play, which place they mean, bearings."""
