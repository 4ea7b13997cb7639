"""What files hold: formats and encodings, pages, papers, records, containers, the analyst's sheets."""
