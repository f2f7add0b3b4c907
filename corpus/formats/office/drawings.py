"""What charts and SmartArt of Office files say: a chart's figures as a table, a diagram's words as lines."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from corpus.formats.draft import Slot
from corpus.formats.office.number_formats import GENERAL, shown
from corpus.formats.office.ooxml import Package, attribute

Element = etree._Element

MOST_POINTS = 2000  # of a chart; beyond, it is a curve and no table


def chart_of(package: Package, part: str, reference: Element) -> tuple[str, list[list[Slot]]]:
    """The chart's title, and a table: a row a category, a column a series, the first row naming them; both may be empty."""
    target = package.targets(part).get(attribute(reference, "id") or "", "")
    if not package.has(target):
        return "", []
    root = package.xml(target)
    rows = _rows(root)
    title = "".join(one.text or "" for one in root.iterfind("{*}chart/{*}title//{*}t"))
    return title, rows if 1 < len(rows) <= MOST_POINTS else []


def diagram_texts(package: Package, part: str, reference: Element) -> Iterator[str]:
    """The words of a SmartArt diagram, shape by shape."""
    target = package.targets(part).get(attribute(reference, "dm") or "", "")
    if package.has(target):
        for point in package.xml(target).iterfind(".//{*}pt"):
            yield " ".join("".join(one.text or "" for one in point.iterfind(".//{*}t")).split())


def _rows(root: Element) -> list[list[Slot]]:
    series = list(root.iterfind("{*}chart/{*}plotArea//{*}ser"))
    columns = [_points(one.find("{*}val")) or _points(one.find("{*}yVal")) for one in series]
    names = [_name(one) for one in series]
    first = next(
        (found for one in series if (found := _points(one.find("{*}cat")) or _points(one.find("{*}xVal")))), {}
    )
    places = sorted({place for column in columns for place in column} | set(first))
    header = [Slot(""), *map(Slot, names)]
    body = [[Slot(first.get(place, "")), *(Slot(column.get(place, "")) for column in columns)] for place in places]
    return [header, *body] if body and columns else []


def _name(series: Element) -> str:
    return (series.findtext("{*}tx//{*}v") or "").strip()


def _points(values: Element | None) -> dict[int, str]:
    """The cached points by their place, numbers under their format."""
    if values is None:
        return {}
    found = {}
    for point in values.iterfind(".//{*}pt"):
        text = (point.findtext("{*}v") or "").strip()
        code = point.get("formatCode") or values.findtext(".//{*}formatCode")
        found[int(point.get("idx", "0"))] = _shown(text, code) if code else text
    return found


def _shown(text: str, code: str) -> str:
    try:
        return shown(float(text), code or GENERAL)
    except (ValueError, ArithmeticError):
        return text
