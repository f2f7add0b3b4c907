"""What lies on a page: glyphs, rules, fragments, lines, tables.

In points, from the top left corner of the page as it is shown (after /Rotate).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Glyph(NamedTuple):
    """One character where it is printed. `bottom` and `top` are those of the font, not of the ink."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    size: float
    bold: bool


class Rule(NamedTuple):
    """A thin line, horizontal or vertical."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def horizontal(self) -> bool:
        """Wider than high."""
        return self.x1 - self.x0 >= self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Fragment:
    """Neighbouring characters of one line, up to the next wide gap."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; a merged cell is the same `Box` in every position that it covers."""

    rows: tuple[tuple[Box, ...], ...]
    x0: float
    top: float
    x1: float
    bottom: float
    header_rows: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """One cell, told from others of the same text by its identity."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class PageContent:
    """One page, taken apart."""

    number: int  # from 1
    width: float
    height: float
    glyphs: Sequence[Glyph]
    rules: Sequence[Rule]
    pictured: float = 0.0  # share of the page under pictures
    drawn: int = 0  # how many lines, pictures and pieces of text it is made of
    turned: int = 0  # letters left out because they are turned by a quarter or half against the others


@dataclass(frozen=True, slots=True)
class Column:
    """Where the lines of a stretch of text begin and end."""

    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one column."""

    text: str
    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    size: float
    bold: bool
    column: Column
    parts: tuple[Fragment, ...] = ()

    @property
    def indent(self) -> float:
        """How far it begins behind the edge of its column, in its own size."""
        return (self.x0 - self.column.left) / self.size

    @property
    def room(self) -> float:
        """How much is left between its end and the edge of its column, in its own size."""
        return (self.column.right - self.x1) / self.size
