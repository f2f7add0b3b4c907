from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

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
        style: list[Any] = [("FONT", (0, 0), (-1, -1), SONG, SIZE)]
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


# PDF files written by hand: a font whose characters map to what a test wants, or to nothing.

FONT = "/F1 12 Tf"


def shown(text: str, x: float = 72, y: float = 700) -> str:
    """Show a text; the number of each glyph is the code of its character."""
    return f"BT {FONT} 1 0 0 1 {x} {y} Tm <{''.join(f'{ord(char):04X}' for char in text)}> Tj ET"


def with_font(contents: Sequence[str], mapping: dict[str, str] | None, extra: str = "") -> bytes:
    """A page for each content stream. `mapping` is the font's: character shown to text; None: the font has no map."""
    to_unicode = "" if mapping is None else "/ToUnicode 6 0 R"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        f"<< /Type /Font /Subtype /Type0 /BaseFont /Sample /Encoding /Identity-H /DescendantFonts [4 0 R] {to_unicode} >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Sample /CIDSystemInfo "
        "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 /FontDescriptor 5 0 R >>",
        "<< /Type /FontDescriptor /FontName /Sample /Flags 4 /FontBBox [0 -200 1000 800] /ItalicAngle 0 "
        "/Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
        _stream(_cmap(mapping or {})),
    ]
    pages = []
    for content in contents:
        objects.append(_stream(content))
        pages.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {extra} /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
    objects[1] = f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(pages)}] >>"
    return _file(objects)


def _cmap(mapping: dict[str, str]) -> str:
    lines = [f"<{ord(char):04X}> <{text.encode('utf-16-be').hex()}>" for char, text in mapping.items()]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Sample def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{body}\nendcmap end end"
    )


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def _file(objects: Sequence[str]) -> bytes:
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    )
    return out + (end + f"startxref\n{len(out)}\n%%EOF\n").encode("latin-1")


@pytest.fixture(name="shown")
def _shown() -> Callable[..., str]:
    return shown


@pytest.fixture(name="with_font")
def _with_font() -> Callable[..., bytes]:
    return with_font
