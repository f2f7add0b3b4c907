"""DOCUMENT as a PDF file: a page a section, with running heads, printed page numbers and ruled tables."""

from __future__ import annotations

import io
from typing import Any

from reportlab.lib import colors
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table as Drawn

from tests.corpus.library.content import DOCUMENT, TITLE, Section, Table, lines_above, lines_below
from tests.corpus.library.office import corners

FONT = "STSong-Light"  # viewers have it; nothing is embedded
SIZE, LEFT, TOP, LEADING = 11.0, 72.0, 740.0, 22.0
FIRST_LABEL = 5  # printed on the first page: the cover and the contents of the book were cut off

pdfmetrics.registerFont(UnicodeCIDFont(FONT))


class _Pages:
    def __init__(self) -> None:
        self.out = io.BytesIO()
        self.canvas = Canvas(self.out, pagesize=(595, 842))
        self.y, self.number = TOP, FIRST_LABEL

    def line(self, text: str, size: float = SIZE, x: float = LEFT) -> None:
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, self.y, text)
        self.y -= LEADING * size / SIZE

    def table(self, table: Table) -> None:
        grid = table.grid()
        spans = [
            ("SPAN", (left, top), (right, bottom))
            for top, left, bottom, right in corners(grid).values()
            if (top, left) != (bottom, right)
        ]
        style: list[Any] = [
            ("FONT", (0, 0), (-1, -1), FONT, SIZE),
            ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
            *spans,
        ]
        drawn = Drawn([[cell.text for cell in row] for row in grid], colWidths=[75.0] * len(grid[0]), style=style)
        _, tall = drawn.wrap(450, 600)
        drawn.drawOn(self.canvas, LEFT, self.y + LEADING / 2 - tall)
        self.y -= tall + LEADING / 2

    def close(self) -> None:
        """End the page with what stands on every one."""
        self.canvas.setFont(FONT, 9)
        self.canvas.drawString(LEFT, 800, "渔港管理局")
        self.canvas.drawCentredString(297, 40, str(self.number))
        self.canvas.showPage()
        self.y, self.number = TOP, self.number + 1


def to_pdf() -> bytes:
    """The file."""
    pages = _Pages()
    pages.line(TITLE, 20, 180)
    for section in DOCUMENT:
        _add(pages, section)
        pages.close()
    pages.canvas.save()
    return pages.out.getvalue()


def _add(pages: _Pages, section: Section) -> None:
    pages.line(section.title, 16 if section.level == 1 else 13)
    for paragraph in section.paragraphs:
        pages.line(paragraph, x=LEFT + 2 * SIZE)
    for item in section.items:
        pages.line(f"• {item}", x=LEFT + 2 * SIZE)
    for table in section.tables:
        for line in lines_above(table):
            pages.line(line)
        pages.table(table)
        for line in lines_below(table):
            pages.line(line)
