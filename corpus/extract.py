"""What a format module makes of a file's bytes, before it becomes a Document."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.document import Grid, Mark, Page


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of a file and what the format says about it. Offsets count characters of `text`.

    One paragraph, heading, list item or table row a line, lines end in a line feed; the cells of a row are separated
    by tabs (tabs and line ends inside a cell became spaces).
    """

    text: str
    title: str = ""  # "" where the file does not tell; the caller then takes the file's name
    encoding: str = "utf-8"  # of text formats; else the name of the format ("pdf")
    pages: tuple[Page, ...] = ()
    marks: tuple[Mark, ...] = ()
    grids: tuple[Grid, ...] = ()
    warnings: tuple[str, ...] = ()  # Chinese, for the user
