"""Tables that go on over the end of a page are made one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.formats.pdf.paragraphs import Block, Placed
from corpus.formats.pdf.shapes import Box, Table
from corpus.tables.captions import CONTINUED

SAME_EDGE = 0.03  # of the width; the edges of the parts of one table lie no further apart
MOST_HEADERS = 4  # rows that are repeated


def with_continued(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with the parts of a table as one: the header that is repeated and 续表 above it go."""
    kept: list[Block] = []
    for block in blocks:
        before = _last_table(kept)
        first = kept[before] if before is not None else None
        if isinstance(block, Placed) and isinstance(first, Placed) and _continues(first, block):
            del kept[before:]
            kept.append(_one(first, block))
        else:
            kept.append(block)
    return kept


def _last_table(blocks: Sequence[Block]) -> int | None:
    """The place of the last table, if nothing but the caption of its continuation stands behind it."""
    for place in range(len(blocks) - 1, -1, -1):
        block = blocks[place]
        if isinstance(block, Placed):
            return place
        if not CONTINUED.search(block.text):
            return None
    return None


def _continues(first: Placed, block: Placed) -> bool:
    last_page = first.breaks[-1][0] if first.breaks else first.page
    return block.page == last_page + 1 and _same_columns(first.table, block.table)


def _same_columns(one: Table, other: Table) -> bool:
    reach = SAME_EDGE * (one.x1 - one.x0) + 3  # points: lines are drawn that exactly
    same = abs(one.x0 - other.x0) <= reach and abs(one.x1 - other.x1) <= reach
    return same and len(one.rows[0]) == len(other.rows[0])


def _one(first: Placed, block: Placed) -> Placed:
    rows = first.table.rows
    repeated = _repeated(rows, block.table.rows)
    table = replace(
        first.table, rows=rows + block.table.rows[repeated:], header_rows=repeated or first.table.header_rows
    )
    return replace(first, table=table, breaks=(*first.breaks, (block.page, len(rows))))


def _repeated(rows: Sequence[Sequence[Box]], more: Sequence[Sequence[Box]]) -> int:
    """How many rows at the top of the later part are those at the top of the first."""
    count = 0
    for one, other in zip(rows[:MOST_HEADERS], more[:-1], strict=False):
        if [box.text for box in one] != [box.text for box in other]:
            break
        count += 1
    return count
