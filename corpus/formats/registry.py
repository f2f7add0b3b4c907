"""The formats: which module reads files of which suffix, and what such a module offers."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from corpus.extract import Extract

FORMATS = {
    ".txt": "corpus.formats.plaintext",
    ".text": "corpus.formats.plaintext",
    ".md": "corpus.formats.markdown",
    ".markdown": "corpus.formats.markdown",
    ".html": "corpus.formats.html.page",
    ".htm": "corpus.formats.html.page",
    ".xhtml": "corpus.formats.html.page",
    ".epub": "corpus.formats.html.epub",
    ".csv": "corpus.formats.delimited",
    ".tsv": "corpus.formats.delimited",
    ".docx": "corpus.formats.office.docx",
    ".docm": "corpus.formats.office.docx",
    ".pptx": "corpus.formats.office.pptx",
    ".pptm": "corpus.formats.office.pptx",
    ".ppsx": "corpus.formats.office.pptx",
    ".xlsx": "corpus.formats.office.xlsx",
    ".xlsm": "corpus.formats.office.xlsx",
    ".pdf": "corpus.formats.pdf",
}


class Format(Protocol):
    """What every module named in FORMATS offers."""

    def read(self, data: bytes, name: str) -> Extract:
        """Read a file's bytes; `name` is for messages. Raises UnreadableDocument or EmptyDocument."""


def format_of(suffix: str) -> Format:
    """The module of a suffix; imported only now, so that asking a question loads no format's library."""
    return cast(Format, import_module(FORMATS[suffix.lower()]))
