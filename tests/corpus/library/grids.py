"""Random tables: rectangles of cells that cover one or several positions, for properties."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.corpus.library.content import Cell

WORDS = st.text("港船人湾岸网鱼灯塔绳", min_size=1, max_size=4)


@st.composite
def merged_grids(draw: st.DrawFn, merged: bool = True) -> list[list[Cell]]:
    """Two to five rows of two to four columns: a header of different names, and words with some blank cells below.

    Merged cells lie in the body, behind its first column, so that every row keeps a text of its own.
    """
    height, width = draw(st.integers(2, 5)), draw(st.integers(2, 4))
    names = draw(st.lists(WORDS, min_size=width, max_size=width, unique=True))
    grid = [[Cell(name) for name in names]]
    grid += [
        [Cell(f"{row}号"), *(Cell(draw(WORDS | st.just(""))) for _ in range(width - 1))] for row in range(1, height)
    ]
    if merged and height > 2 and draw(st.booleans()):
        _merge(draw, grid)
    return grid


def _merge(draw: st.DrawFn, grid: list[list[Cell]]) -> None:
    top = draw(st.integers(1, len(grid) - 1))
    left = draw(st.integers(1, len(grid[0]) - 1))
    bottom, right = draw(st.integers(top, len(grid) - 1)), draw(st.integers(left, len(grid[0]) - 1))
    cell = Cell(draw(WORDS), right - left + 1, bottom - top + 1)
    for row in grid[top : bottom + 1]:
        row[left : right + 1] = [cell] * cell.across
