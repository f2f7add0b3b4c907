"""Edit distance of a text to the most similar part of a longer one, and the alignment behind it.

Sellers, The theory and computation of evolutionary distances, 1980, https://doi.org/10.1016/0196-6774(80)90016-4
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
Row = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Step:
    """A run of an alignment: `wanted[start:end]` against `found[source:source_end]`."""

    same: bool
    start: int
    end: int
    source: int
    source_end: int


def nearest_end(wanted: Codes, found: Codes) -> tuple[int, int]:
    """The edit distance of `wanted` to the part of `found` that is most like it, and where that part ends.

    Of several such ends the last of the first run of them: the last character replaced, rather than left out.
    """
    *_, row = (np.zeros(len(found) + 1, np.int32), *_rows(wanted, found))
    end = int(row.argmin())
    while end + 1 < len(row) and row[end + 1] == row[end]:
        end += 1
    return int(row[end]), end


def align(wanted: Codes, found: Codes) -> list[Step]:
    """The runs of `wanted` against the part of `found` that ends at its end and is most like it, in order."""
    rows = [np.zeros(len(found) + 1, np.int32), *_rows(wanted, found)]
    i, j = len(wanted), len(found)
    moves: list[tuple[int, int]] = []  # backwards: (1, 1), (1, 0) or (0, 1)
    while i:
        cost = rows[i][j]
        if j and rows[i - 1][j - 1] + (wanted[i - 1] != found[j - 1]) == cost:
            move = (1, 1)
        else:
            move = (1, 0) if rows[i - 1][j] + 1 == cost else (0, 1)
        moves.append(move)
        i, j = i - move[0], j - move[1]
    return list(_steps(wanted, found, moves[::-1], j))


def _rows(wanted: Codes, found: Codes) -> Iterator[Row]:
    """The rows of the table of distances below the first, which is zero: the part may begin anywhere."""
    columns = np.arange(len(found) + 1, dtype=np.int32)
    row = np.zeros(len(found) + 1, np.int32)
    for i, code in enumerate(wanted, start=1):
        after = np.empty_like(row)
        after[0] = i
        np.minimum(row[:-1] + (found != code), row[1:] + 1, out=after[1:])
        row = np.minimum.accumulate(after - columns) + columns  # a character of `found` left out costs one
        yield row


def _steps(wanted: Codes, found: Codes, moves: list[tuple[int, int]], source: int) -> Iterator[Step]:
    """Moves of one kind joined into runs; neighbouring differences are one run."""
    start, left, i, j, same = 0, source, 0, source, True
    for down, right in moves:
        fits = bool(down and right and wanted[i] == found[j])
        if fits != same and (i > start or j > left):
            yield Step(same, start, i, left, j)
            start, left = i, j
        same, i, j = fits, i + down, j + right
    if i > start or j > left:
        yield Step(same, start, i, left, j)
