"""PDF files with a text layer, and scanned ones where the optional OCR is installed."""

from corpus.pdf.reader import SUFFIXES, read

__all__ = ["SUFFIXES", "read"]
