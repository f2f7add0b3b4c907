"""Search: documents become a library, a question becomes a ranking of passages."""
