"""What the lines of a text are: headings, lists, clauses, contents, page furniture, passages."""
