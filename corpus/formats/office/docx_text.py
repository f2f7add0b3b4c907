"""The text of a Word paragraph as it is shown: insertions in, deletions, hidden text and field codes out."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from corpus.formats.office.docx_styles import Styles
from corpus.formats.office.ooxml import attribute, name_of

Element = etree._Element

# Properties, codes of fields, what was deleted or moved away, the reading above a ruby text.
LEFT_OUT = frozenset({"pPr", "rPr", "instrText", "delText", "delInstrText", "del", "moveFrom", "rt", "fldData"})
CHARACTERS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
SYMBOLS = {"F0FE": "☑", "F052": "☑", "F0A8": "□", "F06F": "□", "F0FC": "✓", "F0FB": "✗", "F0B7": "•", "F0B4": "×"}


def text_of(paragraph: Element, styles: Styles) -> tuple[str, list[Element]]:
    """The paragraph's text, and the text boxes that are anchored in it."""
    boxes: list[Element] = []
    return "".join(_texts(paragraph, styles, boxes)), boxes


def runs_of(paragraph: Element) -> Iterator[Element]:
    """The runs that show some text, those inside links and insertions among them."""
    for run in paragraph.iterfind(".//{*}r"):
        if (run.findtext("{*}t") or "").strip():
            yield run


def _texts(element: Element, styles: Styles, boxes: list[Element]) -> Iterator[str]:
    for child in element:
        name = name_of(child)
        if name in LEFT_OUT or (name == "r" and styles.is_hidden(child)):
            continue
        if name == "t":
            yield child.text or ""
        elif name in CHARACTERS and element.tag is not None:
            yield CHARACTERS[name]
        elif name == "br":
            yield "" if attribute(child, "type") in ("page", "column") else "\n"
        elif name == "sym":
            yield SYMBOLS.get((attribute(child, "char") or "").upper(), "")
        elif name == "txbxContent":
            boxes.append(child)
        elif name == "AlternateContent":
            yield from _alternative(child, styles, boxes)
        elif name == "f":  # a fraction in a formula
            yield from _fraction(child, styles, boxes)
        else:
            yield from _texts(child, styles, boxes)


def _alternative(element: Element, styles: Styles, boxes: list[Element]) -> Iterator[str]:
    """One of the forms in which the same drawing is stored: the first that shows anything."""
    for form in element:
        inside: list[Element] = []
        texts = list(_texts(form, styles, inside))
        if any(text.strip() for text in texts) or inside:
            boxes += inside
            yield from texts
            return


def _fraction(element: Element, styles: Styles, boxes: list[Element]) -> Iterator[str]:
    for place, part in enumerate(("num", "den")):
        found = element.find(f"{{*}}{part}")
        if found is not None:
            yield "/" if place else ""
            yield from _texts(found, styles, boxes)
