"""How accuracy is measured: hand labels, data sets of others, scores."""
