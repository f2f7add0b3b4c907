"""The tables of a web page as rectangles of cells, a merged cell in every place that it covers.

https://html.spec.whatwg.org/multipage/tables.html#forming-a-table
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from lxml.html import HtmlElement

Cell: TypeAlias = HtmlElement | None  # None where a row has fewer cells than the others

MOST_COLUMNS = 1000  # what HTML allows a cell to span
MOST_ROWS = 65534
MOST_CELLS = 500_000  # a page may declare far more than it has
LONGEST = 1000  # characters of a cell; what is longer is laid out as a table, not told by one
BLOCKS = ("h1", "h2", "h3", "h4", "h5", "h6", "table", "article", "section")


def is_data(table: HtmlElement) -> bool:
    """Whether it is a table to its reader, and not only a way to lay out the page."""
    if table.get("role") in ("presentation", "none") or next(table.iterdescendants(*BLOCKS), None) is not None:
        return False
    rows = [list(_cells(row)) for _, row in _rows(table)]
    if max(map(len, rows), default=0) < 2 and not any(_span(cell, "colspan", 9) > 1 for row in rows for cell in row):
        return False
    return not any(len(cell.text_content()) > LONGEST for row in rows for cell in row)


def rows_of(table: HtmlElement) -> tuple[list[list[Cell]], int]:
    """The rows, all of one length, and how many of the first are its header."""
    rows = list(_rows(table))
    grid: dict[tuple[int, int], HtmlElement] = {}
    for y, (_, row) in enumerate(rows):
        x = 0
        for cell in _cells(row):
            while (y, x) in grid:
                x += 1
            down = min(_span(cell, "rowspan", MOST_ROWS) or len(rows), len(rows) - y)
            across = max(1, min(_span(cell, "colspan", MOST_COLUMNS), MOST_COLUMNS - x))
            if len(grid) + down * across > MOST_CELLS:
                down = across = 1
            for place in ((y + dy, x + dx) for dy in range(down) for dx in range(across)):
                grid.setdefault(place, cell)
            x += across
    width = max((x for _, x in grid), default=-1) + 1
    begun = sorted({0} | {x for y, x in grid if grid[y, x] is not grid.get((y, x - 1))})
    columns = [x for x in begun if x < width]  # where some cell begins; others are only spanned
    filled: list[list[Cell]] = [[grid.get((y, x)) for x in columns] for y in range(len(rows))]
    return filled, _header_rows([section for section, _ in rows], filled)


def _header_rows(sections: Sequence[str], rows: Sequence[Sequence[Cell]]) -> int:
    """The rows of <thead>, or else the first ones of nothing but <th>; 0 where there is neither, or nothing else."""
    count = 0
    while count < len(rows) and (
        sections[count] == "thead"
        or ("thead" not in sections and all(cell is None or cell.tag == "th" for cell in rows[count]))
    ):
        count += 1
    return count if count < len(rows) else 0


def _rows(table: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    """Each row with the name of its section; feet come last, wherever they are written."""
    feet = []
    for child in table:
        if child.tag == "tr":
            yield "tbody", child
        elif child.tag in ("thead", "tbody", "tfoot"):
            rows = [(str(child.tag), row) for row in child.iterchildren("tr")]
            if child.tag == "tfoot":
                feet += rows
            else:
                yield from rows
    yield from feet


def _cells(row: HtmlElement) -> Iterator[HtmlElement]:
    yield from row.iterchildren("td", "th")


def _span(cell: HtmlElement, name: str, most: int) -> int:
    """How many rows or columns a cell takes; rowspan=0 is all that are left."""
    text = (cell.get(name) or "1").strip()
    return min(int(text), most) if text.isdecimal() and len(text) < 10 else 1
