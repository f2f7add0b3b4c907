"""From a path to a Document: the file is opened with care, and its format's module (corpus/formats/registry.py) reads it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from corpus.document import Document
from corpus.errors import EmptyDocument
from corpus.files.controls import without_controls
from corpus.files.regular import empty_message, find_files, read_file, shown
from corpus.files.sniff import check_content
from corpus.formats.registry import format_of

BLANK = "\ufeff \t\n\u3000\f\v\u200b"

__all__ = ["find_files", "load"]


def load(path: Path) -> Document:
    """Read one file.

    Raises:
        UnreadableDocument: missing, not a regular file, not readable, damaged, encrypted or of another format.
        EmptyDocument: no bytes, or no text.
    """
    data = read_file(path)
    check_content(data, path)
    found = without_controls(format_of(path.suffix).read(data, shown(path)))
    if not found.text.strip(BLANK):
        raise EmptyDocument(f"{path}: nothing but white space", empty_message(path))
    return Document(
        hashlib.sha256(data).hexdigest(),
        found.title or path.stem,
        str(path),
        found.text,
        found.encoding,
        found.pages,
        found.marks,
        found.grids,
        found.warnings,
    )
