"""Answers: from ranked passages to a short answer copied from the source, its citations, or that it is not there."""
