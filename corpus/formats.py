"""The formats: which module reads files of which suffix, and what such a module offers."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from corpus.extract import Extract

FORMATS = {
    ".txt": "corpus.plaintext",
    ".text": "corpus.plaintext",
    ".md": "corpus.markdown",
    ".markdown": "corpus.markdown",
    ".html": "corpus.html",
    ".htm": "corpus.html",
    ".xhtml": "corpus.html",
    ".epub": "corpus.epub",
    ".csv": "corpus.delimited",
    ".tsv": "corpus.delimited",
    ".docx": "corpus.docx",
    ".docm": "corpus.docx",
    ".pptx": "corpus.pptx",
    ".pptm": "corpus.pptx",
    ".ppsx": "corpus.pptx",
    ".xlsx": "corpus.spreadsheet",
    ".xlsm": "corpus.spreadsheet",
    ".pdf": "corpus.pdf",
}


class Format(Protocol):
    """What every module named in FORMATS offers."""

    def read(self, data: bytes, name: str) -> Extract:
        """Read a file's bytes; `name` is for messages. Raises UnreadableDocument or EmptyDocument."""


def format_of(suffix: str) -> Format:
    """The module of a suffix; imported only now, so that asking a question loads no format's library."""
    return cast(Format, import_module(FORMATS[suffix.lower()]))
