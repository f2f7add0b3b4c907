"""The characters, rules and pictures of one page, as pdfium finds them."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.pdf.shapes import Glyph, PageContent, Rule

MOST_GLYPHS = 100_000  # of one page; a newspaper page has 15 000
MOST_OBJECTS = 50_000  # lines and pictures of one page: maps and drawings have more, and are no tables
THIN = 3.0  # points; a filled rectangle no thicker is a line
SHORTEST_RULE = 5.0  # points
DEEPEST = 3  # forms within forms
BOLD_WEIGHT = 600
INVISIBLE = 3  # text rendering mode of PDF 32000-1, 9.3.6; what OCR lays over a picture
SAME_PLACE = 0.25  # of the size; the same character drawn again nearer than that is a poor man's bold type
UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\u0002\ufffe\ufff9\ufffa\ufffb")

BULLETS = {0xF06C: "●", 0xF06E: "■", 0xF075: "◆", 0xF0A7: "▪", 0xF0B7: "•", 0xF0D8: "➤", 0xF0FC: "✓", 0xF076: "◆"}

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]


@dataclass(slots=True)
class _Style:
    """What all characters of one text object share."""

    size: float
    bold: bool
    hidden: bool
    turn: int  # quarter turns; -1 for slanted text


@dataclass(slots=True)
class _View:
    """From the page's own coordinates to those of the page as it is shown."""

    box: tuple[float, float, float, float]
    turns: int  # quarter turns clockwise

    @property
    def size(self) -> tuple[float, float]:
        left, bottom, right, top = self.box
        return (right - left, top - bottom) if self.turns % 2 == 0 else (top - bottom, right - left)

    def point(self, x: float, y: float) -> Point:
        left, bottom, right, top = self.box
        return ((x - left, top - y), (y - bottom, x - left), (right - x, y - bottom), (top - y, right - x))[self.turns]

    def area(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """(x0, top, x1, bottom) of a rectangle."""
        (ax, ay), (bx, by) = self.point(left, bottom), self.point(right, top)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


@dataclass(slots=True)
class _Marks:
    """The lines and pictures found so far."""

    rules: list[Rule] = field(default_factory=list)
    pictures: float = 0.0
    seen: int = 0


def content_of(page: pypdfium2.PdfPage, number: int) -> PageContent:
    """Everything on the page, turned the way it is read."""
    turns = page.get_rotation() // 90 % 4
    raw, styles = _characters(page)
    # A landscape table is often set sideways on an upright page: then the page is turned, not the text.
    turned = Counter(styles[key].turn for _, key, _, _ in raw)
    turn = turned.most_common(1)[0][0] if turned else (4 - turns) % 4
    view = _View(_page_box(page), (4 - turn) % 4 if turn >= 0 else turns)
    visible = any(not styles[key].hidden for _, key, _, _ in raw)
    glyphs = [
        _glyph(text, styles[key], box, origin, view)
        for text, key, box, origin in raw
        if styles[key].turn == turn and not (visible and styles[key].hidden)
    ]
    width, height = view.size
    marks = _Marks()
    _collect(page.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, (1, 0, 0, 1, 0, 0), view, marks, 0)
    inside = [glyph for glyph in glyphs if -1 <= glyph.x0 <= width and -1 <= glyph.baseline <= height + 1]
    rules = marks.rules if marks.seen <= MOST_OBJECTS else []
    pictured = min(1.0, marks.pictures / max(1.0, width * height))
    return PageContent(number, width, height, _once(inside), rules, pictured, marks.seen)


def _page_box(page: pypdfium2.PdfPage) -> tuple[float, float, float, float]:
    left, bottom, right, top = page.get_bbox()
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


_Raw = tuple[str, int, tuple[float, float, float, float], Point]


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
    text = chr(code)
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
    hidden = pdfium.FPDFTextObj_GetTextRenderMode(owner) == INVISIBLE
    return _Style(max(1.0, abs(size.value) * scale), _is_bold(font), hidden, turn)


def _is_bold(font: ctypes.c_void_p) -> bool:
    if not font:
        return False
    name = ctypes.create_string_buffer(256)
    pdfium.FPDFFont_GetBaseFontName(font, name, 256)
    lowered = name.value.lower()
    named = any(word in lowered for word in (b"bold", b"heavy", b"black", b"simhei", b"heiti", b"-hei", b"stheiti"))
    return named or pdfium.FPDFFont_GetWeight(font) >= BOLD_WEIGHT


def _glyph(text: str, style: _Style, box: tuple[float, float, float, float], origin: Point, view: _View) -> Glyph:
    x0, top, x1, bottom = view.area(*box)
    baseline = view.point(*origin)[1]
    return Glyph(text, x0, top, x1, bottom, baseline, style.size, style.bold)


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


def _collect(
    holder: ctypes.c_void_p,
    count: Callable[[ctypes.c_void_p], int],
    get: Callable[[ctypes.c_void_p, int], ctypes.c_void_p],
    outer: Matrix,
    view: _View,
    marks: _Marks,
    depth: int,
) -> None:
    """The rules and pictures of a page or form, and of the forms inside it."""
    for index in range(min(count(holder), MOST_OBJECTS)):
        marks.seen += 1
        if marks.seen > MOST_OBJECTS:
            return
        part = get(holder, index)
        kind = pdfium.FPDFPageObj_GetType(part)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            marks.rules += _rules(part, _chained(_matrix_of(part), outer), view)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            x0, top, x1, bottom = _hull(_chained(_matrix_of(part), outer), view)
            marks.pictures += (x1 - x0) * (bottom - top)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST:
            inner = _chained(_matrix_of(part), outer)
            _collect(part, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, inner, view, marks, depth + 1)


def _matrix_of(part: ctypes.c_void_p) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(part, matrix):
        return (1, 0, 0, 1, 0, 0)
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _chained(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _moved(x: float, y: float, matrix: Matrix) -> Point:
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)


def _hull(matrix: Matrix, view: _View) -> tuple[float, float, float, float]:
    """Where the unit square of a picture lies."""
    points = [view.point(*_moved(x, y, matrix)) for x in (0, 1) for y in (0, 1)]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _rules(path: ctypes.c_void_p, matrix: Matrix, view: _View) -> Iterator[Rule]:
    """Straight horizontal and vertical strokes; filled rectangles as thin as a stroke."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    pieces = list(_pieces(path, matrix, view))
    if stroke.value:
        for one, other in pieces:
            yield from _straight(one, other)
    elif fill.value and pieces:
        xs = [x for piece in pieces for x, _ in piece]
        ys = [y for piece in pieces for _, y in piece]
        if min(max(xs) - min(xs), max(ys) - min(ys)) <= THIN:
            yield from _straight((min(xs), min(ys)), (max(xs), max(ys)))


def _straight(one: Point, other: Point) -> Iterator[Rule]:
    x0, x1, top, bottom = min(one[0], other[0]), max(one[0], other[0]), min(one[1], other[1]), max(one[1], other[1])
    if x1 - x0 <= THIN and bottom - top >= SHORTEST_RULE:
        yield Rule((x0 + x1) / 2, top, (x0 + x1) / 2, bottom)
    elif bottom - top <= THIN and x1 - x0 >= SHORTEST_RULE:
        yield Rule(x0, (top + bottom) / 2, x1, (top + bottom) / 2)


def _pieces(path: ctypes.c_void_p, matrix: Matrix, view: _View) -> Iterator[tuple[Point, Point]]:
    """From point to point, in view coordinates; curves are passed over."""
    x, y = ctypes.c_float(), ctypes.c_float()
    start = here = (0.0, 0.0)
    for index in range(min(pdfium.FPDFPath_CountSegments(path), MOST_OBJECTS)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        there = view.point(*_moved(x.value, y.value, matrix))
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = there
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield here, there
        here = there
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield here, start
            here = start
