"""Tables by their ruling lines: the cells that the lines enclose, merged ones included."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from corpus.formats.pdf.fragments import fragments_of, joined, whole
from corpus.formats.pdf.furniture import rows_of
from corpus.formats.pdf.shapes import Box, Glyph, PageContent, Rule, Table

NEAR = 3.0  # points; lines nearer than that are one, and ends nearer than that touch
COVERED = 0.6  # of the side of a cell that a line has to cover to close it
FILLED = 0.3  # of the cells of a table have text; a chart's grid has none
MOST_LINES = 1500  # of a page; more are a drawing
HEADING_SHARE = 0.5  # of the rows of a table that may be its header


def find_ruled(page: PageContent) -> tuple[list[Table], list[Glyph]]:
    """The ruled tables of a page from the top down, and the characters outside of them."""
    tables: list[Table] = []
    rest = list(page.glyphs)
    for rules in _connected(page.rules) if len(page.rules) <= MOST_LINES else []:
        table, inside = _table(rules, rest)
        if table:
            tables.append(table)
            rest = [glyph for glyph in rest if id(glyph) not in inside]
    return sorted(tables, key=lambda table: table.top), rest


def cell_text(glyphs: Sequence[Glyph]) -> str:
    """The text of one cell, its lines joined."""
    text, filled = "", False
    lines = [whole(row) for row in rows_of(fragments_of(glyphs))]
    right = max((line.x1 for line in lines), default=0.0)
    for line in lines:
        text = joined(text, line.text, filled)
        filled = right - line.x1 < 0.55 * line.size
    return text.replace("\t", " ").strip()


def header_rows(rows: Sequence[Sequence[Box]]) -> int | None:
    """How many rows at the top are bold while the others are not; None where the type does not tell."""
    bold = [all(box.bold for box in row if box.text) and any(box.text for box in row) for row in rows]
    count = next((place for place, is_bold in enumerate(bold) if not is_bold), len(rows))
    plain = not any(all(box.bold for box in row) for row in rows[count:])
    return count if 0 < count <= HEADING_SHARE * len(rows) + 1 and count < len(rows) and plain else None


def _connected(rules: Sequence[Rule]) -> list[list[Rule]]:
    """The rules in groups that touch each other."""
    groups: list[list[Rule]] = []
    for rule in sorted(set(rules), key=lambda rule: rule.top):
        touching = [group for group in groups if any(_touch(rule, other) for other in group)]
        groups = [group for group in groups if not any(group is other for other in touching)]
        groups.append([rule, *(other for group in touching for other in group)])
    return groups


def _touch(one: Rule, other: Rule) -> bool:
    return (
        one.x0 <= other.x1 + NEAR
        and other.x0 <= one.x1 + NEAR
        and one.top <= other.bottom + NEAR
        and other.top <= one.bottom + NEAR
    )


def _table(rules: Sequence[Rule], glyphs: Sequence[Glyph]) -> tuple[Table | None, set[int]]:
    across = [rule for rule in rules if rule.horizontal]
    down = [rule for rule in rules if not rule.horizontal]
    if len(across) < 2 or not down:
        return None, set()
    # A table may be open at its sides: then it reaches as far as its lines.
    xs = _positions([rule.x0 for rule in down] + [min(r.x0 for r in across), max(r.x1 for r in across)])
    ys = _positions([rule.top for rule in across] + [min(r.top for r in down), max(r.bottom for r in down)])
    if len(xs) < 3 or len(ys) < 3:
        return None, set()
    homes = _merged_cells(xs, ys, across, down)
    texts, inside = _filled(homes, xs, ys, glyphs)
    boxes = {home: Box(cell_text(found), _is_bold(found)) for home, found in texts.items()}
    empty = {home: Box("") for home in {home for row in homes for home in row} - boxes.keys()}
    boxes |= empty
    if len(texts) < FILLED * len(boxes) or len(texts) < 2:
        return None, set()
    rows = _without_empty(tuple(tuple(boxes[home] for home in row) for row in homes))
    if len(rows) < 2 or len(rows[0]) < 2:
        return None, set()
    return Table(rows, xs[0], ys[0], xs[-1], ys[-1], header_rows(rows)), inside


def _positions(values: Sequence[float]) -> list[float]:
    """The values in order, those that lie close together as one."""
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > NEAR:
            kept.append(value)
    return kept


def _merged_cells(
    xs: Sequence[float], ys: Sequence[float], across: Sequence[Rule], down: Sequence[Rule]
) -> list[list[tuple[int, int]]]:
    """For every position of the grid the first position (row, column) of the cell that covers it."""
    height, width = len(ys) - 1, len(xs) - 1
    home = [[(row, column) for column in range(width)] for row in range(height)]
    for row in range(height):
        for column in range(width):
            if column and not _closed_beside(xs[column], ys[row], ys[row + 1], down):
                home[row][column] = home[row][column - 1]
            elif row and not _closed_above(ys[row], xs[column], xs[column + 1], across):
                home[row][column] = home[row - 1][column]
    return home


def _closed_beside(x: float, top: float, bottom: float, down: Sequence[Rule]) -> bool:
    covered = sum(max(0.0, min(rule.bottom, bottom) - max(rule.top, top)) for rule in down if abs(rule.x0 - x) <= NEAR)
    return covered >= COVERED * (bottom - top)


def _closed_above(y: float, left: float, right: float, across: Sequence[Rule]) -> bool:
    covered = sum(max(0.0, min(rule.x1, right) - max(rule.x0, left)) for rule in across if abs(rule.top - y) <= NEAR)
    return covered >= COVERED * (right - left)


def _filled(
    homes: Sequence[Sequence[tuple[int, int]]], xs: Sequence[float], ys: Sequence[float], glyphs: Sequence[Glyph]
) -> tuple[dict[tuple[int, int], list[Glyph]], set[int]]:
    """The characters of each cell, and the identities of all of them."""
    found: dict[tuple[int, int], list[Glyph]] = {}
    inside: set[int] = set()
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
        if not (xs[0] <= x <= xs[-1] and ys[0] <= y <= ys[-1]):
            continue
        inside.add(id(glyph))
        row, column = max(0, bisect_left(ys, y) - 1), max(0, bisect_left(xs, x) - 1)
        found.setdefault(homes[row][column], []).append(glyph)
    return {home: cell for home, cell in found.items() if any(glyph.text.strip() for glyph in cell)}, inside


def _is_bold(glyphs: Sequence[Glyph]) -> bool:
    return 2 * sum(glyph.bold for glyph in glyphs) > len(glyphs)


def _without_empty(rows: tuple[tuple[Box, ...], ...]) -> tuple[tuple[Box, ...], ...]:
    """Without rows and columns that are nothing but double lines and gaps."""
    kept = [row for row in rows if any(box.text for box in row)]
    columns = [place for place in range(len(kept[0]) if kept else 0) if any(row[place].text for row in kept)]
    doubled = {place for before, place in pairwise(columns) if all(row[before] is row[place] for row in kept)}
    return tuple(tuple(row[place] for place in columns if place not in doubled) for row in kept)
