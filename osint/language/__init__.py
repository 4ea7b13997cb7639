"""How English news text is read: zones, marks, phrases, reporting clauses, agency, dates, leanings."""
