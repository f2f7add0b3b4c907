"""The words of a library's own field, which all its front ends share."""

from __future__ import annotations

import tempfile
from pathlib import Path

from index.segmenter import Segmenter


def own_segmenter(lines: str) -> Segmenter:
    """The segmenter that knows the words of a dictionary, given as the text of its file."""
    if not lines:
        return Segmenter()
    with tempfile.TemporaryDirectory() as folder:  # jieba reads dictionaries from files only
        path = Path(folder) / "dictionary.txt"
        path.write_text(lines, encoding="utf-8")
        return Segmenter(path)
