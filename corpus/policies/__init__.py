"""Policies with their date, issuer and place; the short names that a document gives."""
