"""The paragraphs of a shape on a slide, with the numbers that PowerPoint computes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from corpus.formats.counting import chinese, circled, letters, roman
from corpus.formats.office.ooxml import name_of

Element = etree._Element

# The beginnings of a:buAutoNum's types (ECMA-376, 20.1.10.61); what follows them says which marks close the number.
COUNTED: Mapping[str, Callable[[int], str]] = {
    "alphaLc": letters,
    "alphaUc": lambda number: letters(number).upper(),
    "romanLc": roman,
    "romanUc": lambda number: roman(number).upper(),
    "ea1Chs": chinese,
    "ea1Cht": chinese,
    "ea1Jpn": chinese,
    "circleNum": circled,
}
CLOSING = (("ParenBoth", "（{}）"), ("ParenR", "{}）"), ("Period", "{}. "))


@dataclass(frozen=True, slots=True)
class TextLine:
    """One paragraph that is not blank."""

    text: str
    listed: bool  # it has a number or a bullet of its own


def paragraphs_of(element: Element) -> list[TextLine]:
    """The paragraphs of a shape or cell in order."""
    counts: defaultdict[int, int] = defaultdict(int)
    return [line for body in element.iterfind("{*}txBody") for line in _lines(body, counts)]


def _lines(body: Element, counts: defaultdict[int, int]) -> Iterator[TextLine]:
    for paragraph in body.iterfind("{*}p"):
        text = "".join(_texts(paragraph)).strip()
        if not text:
            continue
        properties = paragraph.find("{*}pPr")
        level = int(properties.get("lvl", "0")) if properties is not None else 0
        automatic = properties.find("{*}buAutoNum") if properties is not None else None
        bullet = properties.find("{*}buChar") if properties is not None else None
        if automatic is not None:
            counts[level] = counts[level] + 1 if counts[level] else int(automatic.get("startAt", "1"))
            text = _number(automatic.get("type", ""), counts[level]) + text
        else:
            counts[level] = 0
        for below in [other for other in counts if other > level]:
            counts[below] = 0
        yield TextLine(text, automatic is not None or bullet is not None or level > 0)


def _texts(paragraph: Element) -> Iterator[str]:
    for part in paragraph:
        name = name_of(part)
        if name in ("r", "fld"):
            yield part.findtext("{*}t") or ""
        elif name == "br":
            yield "\n"
        elif name in ("AlternateContent", "m"):  # a formula
            yield "".join(one.text or "" for one in part.iterfind(".//{*}t"))


def _number(kind: str, number: int) -> str:
    text = next((count(number) for start, count in COUNTED.items() if kind.startswith(start)), str(number))
    form = next((form for end, form in CLOSING if kind.endswith(end)), "{} ")
    return form.format(text).replace(". ", "、") if kind.startswith("ea1") else form.format(text)
