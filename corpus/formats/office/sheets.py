"""The cells of a sheet as text: lines of their own, and tables where blank rows and columns separate them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.document import MarkKind
from corpus.formats.draft import Draft, Slot
from corpus.tables.cells import VALUE

MOST_MERGED = 1000  # rows of a merged cell that are looked at; a cell over whole columns would cost minutes

Cells = Mapping[int, str]  # text by column, from 1; blank ones are left out
Rows = Sequence[tuple[int, Cells]]  # by number, from 1; rows without text are left out


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged cell; rows and columns count from 1 and are inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet shows."""

    name: str
    rows: Rows
    merges: Sequence[Merge] = ()
    hidden: frozenset[int] = field(default_factory=frozenset)  # rows that are not shown


def add_sheet(draft: Draft, sheet: Sheet) -> None:
    """A page that the sheet's name heads."""
    draft.begin_page(sheet.name)
    draft.add_text(sheet.name, MarkKind.HEADING, 1)
    add_cells(draft, sheet)


def add_cells(draft: Draft, sheet: Sheet) -> None:
    """The sheet's lines and tables, from top to bottom and left to right."""
    owners = _owners(sheet)
    for rows in _stretches(sheet):
        for first, last in _column_groups(rows, owners):
            part = [(number, {c: t for c, t in cells.items() if first <= c <= last}) for number, cells in rows]
            _add_part(draft, sheet, [row for row in part if row[1]], owners)


def address(row: int, column: int) -> str:
    """B7: letters for the column, then the row."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def _add_part(draft: Draft, sheet: Sheet, rows: Rows, owners: Mapping[tuple[int, int], tuple[int, int]]) -> None:
    """Rows of one cell are lines; of more, a table."""
    if all(len(cells) == 1 for _, cells in rows):
        for _, cells in rows:
            draft.add_text(" ".join(next(iter(cells.values())).split("\n")))
        return
    texts = {(number, column): text for number, cells in rows for column, text in cells.items()}
    reach = [owned for owned, owner in owners.items() if owner in texts]
    columns = [column for _, cells in rows for column in cells] + [column for _, column in reach]
    slots: dict[tuple[int, int], Slot] = {}

    def slot(number: int, column: int) -> Slot:
        place = owners.get((number, column), (number, column))
        return slots.setdefault(place, Slot(texts.get(place, ""), address(*place)))

    span = range(min(columns), max(columns) + 1)
    draft.add_grid([[slot(number, column) for column in span] for number, _ in rows], sheet=sheet.name)


def _owners(sheet: Sheet) -> dict[tuple[int, int], tuple[int, int]]:
    """For every position inside a merged cell, among the rows with text, its upper left corner."""
    numbers = [number for number, _ in sheet.rows]
    widest = max((max(cells) for _, cells in sheet.rows), default=0)
    return {
        (number, column): (merge.top, merge.left)
        for merge in sheet.merges
        for number in _between(numbers, merge.top, merge.bottom)
        for column in range(merge.left, min(merge.right, max(widest, merge.left)) + 1)
    }


def _between(numbers: Sequence[int], top: int, bottom: int) -> Iterator[int]:
    yield from numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]


def _stretches(sheet: Sheet) -> Iterator[Rows]:
    """Runs of rows that no blank row separates; a merged cell bridges the rows that it covers."""
    last = sheet.rows[-1][0] if sheet.rows else 0
    bridged = {
        number
        for merge in sheet.merges
        for number in range(merge.top + 1, min(merge.bottom, merge.top + MOST_MERGED, last) + 1)
    }
    run: list[tuple[int, Cells]] = []
    for row in sheet.rows:
        if run and any(n not in sheet.hidden and n not in bridged for n in range(run[-1][0] + 1, row[0])):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _column_groups(rows: Rows, owners: Mapping[tuple[int, int], tuple[int, int]]) -> list[tuple[int, int]]:
    """First and last column of the tables that stand side by side, with a blank column between them.

    A blank column inside a table does not cut it: what stands to its right must name its own rows.
    """
    used = {column for _, cells in rows for column in cells}
    numbers = {number for number, _ in rows}
    used |= {column for (number, column) in owners if number in numbers}
    ordered = sorted(used)
    groups = [[ordered[0], ordered[0]]]
    for left, right in pairwise(ordered):
        if right - left > 1 and _names_rows(rows, right):
            groups.append([right, right])
        groups[-1][1] = right
    return [(first, last) for first, last in groups]


def _names_rows(rows: Rows, column: int) -> bool:
    """Whether the column holds words rather than figures, with another column beside it."""
    texts = [cells[column] for _, cells in rows if column in cells]
    beside = any(column in cells and column + 1 in cells for _, cells in rows)
    return beside and sum(bool(VALUE.match(text)) for text in texts[1:]) * 2 < max(len(texts) - 1, 1)
