"""The words of a library's own field: a file in its folder, one word a line, that its segmenter keeps whole."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from index.database import explained, flush
from index.errors import DamagedLibrary
from index.segmenter import Segmenter

DICTIONARY = "dictionary.txt"  # where there is none, jieba's own words do


def own_segmenter(folder: Path) -> Segmenter:
    """The segmenter of the library in a folder: it knows the words of the library's dictionary, where it has one."""
    path = folder / DICTIONARY
    try:
        return Segmenter(path if path.is_file() else None)
    except (OSError, ValueError) as error:  # ValueError: not UTF-8
        raise _unreadable(path, error) from error


def lines(folder: Path) -> tuple[str, ...]:
    """The lines of the library's dictionary; none where it has none. Raises DamagedLibrary."""
    path = folder / DICTIONARY
    try:
        return tuple(path.read_text(encoding="utf-8").splitlines()) if path.is_file() else ()
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def write(folder: Path, words: Iterable[str]) -> None:
    """Make these the lines of the library's dictionary, all or none of them. Raises LibraryInaccessible."""
    path = folder / DICTIONARY
    draft = path.with_suffix(".new")
    with explained(path):
        draft.write_text("".join(f"{word}\n" for word in words), encoding="utf-8")
        flush([draft])
        draft.replace(path)
        flush([folder])


def _unreadable(path: Path, error: Exception) -> DamagedLibrary:
    return DamagedLibrary(
        f"cannot read {path}: {error}",
        f"文库的词典“{path}”无法读取，或不是 UTF-8 文本；文库没有改动。请改正它，或把它移走后重试。",
    )
