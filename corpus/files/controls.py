"""Characters that may not reach a terminal, a page or a database: each becomes U+FFFD, so that offsets stay."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.document import Cell, Grid
from corpus.extract import Extract

# Escape sequences are obeyed by terminals, NUL ends strings in C, and lone surrogates cannot be encoded.
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
SHOWN_AS = "\ufffd"


def count_controls(text: str) -> int:
    """How many there are."""
    return sum(1 for _ in CONTROL.finditer(text))


def without_controls(found: Extract) -> Extract:
    """The same extract with every control character, in its text, title and cells, as U+FFFD."""
    if not CONTROL.search(found.text) and not CONTROL.search(found.title):
        return found
    return replace(
        found,
        text=CONTROL.sub(SHOWN_AS, found.text),
        title=CONTROL.sub(SHOWN_AS, found.title),
        grids=tuple(_grid(grid) for grid in found.grids),
    )


def _grid(grid: Grid) -> Grid:
    cleaned = {cell: replace(cell, text=CONTROL.sub(SHOWN_AS, cell.text)) for row in grid.rows for cell in row}
    rows: tuple[tuple[Cell, ...], ...] = tuple(tuple(cleaned[cell] for cell in row) for row in grid.rows)
    return replace(grid, rows=rows)
