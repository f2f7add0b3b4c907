from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import partial

import pytest
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table

SONG = "STSong-Light"  # a font that viewers have; nothing is embedded
WIDTH, HEIGHT = 595.0, 842.0  # A4, in points
LEFT, RIGHT = 72.0, 523.0
SIZE, LEADING = 11.0, 18.0

pdfmetrics.registerFont(UnicodeCIDFont(SONG))


class Sheets:
    """Draws pages; `y` counts from the top."""

    def __init__(self, width: float = WIDTH, height: float = HEIGHT, encrypt: str | None = None) -> None:
        self.out = io.BytesIO()
        self.height = height
        self.canvas = Canvas(self.out, pagesize=(width, height), encrypt=encrypt)
        self.y = 90.0

    def line(self, text: str, x: float = LEFT, size: float = SIZE, y: float | None = None, bold: bool = False) -> None:
        """One line, at `y` or below the one before."""
        if y is None:
            self.y += size / SIZE * LEADING
        at = self.y if y is None else y
        self.canvas.setFont(SONG, size)
        for shift in (0.0, 0.3) if bold else (0.0,):  # what programs do where a bold font is missing
            self.canvas.drawString(x + shift, self.height - at, text)

    def paragraph(
        self, text: str, x: float = LEFT, width: float = RIGHT - LEFT, size: float = SIZE, indent: float = 2.0
    ) -> None:
        """Text broken into lines by reportlab, the first set in."""
        style = ParagraphStyle(
            "text", fontName=SONG, fontSize=size, leading=size / SIZE * LEADING, wordWrap="CJK",
            firstLineIndent=indent * size,
        )  # fmt: skip
        drawn = Paragraph(text, style)
        _, tall = drawn.wrap(width, 1000)
        drawn.drawOn(self.canvas, x, self.height - self.y - tall)
        self.y += tall

    def table(
        self,
        rows: Sequence[Sequence[str]],
        x: float = LEFT,
        widths: Sequence[float] | None = None,
        spans: Sequence[tuple[tuple[int, int], tuple[int, int]]] = (),
        ruled: bool = True,
    ) -> None:
        """A table; `spans` are merged cells, from (column, row) to (column, row)."""
        style: list[tuple[object, ...]] = [("FONT", (0, 0), (-1, -1), SONG, SIZE)]
        if ruled:
            style.append(("GRID", (0, 0), (-1, -1), 0.5, colors.black))
        style += [("SPAN", *span) for span in spans]
        drawn = Table([list(row) for row in rows], colWidths=list(widths) if widths else None)
        drawn.setStyle(style)
        _, tall = drawn.wrap(RIGHT - LEFT, 1000)
        self.y += 6
        drawn.drawOn(self.canvas, x, self.height - self.y - tall)
        self.y += tall + 6

    def next_page(self) -> None:
        """A new page."""
        self.canvas.showPage()
        self.y = 90.0

    def data(self) -> bytes:
        """The file."""
        self.canvas.save()
        return self.out.getvalue()


NewSheets = Callable[..., Sheets]


@pytest.fixture
def sheets() -> Sheets:
    return Sheets()


@pytest.fixture
def new_sheets() -> NewSheets:
    return partial(Sheets)
