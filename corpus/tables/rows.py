"""The inside of a table: header, body rows, group rows, column groups and properties side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.document import Cell, Row
from corpus.structure.lines import Line
from corpus.tables.cells import SEPARATOR, cells_of
from corpus.tables.header import MOST_LEVELS, Cells, bare, count_header_rows, is_property_list, names_of, text_at


@dataclass(frozen=True, slots=True)
class Inside:
    """A table's lines taken apart. `rows` lists, for each line, the logical rows that stand on it."""

    header: tuple[str, ...]
    header_lines: int  # lines from the first, a Markdown separator among them
    rows: tuple[tuple[Row, ...], ...]  # one entry a line behind the header
    labels: tuple[bool, ...]  # for each of these lines, whether it is a group row, which goes with the next line


def parse_rows(
    lines: Sequence[Line],
    inherited: tuple[str, ...] = (),
    table: Sequence[Cells] | None = None,
    header_rows: int | None = None,
) -> Inside:
    """Read the lines of one table.

    Args:
        lines: none of them blank.
        inherited: the header of the table that this one continues; a header row that repeats it is dropped.
        table: the cells of each line where they are known, merged ones as one Cell in several positions.
        header_rows: how many rows the format declares to be the header.
    """
    cells = [cells_of(line) for line in lines] if table is None else table
    count = _header_lines(lines, cells, header_rows)
    if inherited and not _repeats(cells[0], inherited):
        count = 0
    body, body_lines = cells[count:], lines[count:]
    header = inherited or names_of([row for row in cells[:count] if row], body)
    plain = bare(body)
    labels = _labels(plain)
    rows = _with_groups([_row(row, line) for row, line in zip(body, body_lines, strict=True)], plain, labels)
    width = _period(header) or (
        2 if not header and max(map(len, body), default=0) > 2 and is_property_list(plain) else 0
    )
    if width:
        header = header[:width]
        split = tuple(tuple(_side_by_side(row, width)) for row in rows)
    else:
        split = tuple((row,) if row.cells else () for row in rows)
    shown = tuple(() if label else row for row, label in zip(split, labels, strict=True))
    return Inside(header, count, shown, labels)


def _header_lines(lines: Sequence[Line], table: Sequence[Cells], declared: int | None) -> int:
    """How many lines the header takes; of a Markdown table everything up to the separator."""
    separator = next((place for place, row in enumerate(table[: MOST_LEVELS + 1]) if not row), None)
    if separator is not None and SEPARATOR.match(lines[separator].text):
        return separator + 1
    return count_header_rows(table, declared)


def _row(cells: Cells, line: Line) -> Row:
    """The row from its first character to its last."""
    start = line.start + len(line.text) - len(line.text.lstrip())
    return Row(tuple(cells), start, max(start, line.start + len(line.text.rstrip())))


def _repeats(row: Cells, header: tuple[str, ...]) -> bool:
    texts = [cell.text for cell in row if cell.text]
    return bool(texts) and all(any(text in name for name in header) for text in texts)


def _labels(body: Sequence[Cells]) -> tuple[bool, ...]:
    """Which rows are group rows: a first cell and nothing else, above a row that has more."""
    alone = [len(row) != 0 and bool(row[0].text) and not any(cell.text for cell in row[1:]) for row in body]
    if sum(alone) * 2 > len(alone):  # a table whose marks were lost: its rows are empty, not groups
        return (False,) * len(body)
    following = [*alone, True][1:]
    return tuple(here and not after for here, after in zip(alone, following, strict=True))


def _with_groups(rows: Sequence[Row], plain: Sequence[Cells], labels: Sequence[bool]) -> list[Row]:
    """Each row with the label of its group: of the group row above, or of the first cell that spans it."""
    group, spanning, grouped = "", "", []
    for place, (row, cells, label) in enumerate(zip(rows, plain, labels, strict=True)):
        first = text_at(cells, 0)
        merged = place + 1 < len(rows) and _goes_down(row, rows[place + 1])
        if label:
            group, spanning = first.strip("【】[]"), ""
        elif first:
            spanning = "" if first.isdigit() else first
        grouped.append(replace(row, group=spanning if spanning and (merged or not first) else group))
    return grouped


def _goes_down(row: Row, below: Row) -> bool:
    """Whether the first cell is declared to span the next row as well."""
    return bool(row.cells) and bool(below.cells) and row.cells[0] is below.cells[0]


def _period(header: tuple[str, ...]) -> int:
    """The width of one column group where the header says the same names twice or more side by side, else 0."""
    for width in range(2, len(header) // 2 + 1):
        if len(header) % width == 0 and header == header[:width] * (len(header) // width):
            return width
    return 0


def _side_by_side(row: Row, width: int) -> list[Row]:
    """The rows that stand side by side on one line. A total across all of them is one row."""
    groups = [row.cells[start : start + width] for start in range(0, max(len(row.cells), 1), width)]
    filled = [group for group in groups if any(cell.text for cell in group)]
    if len(filled) > 1 and all(not group[0].text for group in filled[1:]):
        merged = [
            next((group[column] for group in filled if text_at(group, column)), filled[0][column])
            for column in range(min(map(len, filled)))
        ]
        return [replace(row, cells=tuple(merged))]
    return [_of_group(row, group) for group in filled]


def _of_group(row: Row, group: tuple[Cell, ...]) -> Row:
    """One of several rows on a line; a cell that is merged down from a line above does not widen it."""
    here = [cell for cell in group if row.start <= cell.start and cell.text] or [group[0]]
    return replace(row, cells=group, start=max(row.start, here[0].start), end=max(row.start, here[-1].end))
