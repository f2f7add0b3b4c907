"""Which lines are the rows of a table: those that a format declares, and those that the marks in a text show."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.document import Cell, Grid
from corpus.structure.lines import Line
from corpus.tables.captions import cleaned, is_caption, is_note, is_table_caption, unit_in
from corpus.tables.cells import GAP, SEPARATOR, VALUE, cells_of
from corpus.tables.header import Cells, bare, is_header_like

FEWEST_ALIGNED = 3  # lines; two lines with wide gaps are chance
LONGEST_ALIGNED = 30  # characters of a cell between gaps
MOST_LABEL = 20  # characters of a group row that stands alone on its line


@dataclass(frozen=True, slots=True)
class Run:
    """The lines of one table with their cells. What stands inside a declared grid around its rows is set apart."""

    first: int  # of the title row, where there is one
    end: int  # of the notes
    lines: tuple[Line, ...]  # the rows
    cells: tuple[Cells, ...]
    header_rows: int | None = None
    declared: bool = False
    caption: str = ""
    unit: str = ""
    note: str = ""
    sheet: str = ""

    @property
    def width(self) -> int:
        """The commonest number of cells in a row."""
        return Counter(map(len, self.cells)).most_common(1)[0][0]


def declared_runs(grids: Sequence[Grid], lines: Sequence[Line]) -> list[Run]:
    """The tables that the format declares, those without text left out."""
    starts = [line.start for line in lines]
    return [run for grid in grids if (run := _of_grid(grid, lines, bisect_right(starts, grid.start) - 1))]


def text_runs(lines: Sequence[Line], skip: frozenset[int]) -> list[Run]:
    """Every run of at least two lines with tabs or pipes, and of at least three with figures in aligned columns."""
    piped = _piped(lines, skip)
    marks = [_mark(line, skip, piped) for line in lines]
    found = [
        (first, last, marks[first]) for first, last in _merged(lines, list(_runs(lines, marks, skip))) if first < last
    ]
    taken = {index for first, last, _ in found for index in range(first, last + 1)}
    found += [(first, last, " ") for first, last in _aligned(lines, skip | taken)]
    return [_of_lines(lines, first, last, mark) for first, last, mark in sorted(found)]


def _of_lines(lines: Sequence[Line], first: int, last: int, mark: str) -> Run:
    rows = tuple(line for line in lines[first : last + 1] if not line.blank)
    return Run(first, last, rows, tuple(cells_of(line, mark) for line in rows))


@dataclass(slots=True)
class _Peeled:
    """What was taken off the top and bottom of a grid."""

    captions: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def _of_grid(grid: Grid, lines: Sequence[Line], first: int) -> Run | None:
    pairs = [
        (line, row)
        for line, row in zip(lines[first : first + len(grid.rows)], grid.rows, strict=False)
        if not line.blank
    ]
    if not pairs:
        return None
    plain = bare([row for _, row in pairs])
    top, bottom, peeled = 0, len(pairs), _Peeled()
    while top < bottom - 1 and _is_above(plain, top, pairs[top][1], peeled, top + 1 < (grid.header_rows or 0)):
        top += 1
    while bottom > top + 1 and (note := _alone(plain[bottom - 1])) and is_note(note):
        peeled.notes.insert(0, note)
        bottom -= 1
    kept = pairs[top:bottom]
    return Run(
        pairs[0][0].index,
        pairs[-1][0].index,
        tuple(line for line, _ in kept),
        tuple(row for _, row in kept),
        None if grid.header_rows is None else max(grid.header_rows - top, 0),
        True,
        " ".join(peeled.captions) or cleaned(grid.caption),
        " ".join(peeled.units),
        "\n".join(peeled.notes),
        grid.sheet,
    )


def _is_above(plain: Sequence[Cells], place: int, row: Cells, peeled: _Peeled, heads: bool) -> bool:
    """Whether a row of a grid is its title or unit, which is then noted; a group row above data is not.

    `heads`: the format declares that a header row follows.
    """
    texts = [cell.text for cell in plain[place] if cell.text]
    units = [unit for text in texts if (unit := unit_in(text))]
    titles = [text for text in texts if not unit_in(text)]
    if len(row) < 2 or len(titles) > 1:
        return False
    if titles and not units and not _is_title(plain, place, row, heads):
        return False
    peeled.units += units
    peeled.captions += [cleaned(title) for title in titles]
    return True


def _is_title(plain: Sequence[Cells], place: int, row: Cells, heads: bool) -> bool:
    """A lone cell above a header row."""
    if is_table_caption(_alone(plain[place])) or (heads and all(cell is row[0] for cell in row)):
        return True
    following = next((cells for cells in plain[place + 1 :] if not _alone(cells)), None)
    whole = all(cell is row[0] for cell in row) or place == 0
    return whole and following is not None and is_header_like(following) and bool(plain[place][0].text)


def _alone(row: Cells) -> str:
    """The text of a row that has only one cell with text, else ""."""
    texts = [cell.text for cell in row if cell.text]
    return texts[0] if len(texts) == 1 else ""


def _runs(lines: Sequence[Line], marks: Sequence[str], skip: frozenset[int]) -> Iterator[tuple[int, int]]:
    """First and last index of each run of table lines. A short line without tabs between two rows is a group row."""
    index = 0
    while index < len(lines):
        mark = marks[index]
        last = index
        while mark and last + 1 < len(lines):
            bridged = last + 2 < len(lines) and mark == marks[last + 2] and _may_be_label(lines[last + 1], skip)
            if marks[last + 1] != mark and not bridged:
                break
            last += 1
        if mark:
            yield index, last
        index = last + 1


def _mark(line: Line, skip: frozenset[int], piped: frozenset[int]) -> str:
    """What separates the cells of the line; "" where it is no row."""
    if line.index in skip or not re.search(r"\w", line.text.replace("_", "")):
        return "|" if line.index not in skip and "|" in line.text and SEPARATOR.match(line.text) else ""
    if "\t" in line.text.lstrip(" ") and line.text.strip():
        return "\t"
    outer = line.text.lstrip().startswith("|") and line.text.count("|") >= 2
    return "|" if outer or line.index in piped else ""


def _piped(lines: Sequence[Line], skip: frozenset[int]) -> frozenset[int]:
    """The rows of Markdown tables without outer pipes: around a line such as --- | ---."""
    found = set[int]()
    for line in lines:
        if "|" in line.text and line.index not in skip and SEPARATOR.match(line.text):
            found.add(line.index - 1)
            index = line.index + 1
            while index < len(lines) and "|" in lines[index].text and index not in skip:
                found.add(index)
                index += 1
    return frozenset(index for index in found if index >= 0 and "|" in lines[index].text)


def _may_be_label(line: Line, skip: frozenset[int]) -> bool:
    text = line.text.strip()
    plain = not re.search(r"[。；，]", text) and not is_caption(text)
    return line.index not in skip and 0 < len(text) <= MOST_LABEL and plain


def _merged(lines: Sequence[Line], runs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """OCR sometimes leaves a blank line between rows: runs of the same width around it are one."""
    merged: list[tuple[int, int]] = []
    for first, last in runs:
        if merged and first - merged[-1][1] == 2 and lines[first - 1].blank:
            above, below = cells_of(lines[merged[-1][1]]), cells_of(lines[first])
            if len(above) == len(below) and not is_header_like(below):
                merged[-1] = (merged[-1][0], last)
                continue
        merged.append((first, last))
    return merged


def _aligned(lines: Sequence[Line], skip: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Runs of lines with equally many wide gaps, one column of which holds figures."""
    widths = [0 if line.index in skip or line.blank else len(GAP.findall(line.text.strip())) + 1 for line in lines]
    first = 0
    for index in range(1, len(lines) + 1):
        if index < len(lines) and widths[index] == widths[first]:
            continue
        if widths[first] > 1 and index - first >= FEWEST_ALIGNED and _has_figures(lines[first:index]):
            yield first, index - 1
        first = index


def _has_figures(lines: Sequence[Line]) -> bool:
    rows: list[list[Cell]] = [cells_of(line, " ") for line in lines]
    if any(len(cell.text) > LONGEST_ALIGNED or re.search(r"[。；]", cell.text) for row in rows for cell in row):
        return False
    columns = list(zip(*rows[1:], strict=True))
    return any(sum(bool(VALUE.match(cell.text)) for cell in column) * 3 >= len(column) * 2 for column in columns[1:])
