"""Tables without ruling lines, or with horizontal ones only: rows whose cells stand below each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.formats.pdf.fragments import joined
from corpus.formats.pdf.ruled import header_rows
from corpus.formats.pdf.shapes import Box, Fragment, Table
from corpus.tables.captions import is_caption, is_note

LEAST_ROWS = 3  # of two columns; of more columns two rows are enough
ALIGNED = 0.75  # of the size; how far the cells of a column may be off their common edge
REGULAR = 0.5  # of the rows have the usual number of cells
MOSTLY = 0.6  # of the cells of a column keep to its edge
LONGEST_CELL = 0.6  # of the cells of a table are no sentences
SENTENCE = re.compile(r"[。；！？].|[。；]$")
ENTRY = re.compile(r"(?:[.…·] ?){3,}\s*(?:\d{1,4}|[ivxlIVXL]+)$")
APART, TOGETHER = 1.3, 1.15  # times the least distance of lines: of rows from each other, and within a row
# Rows further apart than so many times the size of the type are not of one table; rows of several cells may be looser.
PITCH, WIDE_PITCH = 3.0, 4.5

Row = tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    left: float
    right: float


def find_aligned(rows: Sequence[Row]) -> list[Row | Table]:
    """The rows again, those of a table replaced by it."""
    found: list[Row | Table] = []
    place = 0
    while place < len(rows):
        last = _run_end(rows, place)
        table = _table(rows[place : last + 1]) if last > place else None
        if table:
            found.append(table)
            place = last + 1
        else:
            found.append(rows[place])
            place += 1
    return found


def _run_end(rows: Sequence[Row], first: int) -> int:
    """The last row that may belong to a table that begins at `first`: one with several cells, near the one before."""
    if len(rows[first]) < 2 or _is_entry(rows[first]):
        return first
    last = place = first
    while place + 1 < len(rows) and _near(rows[place], rows[place + 1]) and not _is_entry(rows[place + 1]):
        place += 1
        if len(rows[place]) > 1:
            last = place
        elif place - last > 3 or _ends_table(rows[place]):
            break
    return _with_wrapped(rows, first, last)


def _with_wrapped(rows: Sequence[Row], first: int, last: int) -> int:
    """The last row of the table may be broken over lines: what lies below a column other than the first."""
    columns = _columns(rows[first : last + 1])
    while columns and last + 1 < len(rows) and _wraps(rows[last + 1], rows[last], columns):
        last += 1
    return last


def _is_entry(row: Row) -> bool:
    """An entry of a table of contents, with dots that lead to the page."""
    return bool(ENTRY.search(" ".join(fragment.text for fragment in row)))


def _near(above: Row, below: Row) -> bool:
    height = max(above[0].size, below[0].size)
    pitch = WIDE_PITCH if len(above) > 1 and len(below) > 1 else PITCH
    return below[0].baseline - above[0].baseline <= pitch * height and above[0].size <= 1.3 * below[0].size


def _ends_table(row: Row) -> bool:
    text = row[0].text
    return is_caption(text) or is_note(text) or (len(text) > 30 and bool(SENTENCE.search(text)))


def _columns(rows: Sequence[Row]) -> list[_Column]:
    """The columns, as the rows with the usual number of cells have them; none where those do not agree."""
    usual = _usual(rows)
    spans = sorted((fragment.x0, fragment.x1) for row in rows if len(row) == usual for fragment in row)
    columns: list[_Column] = []
    for left, right in spans:
        if columns and left <= columns[-1].right:
            columns[-1] = _Column(columns[-1].left, max(columns[-1].right, right))
        else:
            columns.append(_Column(left, right))
    return columns if len(columns) == usual else []


def _usual(rows: Sequence[Row]) -> int:
    counts = Counter(len(row) for row in rows if len(row) > 1)
    return max(counts, key=lambda count: (counts[count], count))


def _table(rows: Sequence[Row]) -> Table | None:
    columns = _columns(rows)
    several = [row for row in rows if len(row) > 1]
    regular = [row for row in several if len(row) == len(columns)]
    if not columns or len(regular) < (LEAST_ROWS if len(columns) == 2 else 2):
        return None
    if len(regular) < REGULAR * len(several) or not all(_keeps(column, regular) for column in columns):
        return None
    if _is_contents(regular) or _is_prose(regular):
        return None
    boxes = _boxes(rows, columns)
    first, last = rows[0], rows[-1]
    return Table(boxes, columns[0].left, first[0].top, columns[-1].right, last[0].bottom, header_rows(boxes))


def _keeps(column: _Column, rows: Sequence[Row]) -> bool:
    """Whether the cells of a column have one left edge, right edge or middle."""
    cells = [fragment for row in rows for fragment in row if column.left <= fragment.x0 <= column.right]
    reach = ALIGNED * cells[0].size

    def agree(values: Sequence[float]) -> bool:
        middle = sorted(values)[len(values) // 2]
        return sum(abs(value - middle) <= reach for value in values) >= MOSTLY * len(values)

    return any(
        agree(values) for values in ([c.x0 for c in cells], [c.x1 for c in cells], [(c.x0 + c.x1) / 2 for c in cells])
    )


def _is_contents(rows: Sequence[Row]) -> bool:
    """Titles with page numbers that never fall."""
    if len(rows[0]) != 2 or not all(re.fullmatch(r"\d{1,4}|[ivxlIVXL]+", row[1].text.strip()) for row in rows):
        return False
    numbers = [int(row[1].text) for row in rows if row[1].text.strip().isdigit()]
    return numbers == sorted(numbers)


def _is_prose(rows: Sequence[Row]) -> bool:
    cells = [fragment.text for row in rows for fragment in row]
    return sum(bool(SENTENCE.search(cell)) for cell in cells) > LONGEST_CELL * len(cells)


def _boxes(rows: Sequence[Row], columns: Sequence[_Column]) -> tuple[tuple[Box, ...], ...]:
    """A rectangle of boxes. A cell that reaches over several columns fills them all; a wrapped line joins its cell."""
    grid: list[list[Box]] = []
    for group in _by_distance(rows, columns) or _by_fullness(rows, columns):
        boxes = _spread(group[0], columns)
        for row in group[1:]:
            _join(boxes, row, columns)
        grid.append(boxes)
    return tuple(tuple(row) for row in grid)


def _by_distance(rows: Sequence[Row], columns: Sequence[_Column]) -> list[list[Row]]:
    """The lines of each row, where lines of one row are closer than rows are; none where distance does not tell.

    Nor may two lines of one row both have something in the first column: then the distance parts groups of rows.
    """
    distances = [below[0].baseline - above[0].baseline for above, below in pairwise(rows)]
    if not distances or max(distances) < APART * min(distances):
        return []
    groups = [[rows[0]]]
    for row, distance in zip(rows[1:], distances, strict=True):
        if distance <= TOGETHER * min(distances):
            groups[-1].append(row)
        else:
            groups.append([row])
    alone = all(sum(row[0].x0 <= columns[0].right for row in group) <= 1 for group in groups)
    return groups if alone else []


def _by_fullness(rows: Sequence[Row], columns: Sequence[_Column]) -> list[list[Row]]:
    groups = [[rows[0]]]
    for above, row in pairwise(rows):
        if _wraps(row, above, columns):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _spread(row: Row, columns: Sequence[_Column]) -> list[Box]:
    boxes = [Box("") for _ in columns]
    for fragment in row:
        covered = _covered(fragment, columns)
        box = Box(fragment.text, fragment.bold)
        for place in covered:
            boxes[place] = box
    return boxes


def _covered(fragment: Fragment, columns: Sequence[_Column]) -> list[int]:
    """The columns over which a fragment lies; the nearest where it lies over none."""
    covered = [
        place
        for place, column in enumerate(columns)
        if min(fragment.x1, column.right) - max(fragment.x0, column.left)
        > 0.3 * min(fragment.x1 - fragment.x0, column.right - column.left)
    ]
    if covered:
        return covered
    middle = (fragment.x0 + fragment.x1) / 2
    for place, (one, other) in enumerate(pairwise(columns)):
        if one.right < middle < other.left and fragment.x0 <= one.right + fragment.size:
            return [place, place + 1]  # centred over both
    nearest = min(range(len(columns)), key=lambda place: abs((columns[place].left + columns[place].right) / 2 - middle))
    return [nearest]


def _wraps(row: Row, before: Row, columns: Sequence[_Column]) -> bool:
    """Whether a row is the rest of cells above it: nothing in the first column, and each below a full cell."""
    if row[0].x0 <= columns[0].right or row[0].baseline - before[0].baseline > 1.8 * row[0].size:
        return False
    for fragment in row:
        place = _covered(fragment, columns)[0]
        above = [other for other in before if place in _covered(other, columns)]
        if not above or columns[place].right - above[0].x1 > 1.5 * fragment.size:
            return False
    return True


def _join(boxes: list[Box], row: Row, columns: Sequence[_Column]) -> None:
    """Add a further line to the cells of a row."""
    for fragment in row:
        place = _covered(fragment, columns)[0]
        boxes[place] = Box(joined(boxes[place].text, fragment.text), boxes[place].bold or fragment.bold)
