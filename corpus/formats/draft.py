"""An Extract in the making: lines, tables and pages are appended, and the offsets follow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.document import Cell, Grid, Mark, MarkKind, Page
from corpus.extract import Extract

BREAKS = re.compile(r"[\t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+")  # what may not stand inside a cell


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """A cell before it has its place in the text. The same Slot in several positions is one merged cell."""

    text: str
    address: str = ""  # in its sheet: "B7"


class Draft:
    """What has been read of a file so far."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._marks: list[Mark] = []
        self._grids: list[Grid] = []
        self._pages: list[tuple[int, str | None]] = []

    @property
    def length(self) -> int:
        """Characters so far."""
        return self._length

    def add_text(self, text: str, kind: MarkKind | None = None, level: int = 0) -> None:
        """A paragraph, heading or item; one line, or several where the text breaks by itself. Blank text is dropped."""
        lines = [line.strip(" \t\u3000\r") for line in text.split("\n")]
        start = self._length
        for line in filter(None, lines):
            self._append(line)
        if kind and self._length > start:
            self._marks.append(Mark(kind, start, self._length - 1, level))

    def add_grid(
        self, rows: Sequence[Sequence[Slot]], *, header_rows: int | None = None, caption: str = "", sheet: str = ""
    ) -> None:
        """A table of rows of one length, one line each; a blank one is dropped. A merged cell is written where it begins."""
        if not any(slot.text.strip() for row in rows for slot in row):
            return
        start, placed = self._length, dict[Slot, Cell]()
        cells = tuple(self._add_row(row, placed) for row in rows)
        self._grids.append(Grid(cells, start, self._length - 1, header_rows, caption, sheet))

    def begin_page(self, label: str | None = None) -> None:
        """What follows stands on the next page, slide or sheet."""
        self._pages.append((self._length, label))

    def finish(self, title: str, encoding: str, warnings: Sequence[str] = ()) -> Extract:
        """Everything, with offsets into its text."""
        text = "".join(self._pieces)
        ends = [*(start for start, _ in self._pages), len(text)][1:]
        pages = tuple(
            Page(number, start, end, label)
            for number, ((start, label), end) in enumerate(zip(self._pages, ends, strict=True), 1)
        )
        return Extract(text, title, encoding, pages, tuple(self._marks), tuple(self._grids), tuple(warnings))

    def _append(self, line: str) -> None:
        self._pieces.append(line + "\n")
        self._length += len(line) + 1

    def _add_row(self, row: Sequence[Slot], placed: dict[Slot, Cell]) -> tuple[Cell, ...]:
        """The row as a line; its blank cells at the end stand at the end of the line."""
        first = {slot: place for place, slot in reversed(list(enumerate(row)))}
        new = [slot if slot not in placed and first[slot] == place else None for place, slot in enumerate(row)]
        texts = [BREAKS.sub(" ", slot.text).strip(" \u3000") if slot else "" for slot in new]
        line = "\t".join(texts).rstrip("\t")
        at = 0
        for slot, text in zip(new, texts, strict=True):
            start = self._length + min(at, len(line))
            if slot:
                placed[slot] = Cell(text, start, start + len(text), slot.address)
            at += len(text) + 1
        self._append(line)
        return tuple(placed[slot] for slot in row)
