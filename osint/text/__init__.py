"""One article, read once: tokens, sentences, zones, quotation marks, names, clauses."""
