"""PDF files with a text layer, and scanned ones where the optional OCR is installed."""

from corpus.formats.pdf.reader import SUFFIXES, read

__all__ = ["SUFFIXES", "read"]
