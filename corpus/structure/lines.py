"""The lines of a text, with where each begins and ends."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its newline: `text == document.text[start:end]`."""

    index: int  # from 0; the line number that people see is index + 1
    text: str
    start: int
    end: int

    @property
    def blank(self) -> bool:
        """Nothing but white space."""
        return not self.text.strip()


def lines_of(text: str) -> list[Line]:
    """Every line of the text, in order.

    Only newlines separate lines: `str.splitlines` would also cut at U+2028, form feeds and vertical tabs, and every
    line number after such a character would be wrong.
    """
    lines, start = [], 0
    for index, piece in enumerate(text.split("\n")):
        lines.append(Line(index, piece, start, start + len(piece)))
        start += len(piece) + 1
    return lines
