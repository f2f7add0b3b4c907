"""Who says what: interviews, transcripts, quotations."""
