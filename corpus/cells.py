"""The inside of a table: cells, header rows of one or more levels, group rows, column groups side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.document import Cell, Row
from corpus.lines import Line

SEPARATOR = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")  # |---|:--:|
PIPE = re.compile(r"(?<!\\)\|")
YEAR = re.compile(r"^(?:19|20)\d\d\s*(?:[（(]?[EF]?[)）]?$|年|[—–-])")
DATE = re.compile(r"^(?:19|20)\d\d\s*[.\-/年]\s*\d{1,2}")
VALUE = re.compile(r"^[-+−<>≤≥约近超逾¥$￥]*\d[\d,.，:：]*\s*\S{0,3}$")
TITLES = re.compile(r"^《")
LONGEST_NAME = 40  # characters of a column's name
MOST_LEVELS = 3  # rows of a header


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's lines taken apart. `rows` lists, for each line, the logical rows that stand on it."""

    header: tuple[str, ...]
    header_lines: int  # lines from the first, a Markdown separator among them
    rows: tuple[tuple[Row, ...], ...]  # one entry a line behind the header
    labels: tuple[bool, ...]  # for each of these lines, whether it is a group row, which goes with the next line


def parse_grid(lines: Sequence[Line], inherited: tuple[str, ...] = ()) -> Grid:
    """Read the lines of one table.

    `inherited` is the header of the table that this one continues; a header row that repeats it is dropped.
    """
    table = [cells_of(line) for line in lines]
    count = _header_lines(lines, table)
    if inherited and not _repeats(table[0], inherited):
        count = 0
    body, body_lines = table[count:], lines[count:]
    header = inherited or _names([row for row in table[:count] if row], body)
    labels = _labels(body)
    rows = _with_groups(
        [Row(tuple(row), line.start, line.end) for row, line in zip(body, body_lines, strict=True)], labels
    )
    width = _period(header)
    if width:
        header = header[:width]
        split = tuple(tuple(_side_by_side(row, width)) for row in rows)
    else:
        split = tuple((row,) if row.cells else () for row in rows)
    shown = tuple(() if label else row for row, label in zip(split, labels, strict=True))
    return Grid(header, count, shown, labels)


def cells_of(line: Line) -> list[Cell]:
    """The cells of a line, without the white space and the bold marks around their text."""
    if SEPARATOR.match(line.text):
        return []
    if "\t" in line.text and not line.text.lstrip().startswith("|"):
        bounds = [match.start() for match in re.finditer("\t", line.text)]
    else:
        bounds = [match.start() for match in PIPE.finditer(line.text)]
    edges = [-1, *bounds, len(line.text)]
    if "\t" not in line.text and bounds:  # the pipes at both ends open and close the row
        edges = edges[1:] if not line.text[: bounds[0]].strip() else edges
        edges = edges[:-1] if not line.text[bounds[-1] + 1 :].strip() and len(edges) > 2 else edges
    return [_cell(line, left + 1, right) for left, right in pairwise(edges)]


def is_header_like(row: Sequence[Cell]) -> bool:
    """Whether a row could name columns: no figures but years, no dates, no titles of documents, nothing long."""
    texts = [cell.text for cell in row if cell.text]
    if len(texts) < 2 or texts[0].isdigit() or DATE.match(row[0].text):
        return False
    return not any(
        len(text) > LONGEST_NAME or TITLES.match(text) or (VALUE.match(text) and not YEAR.match(text)) for text in texts
    )


def _cell(line: Line, start: int, end: int) -> Cell:
    text = line.text[start:end]
    while text[:1].isspace() or text.startswith("**"):
        step = 1 if text[:1].isspace() else 2
        text, start = text[step:], start + step
    while text[-1:].isspace() or text.endswith("**"):
        text = text[: -1 if text[-1:].isspace() else -2]
    return Cell(text, line.start + start, line.start + start + len(text))


def _header_lines(lines: Sequence[Line], table: Sequence[Sequence[Cell]]) -> int:
    """How many lines the header takes; of a Markdown table everything up to the separator."""
    separator = next((place for place, row in enumerate(table[: MOST_LEVELS + 1]) if not row), None)
    if separator is not None and SEPARATOR.match(lines[separator].text):
        return separator + 1
    if len(table) < 2 or not (is_header_like(table[0]) or _spans(table)):
        return 0
    count = 1
    while count < min(MOST_LEVELS, len(table) - 1) and _is_next_level(table[count - 1], table[count]):
        count += 1
    return count


def _spans(table: Sequence[Sequence[Cell]]) -> bool:
    """A first row with one name that spans the named columns below it, its corner left blank."""
    names = [cell for cell in table[0] if cell.text]
    return len(table) > 2 and len(names) == 1 and not table[0][0].text and is_header_like(table[1])


def _is_next_level(above: Sequence[Cell], row: Sequence[Cell]) -> bool:
    """A second level stands below gaps of the first and leaves the row's name to it, or the other way round."""
    gaps = any(not cell.text for cell in above)
    corner = not above[0].text or not row[0].text
    return gaps and corner and is_header_like(row)


def _repeats(row: Sequence[Cell], header: tuple[str, ...]) -> bool:
    texts = [cell.text for cell in row if cell.text]
    return bool(texts) and all(any(text in name for name in header) for text in texts)


def _names(levels: Sequence[Sequence[Cell]], body: Sequence[Sequence[Cell]]) -> tuple[str, ...]:
    """One name a column: the levels above it joined by a space, a name holding on over the gaps to its right."""
    width = max((len(level) for level in levels), default=0)
    parts: list[list[str]] = [[] for _ in range(width)]
    for place, level in enumerate(levels):
        below = levels[place + 1] if place + 1 < len(levels) else None
        held, column_held = "", -1
        for column in range(width):
            text = level[column].text if column < len(level) else ""
            if text:
                held, column_held = text, column
            elif below is not None and not (_text_at(below, column) and _text_at(below, column_held)):
                continue  # a name spreads only over columns that have names of their own below it
            elif below is None and (len(levels) > 1 or column_held != 0):
                continue
            parts[column].append(text or held)
    names = tuple(" ".join(part for part in column if part) for column in parts)
    return _widened(names, body)


def _text_at(row: Sequence[Cell], column: int) -> str:
    return row[column].text if 0 <= column < len(row) else ""


def _widened(names: tuple[str, ...], body: Sequence[Sequence[Cell]]) -> tuple[str, ...]:
    """A first name that spans two columns (类别 over 捕捞 | 近海) leaves the header one cell short."""
    wider = sum(len(row) == len(names) + 1 for row in body)
    gaps = sum(len(row) > 1 and not row[0].text and bool(row[1].text) for row in body)
    return (names[0], *names) if names and gaps and wider * 2 > len(body) else names


def _labels(body: Sequence[Sequence[Cell]]) -> tuple[bool, ...]:
    """Which rows are group rows: a first cell and nothing else, above a row that has more."""
    alone = [len(row) != 0 and bool(row[0].text) and not any(cell.text for cell in row[1:]) for row in body]
    if sum(alone) * 2 > len(alone):  # a table whose marks were lost: its rows are empty, not groups
        return (False,) * len(body)
    following = [*alone, True][1:]
    return tuple(here and not after for here, after in zip(alone, following, strict=True))


def _with_groups(rows: Sequence[Row], labels: Sequence[bool]) -> list[Row]:
    """Each row with the label of its group: of the group row above, or of the first cell that spans it."""
    group, spanning, grouped = "", "", []
    for row, label in zip(rows, labels, strict=True):
        first = row.cells[0].text if row.cells else ""
        if label:
            group, spanning = first.strip("【】[]"), ""
        elif first:
            spanning = "" if first.isdigit() else first
        grouped.append(replace(row, group=group if first or not spanning else spanning))
    return grouped


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
            next((group[column] for group in filled if _text_at(group, column)), filled[0][column])
            for column in range(min(map(len, filled)))
        ]
        return [replace(row, cells=tuple(merged))]
    return [replace(row, cells=group, start=group[0].start, end=group[-1].end) for group in filled]
