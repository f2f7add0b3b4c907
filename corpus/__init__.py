"""Files into documents, documents into passages. Nothing is imported here: a question needs hardly any of it."""
