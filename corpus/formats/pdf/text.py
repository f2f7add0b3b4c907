"""Blocks into the text of an Extract: one line each, with the pages, marks and grids over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from corpus.document import Cell, Grid, Mark, MarkKind, Page
from corpus.formats.pdf.paragraphs import Block, Paragraph, Placed
from corpus.formats.pdf.shapes import Box
from corpus.tables.captions import is_caption


@dataclass(slots=True)
class Text:
    """The text so far. `begins` are the pages' first offsets."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    begins: dict[int, int] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)

    def add(self, text: str) -> None:
        """More text."""
        self.parts.append(text)
        self.length += len(text)

    def begin(self, page: int, offset: int = 0) -> None:
        """A page begins so many characters from here, if it has not begun yet."""
        self.begins.setdefault(page, self.length + offset)

    def __str__(self) -> str:
        return "".join(self.parts)


def written(blocks: Sequence[Block], levels: Mapping[int, int]) -> Text:
    """The text of all blocks; `levels` are those of the headings."""
    text = Text()
    caption = ""
    for place, block in enumerate(blocks):
        text.begin(block.page)
        start = text.length
        if isinstance(block, Placed):
            _add_table(text, block, caption)
            caption = ""
            continue
        for page, offset in block.breaks:
            text.begin(page, offset)
        text.add(f"{block.text}\n")
        caption = block.text if is_caption(block.text) else caption if _near_caption(block, caption) else ""
        if is_caption(block.text):
            text.marks.append(Mark(MarkKind.CAPTION, start, text.length - 1))
        elif place in levels:
            text.marks.append(Mark(MarkKind.HEADING, start, text.length - 1, levels[place]))
    return text


def pages_of(text: Text, labels: Sequence[str | None]) -> tuple[Page, ...]:
    """Every page of the file, blank ones included: each ends where the next begins."""
    starts: list[int] = []
    following = text.length
    for number in range(len(labels), 0, -1):
        following = text.begins.get(number, following)
        starts.append(following)
    starts = starts[::-1]
    ends = [*starts[1:], text.length]
    starts[0:1] = [0] if starts else []
    return tuple(
        Page(number, start, end, label)
        for number, (start, end, label) in enumerate(zip(starts, ends, labels, strict=True), start=1)
    )


def _near_caption(block: Paragraph, caption: str) -> bool:
    """A line between a caption and its table: the unit."""
    return bool(caption) and len(block.text) <= 30 and "单位" in block.text


def _add_table(text: Text, block: Placed, caption: str) -> None:
    """A table as lines with tabs."""
    start = text.length
    cells: dict[Box, Cell] = {}
    begins = {row: page for page, row in block.breaks}
    grid = []
    for place, row in enumerate(block.table.rows):
        if place in begins:
            text.begin(begins[place])
        grid.append(_add_row(text, row, cells))
    text.grids.append(Grid(tuple(grid), start, text.length - 1, block.table.header_rows, caption))


def _add_row(text: Text, row: Sequence[Box], cells: dict[Box, Cell]) -> tuple[Cell, ...]:
    """One line. A merged cell is written where it begins; blank cells at the end stand at the end of the line."""
    first = {box: place for place, box in reversed(list(enumerate(row)))}
    new = [box if box not in cells and first[box] == place else None for place, box in enumerate(row)]
    line = "\t".join(box.text if box else "" for box in new).rstrip("\t")
    at = 0
    for box in new:
        if box:
            start = text.length + min(at, len(line))
            cells[box] = Cell(box.text, start, start + len(box.text))
        at += len(box.text if box else "") + 1
    text.add(f"{line}\n")
    return tuple(cells[box] for box in row)
