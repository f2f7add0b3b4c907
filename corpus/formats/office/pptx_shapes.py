"""The shapes of a slide with their places, and the order in which people read them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from corpus.formats.office.ooxml import name_of

Element = etree._Element
Move = Callable[[float, float], tuple[float, float]]

TITLES = frozenset({"title", "ctrTitle"})
FURNITURE = frozenset({"dt", "ftr", "sldNum", "hdr", "sldImg"})
SAME = {"ctrTitle": "title", "subTitle": "body", "obj": "body"}  # what a master calls them


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape and its box, in the slide's units."""

    element: Element
    kind: str  # of a placeholder, else ""
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0

    @property
    def is_title(self) -> bool:
        """Whether it is the title of its slide."""
        return self.kind in TITLES

    @property
    def is_body(self) -> bool:
        """Whether it is a placeholder for the slide's text, whose paragraphs are a list by default."""
        return self.kind in ("body", "obj")


def shapes_of(slide: Element, layouts: Sequence[Element]) -> Iterator[Shape]:
    """Everything on a slide that may show text, furniture left out; groups are taken apart."""
    tree = slide.find("{*}cSld/{*}spTree")
    if tree is not None:
        yield from _inside(tree, layouts, lambda x, y: (x, y))


def in_reading_order(shapes: Sequence[Shape]) -> list[Shape]:
    """By recursive cuts along the widest gap that runs through, across or down; what overlaps, by its upper edge.

    Nagy and Seth, Hierarchical representation of optically scanned documents, ICPR 1984.
    """
    if len(shapes) < 2:
        return list(shapes)
    rows, gap_down = _cut(shapes, lambda shape: (shape.top, shape.bottom))
    columns, gap_across = _cut(shapes, lambda shape: (shape.left, shape.right))
    parts = columns if gap_across > gap_down else rows
    if len(parts) == 1:
        return sorted(shapes, key=lambda shape: (shape.top, shape.left))
    return [shape for part in parts for shape in in_reading_order(part)]


def _cut(shapes: Sequence[Shape], edges: Callable[[Shape], tuple[float, float]]) -> tuple[list[list[Shape]], float]:
    """The shapes on both sides of the widest gap, and its width; all of them and a negative width where there is none."""
    ordered = sorted(shapes, key=edges)
    widest, place, reach = -1.0, 0, edges(ordered[0])[1]
    for index, shape in enumerate(ordered[1:], 1):
        start, end = edges(shape)
        if start - reach > widest and start >= reach:
            widest, place = start - reach, index
        reach = max(reach, end)
    return ([ordered[:place], ordered[place:]], widest) if place else ([list(shapes)], -1.0)


def _inside(tree: Element, layouts: Sequence[Element], move: Move) -> Iterator[Shape]:
    for child in tree:
        name = name_of(child)
        if name == "grpSp":
            yield from _inside(child, layouts, _moved(child, move))
        elif name == "AlternateContent":
            form = next(iter(child), None)  # the others draw the same again
            yield from _inside(form, layouts, move) if form is not None else ()
        elif name in ("sp", "graphicFrame"):
            shape = _shape(child, layouts, move)
            if shape.kind not in FURNITURE:
                yield shape


def _shape(element: Element, layouts: Sequence[Element], move: Move) -> Shape:
    holder = element.find(".//{*}nvPr/{*}ph")
    kind = "" if holder is None else holder.get("type", "obj")
    box = _box(element) or (None if holder is None else _inherited(holder, layouts))
    if box is None:
        return Shape(element, kind)
    (left, top), (right, bottom) = move(box[0], box[1]), move(box[0] + box[2], box[1] + box[3])
    return Shape(element, kind, left, top, right, bottom)


def _box(element: Element) -> tuple[int, int, int, int] | None:
    place = element.find("{*}spPr/{*}xfrm")
    place = element.find("{*}xfrm") if place is None else place
    offset, extent = (None, None) if place is None else (place.find("{*}off"), place.find("{*}ext"))
    if offset is None or extent is None:
        return None
    return int(offset.get("x", 0)), int(offset.get("y", 0)), int(extent.get("cx", 0)), int(extent.get("cy", 0))


def _inherited(holder: Element, layouts: Sequence[Element]) -> tuple[int, int, int, int] | None:
    """The box of the placeholder with the same index on the layout, else of the same kind on the layout or master."""
    kind, index = holder.get("type", "obj"), holder.get("idx")
    for number, layout in enumerate(layouts):
        for shape in layout.iterfind("{*}cSld/{*}spTree/{*}sp"):
            other = shape.find(".//{*}nvPr/{*}ph")
            if other is None:
                continue
            by_index = number == 0 and index is not None and other.get("idx") == index
            alike = SAME.get(other.get("type", "obj"), other.get("type", "obj")) == SAME.get(kind, kind)
            if (by_index or (alike and (index is None or number > 0))) and _box(shape):
                return _box(shape)
    return None


def _moved(group: Element, move: Move) -> Move:
    """From the coordinates inside a group to those of the slide."""
    place = group.find("{*}grpSpPr/{*}xfrm")
    parts = [None if place is None else place.find(f"{{*}}{name}") for name in ("off", "ext", "chOff", "chExt")]
    if any(part is None for part in parts):
        return move
    off, ext, inner, size = (part for part in parts if part is not None)
    across = int(ext.get("cx", 0)) / (int(size.get("cx", 0)) or 1)
    down = int(ext.get("cy", 0)) / (int(size.get("cy", 0)) or 1)
    return lambda x, y: move(
        int(off.get("x", 0)) + (x - int(inner.get("x", 0))) * across,
        int(off.get("y", 0)) + (y - int(inner.get("y", 0))) * down,
    )
