"""A table as passages: cut at rows, each part with the caption, header, groups and notes of the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.document import Row, Table
from corpus.structure.lines import Line
from corpus.structure.packing import LONGEST
from corpus.tables.find import TableBlock, rows_between

Stretch = tuple[int, int, tuple[Row, ...]]  # start and end offset, and the rows that lie between


def parts_of(block: TableBlock, lines: Sequence[Line]) -> Iterator[tuple[int, int, Table]]:
    """Start and end offset of each part, with the rows that lie in it.

    The first part begins at the caption, the last one ends with the notes; the parts are about equally long. A row
    longer than a passage is a part of its own.
    """
    stretches = _stretches(block, lines)
    whole = stretches[-1][1] - stretches[0][0]
    target = whole / -(-whole // LONGEST)
    start, end, rows = stretches[0]
    for left, right, more in stretches[1:]:
        over, under = right - start - target, target - (end - start)
        if right - start > LONGEST or over > under:
            yield start, end, _table(block, rows)
            start, rows = left, ()
        end, rows = right, rows + more
    yield start, end, _table(block, rows)


def _stretches(block: TableBlock, lines: Sequence[Line]) -> list[Stretch]:
    """What is not cut any further: a row with the group row above it, caption and header with the first row."""
    start: int | None = lines[block.first].start
    stretches: list[Stretch] = []
    body = rows_between(lines, block.body, block.last)[block.grid.header_lines :]
    for line, rows, label in zip(body, block.grid.rows, block.grid.labels, strict=True):
        start = line.start if start is None else start
        if not label:
            stretches.append((start, line.end, rows))
            start = None
    left, _, rows = stretches.pop() if stretches else (lines[block.first].start, 0, ())
    return [*stretches, (left, lines[block.end].end, rows)]


def _table(block: TableBlock, rows: tuple[Row, ...]) -> Table:
    return Table(block.caption, block.grid.header, rows, block.unit, block.note, block.sheet)
