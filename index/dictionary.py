"""The words of a library's own field: a file in its folder, one word a line, that its segmenter keeps whole."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from index.database import explained, flush
from index.library import DATABASE, DICTIONARY


def lines(folder: Path) -> tuple[str, ...]:
    """The lines of the library's dictionary; none where it has none. Raises LibraryInaccessible or DamagedLibrary."""
    path = folder / DICTIONARY
    with explained(folder / DATABASE):
        return tuple(path.read_text(encoding="utf-8").splitlines()) if path.is_file() else ()


def write(folder: Path, words: Iterable[str]) -> None:
    """Make these the lines of the library's dictionary, all or none of them. Raises LibraryInaccessible."""
    path = folder / DICTIONARY
    draft = path.with_suffix(".new")
    with explained(folder / DATABASE):
        draft.write_text("".join(f"{word}\n" for word in words), encoding="utf-8")
        flush([draft])
        draft.replace(path)
        flush([folder])
