"""The tables of Word: merged cells across and down, rows that are declared to head the table, tables in cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from corpus.formats.draft import Slot
from corpus.formats.office.ooxml import attribute, is_on, name_of

Element = etree._Element

MOST_COLUMNS = 200  # what a row may span; Word itself stops at 63


def rows_of(table: Element, text_of: Callable[[Element], str]) -> tuple[list[list[Slot]], int | None]:
    """The rows, all of one length, and how many of them are declared to be the header; None where none is."""
    rows: list[list[Slot]] = []
    headers: list[bool] = []
    for row in _children(table, "tr"):
        if row.find("{*}trPr/{*}del") is not None:  # deleted while changes were tracked
            continue
        rows.append(_row(row, rows[-1] if rows else [], text_of))
        headers.append(is_on(row.find("{*}trPr/{*}tblHeader")))
    width = max(map(len, rows), default=0)
    declared = headers.index(False) if False in headers else 0
    return [[*row, *(Slot("") for _ in range(width - len(row)))] for row in rows], declared or None


def is_layout(table: Element) -> bool:
    """A frame around text rather than a table: one cell a row."""
    return all(len(list(_children(row, "tc"))) == 1 for row in _children(table, "tr"))


def cells_of(table: Element) -> Iterator[Element]:
    """The cells, row by row."""
    for row in _children(table, "tr"):
        yield from _children(row, "tc")


def nested_tables(table: Element) -> Iterator[Element]:
    """The tables in the cells of a table, without those inside them."""
    for cell in cells_of(table):
        yield from _children(cell, "tbl")


def _row(row: Element, above: list[Slot], text_of: Callable[[Element], str]) -> list[Slot]:
    slots = [Slot("") for _ in range(_number(row.find("{*}trPr/{*}gridBefore"), 0))]
    for cell in _children(row, "tc"):
        span = _number(cell.find("{*}tcPr/{*}gridSpan"), 1)
        slot = _slot(cell, slots, above, text_of)
        slots += [slot] * span
    return slots


def _slot(cell: Element, slots: list[Slot], above: list[Slot], text_of: Callable[[Element], str]) -> Slot:
    down, across = cell.find("{*}tcPr/{*}vMerge"), cell.find("{*}tcPr/{*}hMerge")
    if down is not None and attribute(down, "val") != "restart" and len(slots) < len(above):
        return above[len(slots)]
    if across is not None and attribute(across, "val") != "restart" and slots:  # Word 97
        return slots[-1]
    return Slot(text_of(cell))


def _number(element: Element | None, otherwise: int) -> int:
    value = attribute(element, "val") or ""
    return min(int(value), MOST_COLUMNS) if value.isdigit() else otherwise


def _children(element: Element, name: str) -> Iterator[Element]:
    """The children of one tag, those inside content controls and insertions among them."""
    for child in element:
        found = name_of(child)
        if found == name:
            yield child
        elif found in ("sdt", "sdtContent", "ins", "customXml", "moveTo"):
            yield from _children(child, name)
