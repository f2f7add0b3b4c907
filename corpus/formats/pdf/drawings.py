"""What is drawn on a page beside its characters: rules, pictures, and text that is drawn twice."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium

from corpus.formats.pdf.shapes import Rule

MOST_OBJECTS = 50_000  # lines and pictures of one page: maps and drawings have more, and are no tables
THIN = 3.0  # points; a filled rectangle no thicker is a line
SHORTEST_RULE = 5.0  # points
DEEPEST = 3  # forms within forms
PICTURED = 0.5  # of a page under pictures: more is a scan, if its text does not say otherwise

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]
AS_IT_IS: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class View:
    """From the page's own coordinates to those of the page as it is shown."""

    box: tuple[float, float, float, float]
    turns: int  # quarter turns clockwise

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as shown."""
        left, bottom, right, top = self.box
        return (right - left, top - bottom) if self.turns % 2 == 0 else (top - bottom, right - left)

    def point(self, x: float, y: float) -> Point:
        """A point of the page as shown."""
        left, bottom, right, top = self.box
        return ((x - left, top - y), (y - bottom, x - left), (right - x, y - bottom), (top - y, right - x))[self.turns]

    def area(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """(x0, top, x1, bottom) of a rectangle."""
        (ax, ay), (bx, by) = self.point(left, bottom), self.point(right, top)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


@dataclass(slots=True)
class Drawings:
    """What has been found so far. `texts` are text objects by place and extent: two of one place print bold."""

    view: View
    rules: list[Rule] = field(default_factory=list)
    pictures: float = 0.0  # square points
    seen: int = 0
    texts: dict[tuple[int, ...], list[int]] = field(default_factory=dict)

    @property
    def pictured(self) -> float:
        """The share of the page under pictures."""
        width, height = self.view.size
        return min(1.0, self.pictures / max(1.0, width * height))

    def doubled(self) -> set[int]:
        """The addresses of text objects that are drawn more than once, which is a poor man's bold type."""
        return {address for found in self.texts.values() if len(found) > 1 for address in found}

    def _add(self, part: ctypes.c_void_p, outer: Matrix, depth: int) -> None:
        self.seen += 1
        kind = pdfium.FPDFPageObj_GetType(part)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            self.texts.setdefault(_place_of(part), []).append(ctypes.addressof(part.contents))  # type: ignore[attr-defined]
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            self.rules += _rules(part, _chained(_matrix_of(part), outer), self.view)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            x0, top, x1, bottom = _hull(_chained(_matrix_of(part), outer), self.view)
            self.pictures += (x1 - x0) * (bottom - top)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST:
            inner = _chained(_matrix_of(part), outer)
            self.collect(part, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, inner, depth + 1)

    def collect(
        self,
        holder: ctypes.c_void_p,
        count: Callable[[ctypes.c_void_p], int],
        get: Callable[[ctypes.c_void_p, int], ctypes.c_void_p],
        outer: Matrix = AS_IT_IS,
        depth: int = 0,
    ) -> None:
        """Everything on a page or form, and on the forms inside it."""
        for index in range(count(holder)):
            if self.seen > MOST_OBJECTS:
                return
            self._add(get(holder, index), outer, depth)


def drawings_of(page: ctypes.c_void_p, view: View) -> Drawings:
    """What is drawn on a page; no rules where there are too many for a table."""
    drawings = Drawings(view)
    drawings.collect(page, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject)
    if drawings.seen > MOST_OBJECTS:
        drawings.rules.clear()
    return drawings


def _place_of(part: ctypes.c_void_p) -> tuple[int, ...]:
    """Where an object lies, in steps of two points, and how large it is."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(part, left, bottom, right, top)
    width, height = right.value - left.value, top.value - bottom.value
    return round(left.value / 2), round(bottom.value / 2), round(width), round(height)


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


def _hull(matrix: Matrix, view: View) -> tuple[float, float, float, float]:
    """Where the unit square of a picture lies."""
    points = [view.point(*_moved(x, y, matrix)) for x in (0, 1) for y in (0, 1)]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _rules(path: ctypes.c_void_p, matrix: Matrix, view: View) -> Iterator[Rule]:
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


def _pieces(path: ctypes.c_void_p, matrix: Matrix, view: View) -> Iterator[tuple[Point, Point]]:
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
