"""One page as pdfium finds it, turned the way it is read."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.formats.pdf.drawings import PICTURED, Point, View, drawings_of
from corpus.formats.pdf.shapes import Glyph, PageContent

MOST_GLYPHS = 100_000  # of one page; a newspaper page has 15 000
BOLD_WEIGHT = 600
# Text rendering modes of PDF 32000-1, 9.3.6: what OCR lays over a picture; and letters with a line around them, which
# is how programs write bold Chinese without a bold font.
INVISIBLE, OUTLINED = 3, 2
SAME_PLACE = 0.12  # of the size; the same character drawn again nearer than that is a poor man's bold type
UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufff9\ufffa\ufffb")

HYPHENS = (0x0002, 0xFFFE)  # what pdfium makes of a hyphen at the end of a line
BULLETS = {0xF06C: "●", 0xF06E: "■", 0xF075: "◆", 0xF0A7: "▪", 0xF0B7: "•", 0xF0D8: "➤", 0xF0FC: "✓", 0xF076: "◆"}


_Raw = tuple[str, int, tuple[float, float, float, float], Point]


@dataclass(slots=True)
class _Style:
    """What all characters of one text object share."""

    size: float
    bold: bool
    hidden: bool
    turn: int  # quarter turns to the left; -1 for slanted text


def content_of(page: pypdfium2.PdfPage, number: int) -> PageContent:
    """Everything on the page, turned the way it is read."""
    raw, styles = _characters(page)
    view, turn = _view(page, raw, styles)
    drawings = drawings_of(page.raw, view)
    doubled = drawings.doubled()
    # Over a scan the invisible text is what the page says, whatever stamp or foot line is printed beside it.
    visible = drawings.pictured <= PICTURED and any(not styles[key].hidden for _, key, _, _ in raw)
    width, height = view.size
    shown = [char for char in raw if not (visible and styles[char[1]].hidden)]
    glyphs = [
        _glyph(text, styles[key], box, origin, view, key in doubled)
        for text, key, box, origin in shown
        if styles[key].turn == turn
    ]
    # Slanted text is a watermark; a letter turned by a quarter is somebody's text, a lone figure a page number.
    turned = sum(text.isalpha() and styles[key].turn not in (turn, -1) for text, key, _, _ in shown)
    inside = [glyph for glyph in glyphs if -1 <= glyph.x0 <= width and -1 <= glyph.baseline <= height + 1]
    return PageContent(number, width, height, _once(inside), drawings.rules, drawings.pictured, drawings.seen, turned)


def _view(page: pypdfium2.PdfPage, raw: Sequence[_Raw], styles: Mapping[int, _Style]) -> tuple[View, int]:
    """How the page is read, and by how many quarter turns its text is turned.

    A landscape table is often set sideways on an upright page: then the page is turned, as a reader would.
    """
    shown = page.get_rotation() // 90 % 4
    turned = Counter(styles[key].turn for _, key, _, _ in raw if styles[key].turn >= 0)
    turn = turned.most_common(1)[0][0] if turned else shown
    return View(_page_box(page), turn), turn


def _page_box(page: pypdfium2.PdfPage) -> tuple[float, float, float, float]:
    left, bottom, right, top = page.get_bbox()
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def _characters(page: pypdfium2.PdfPage) -> tuple[list[_Raw], dict[int, _Style]]:
    """Each printed character with its text object, box and origin; the styles of the objects."""
    found: list[_Raw] = []
    styles: dict[int, _Style] = {}
    textpage = page.get_textpage()
    raw, box = textpage.raw, pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    pending = 0  # the first half of a surrogate pair
    for index in range(min(pdfium.FPDFText_CountChars(raw), MOST_GLYPHS)):
        owner = pdfium.FPDFText_GetTextObject(raw, index)
        if not owner or pdfium.FPDFText_IsGenerated(raw, index) == 1:
            continue
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if 0xD800 <= code < 0xDC00:
            pending = code
            continue
        if 0xDC00 <= code < 0xE000 and pending:
            code = 0x10000 + ((pending - 0xD800) << 10) + (code - 0xDC00)
        pending = 0
        unmapped = code == 0 or pdfium.FPDFText_HasUnicodeMapError(raw, index) == 1
        text = "\ufffd" if unmapped else _character(code)
        if not text:
            continue
        key = ctypes.addressof(owner.contents)
        if key not in styles:
            styles[key] = _style(owner, raw, index)
        pdfium.FPDFText_GetLooseCharBox(raw, index, box)
        pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
        found.append((text, key, (box.left, box.bottom, box.right, box.top), (x.value, y.value)))
    textpage.close()
    return found, styles


def _character(code: int) -> str:
    """The character as a reader knows it: no soft hyphens, and no radicals where a font means the word."""
    text = "-" if code in HYPHENS else chr(code)
    if text in UNSEEN:
        return ""
    if 0x2E80 <= code <= 0x2FDF:  # what some printers to PDF write for 文, 一, 人
        return unicodedata.normalize("NFKC", text)
    if 0xF000 <= code <= 0xF0FF:  # Wingdings and Symbol: Word's bullets
        return BULLETS.get(code, text)
    return " " if text in "\t\r\n\f\v\u00a0" else text


def _style(owner: ctypes.c_void_p, textpage: ctypes.c_void_p, index: int) -> _Style:
    size, matrix = ctypes.c_float(), pdfium.FS_MATRIX()
    pdfium.FPDFTextObj_GetFontSize(owner, size)
    pdfium.FPDFText_GetMatrix(textpage, index, matrix)
    scale = math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c)) or 1.0
    angle = math.degrees(math.atan2(matrix.b, matrix.a)) / 90
    turn = round(angle) % 4 if abs(angle - round(angle)) < 0.08 else -1
    font = pdfium.FPDFTextObj_GetFont(owner)
    mode = pdfium.FPDFTextObj_GetTextRenderMode(owner)
    bold = mode == OUTLINED or _is_bold(font)
    return _Style(max(1.0, abs(size.value) * scale), bold, mode == INVISIBLE, turn)


def _is_bold(font: ctypes.c_void_p) -> bool:
    if not font:
        return False
    name = ctypes.create_string_buffer(256)
    pdfium.FPDFFont_GetBaseFontName(font, name, 256)
    lowered = name.value.lower()
    named = any(word in lowered for word in (b"bold", b"heavy", b"black", b"simhei", b"heiti", b"-hei", b"stheiti"))
    return named or pdfium.FPDFFont_GetWeight(font) >= BOLD_WEIGHT


def _glyph(
    text: str, style: _Style, box: tuple[float, float, float, float], origin: Point, view: View, doubled: bool
) -> Glyph:
    _, top, x1, bottom = view.area(*box)
    pen, baseline = view.point(*origin)
    return Glyph(text, min(pen, x1), top, x1, bottom, baseline, style.size, style.bold or doubled)


def _once(glyphs: list[Glyph]) -> list[Glyph]:
    """Without the characters that are drawn twice to look bold; those that were become bold.

    Both letters of a ligature (ff) have the very same box and follow each other: they stay.
    """
    kept: list[Glyph] = []
    places: dict[tuple[str, int, int], int] = {}
    for glyph in glyphs:
        if glyph.text == " ":
            kept.append(glyph)
            continue
        reach = SAME_PLACE * glyph.size
        column, row = int(glyph.x0 / reach), int(glyph.baseline / reach)
        near = [places.get((glyph.text, column + i, row + j)) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        twin = next((place for place in near if place is not None and _twins(kept[place], glyph, reach)), None)
        if twin is not None and not (kept[-1] == glyph and glyph.text.isascii()):
            kept[twin] = kept[twin]._replace(bold=True)
            continue
        places[glyph.text, column, row] = len(kept)
        kept.append(glyph)
    return kept


def _twins(one: Glyph, other: Glyph, reach: float) -> bool:
    return abs(one.x0 - other.x0) < reach and abs(one.baseline - other.baseline) < reach and one.size == other.size
