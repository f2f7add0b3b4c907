"""The reading order of a page: stretches of one column each, with what runs across the page between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.formats.pdf.furniture import rows_of
from corpus.formats.pdf.shapes import Column, Fragment, Table

LEAST_LINES = 3  # on either side of a gutter
NARROWEST = 8.0  # of the size of the type; columns of less are those of a table
FULL = 0.8  # of the width of its column; what most lines of running text fill
MOSTLY = 0.5  # of the lines
GUTTER = 0.6  # of the size of the type
DEEPEST = 3  # columns within columns

Item = Fragment | Table


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows of fragments and tables, one below the other, in one column."""

    column: Column
    items: tuple[tuple[Fragment, ...] | Table, ...]


def stretches_of(fragments: Sequence[Fragment], tables: Sequence[Table], column: Column) -> list[Stretch]:
    """The stretches of a page in reading order. `column` is where the text of the document begins and ends."""
    return list(_cut([*fragments, *tables], column, 0))


def _cut(items: Sequence[Item], column: Column, depth: int) -> Iterable[Stretch]:
    if not items:
        return
    gutter, bands = _best_gutter(items) if depth < DEEPEST else (0.0, [])
    if not bands:
        yield Stretch(column, tuple(_in_rows(items)))
        return
    done = -1.0
    for top, bottom in bands:
        yield from _cut([item for item in items if done < item.bottom <= top + 0.1], column, DEEPEST)
        inside = [item for item in items if item.bottom > top + 0.1 and item.bottom <= bottom + 0.1]
        for side in (_left_of(inside, gutter), _right_of(inside, gutter)):
            yield from _cut(side, Column(min(item.x0 for item in side), max(item.x1 for item in side)), depth + 1)
        done = bottom + 0.1
    yield from _cut([item for item in items if item.bottom > done], column, DEEPEST)


def _in_rows(items: Sequence[Item]) -> list[tuple[Fragment, ...] | Table]:
    rows: list[tuple[Fragment, ...] | Table] = [item for item in items if isinstance(item, Table)]
    rows += [tuple(row) for row in rows_of([item for item in items if isinstance(item, Fragment)])]
    return sorted(rows, key=lambda row: row.top if isinstance(row, Table) else row[0].top)


def _left_of(items: Iterable[Item], gutter: float) -> list[Item]:
    return [item for item in items if item.x1 <= gutter]


def _right_of(items: Iterable[Item], gutter: float) -> list[Item]:
    return [item for item in items if item.x1 > gutter]


def _best_gutter(items: Sequence[Item]) -> tuple[float, list[tuple[float, float]]]:
    """The place between two columns that parts the most lines, and the bands of the page (top, bottom) that it parts."""
    best, best_bands, most = 0.0, list[tuple[float, float]](), 0
    left, right = min(item.x0 for item in items), max(item.x1 for item in items)
    margin = 0.15 * (right - left)
    for gutter in sorted({round(item.x1) + 1.0 for item in items}):
        if not left + margin < gutter < right - margin:
            continue
        bands = [band for band in _bands(items, gutter) if _are_columns(band, gutter)]
        parted = sum(len(band) for band in bands)
        if parted > most:
            best, most = gutter, parted
            best_bands = [(min(item.top for item in band), max(item.bottom for item in band)) for band in bands]
    return best, best_bands


def _bands(items: Sequence[Item], gutter: float) -> Iterable[list[Item]]:
    """Runs of items, from the top down, of which none crosses the gutter."""
    band: list[Item] = []
    for item in sorted(items, key=lambda item: item.bottom):
        if item.x0 < gutter < item.x1:
            yield band
            band = []
        else:
            band.append(item)
    yield band


def _are_columns(band: Sequence[Item], gutter: float) -> bool:
    """Running text on both sides, with room between: the lines of a table's columns are short or of all lengths."""
    left, right = _left_of(band, gutter), _right_of(band, gutter)
    if len(left) < LEAST_LINES or len(right) < LEAST_LINES:
        return False
    return min(i.x0 for i in right) - max(i.x1 for i in left) >= GUTTER * _size(band) and all(
        _is_running_text(side) for side in (left, right)
    )


def _size(items: Sequence[Item]) -> float:
    sizes = sorted(item.size for item in items if isinstance(item, Fragment))
    return sizes[len(sizes) // 2] if sizes else 10.0


def _is_running_text(side: Sequence[Item]) -> bool:
    rows = [row for row in _in_rows(side) if not isinstance(row, Table)]
    if not rows:
        return False
    left, right = min(item.x0 for item in side), max(item.x1 for item in side)
    width = right - left
    full = sum(sum(piece.x1 - piece.x0 for piece in row) >= FULL * width for row in rows)
    return width >= NARROWEST * _size(side) and full >= MOSTLY * len(rows)
