"""The blocks of a web page, one a line: paragraphs, headings, list items, tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from lxml.html import HtmlElement

from corpus.document import MarkKind
from corpus.formats.draft import Draft, Slot
from corpus.formats.html.tables import is_data, rows_of

Emit = Callable[[str, MarkKind | None, int], None]

BLOCKS = frozenset((
    "html", "body", "main", "article", "section", "div", "p", "blockquote", "pre", "address", "header", "footer", "aside",
    "nav", "hgroup", "form", "fieldset", "legend", "ul", "ol", "menu", "dl", "dt", "dd", "li", "h1", "h2", "h3", "h4", "h5",
    "h6", "figure", "figcaption", "details", "summary", "center", "hr", "table", "caption", "thead", "tbody", "tfoot", "tr",
    "td", "th",
))  # fmt: skip
CAPTIONS = ("caption", "figcaption")
SPACE = re.compile(r"[ \t\r\n\f]+")
WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]"
BREAK = re.compile(rf"(?<={WIDE})[ \t]*[\r\n][ \t\r\n]*(?={WIDE})")  # a line end of the source, which Chinese ignores
DEEPEST = 200  # elements within each other; libxml2 stops at 256


def add_blocks(content: HtmlElement, draft: Draft) -> None:
    """Append what an element shows."""

    def emit(text: str, kind: MarkKind | None, level: int) -> None:
        draft.add_text(text, kind, level)

    walker = _Walker(emit, partial(_add_table, draft))
    walker.walk(content)
    walker.flush()


def text_of(element: HtmlElement) -> str:
    """What an element shows, on one line."""
    parts: list[str] = []
    walker = _Walker(lambda text, kind, level: parts.append(text), None)
    walker.walk(element)
    walker.flush()
    return " ".join(" ".join(parts).split())


def _add_table(draft: Draft, table: HtmlElement) -> None:
    for caption in table.iterchildren("caption"):
        draft.add_text(text_of(caption), MarkKind.CAPTION)
    rows, header_rows = rows_of(table)
    slots: dict[HtmlElement, Slot] = {}
    for cell in (cell for row in rows for cell in row if cell is not None):
        slots.setdefault(cell, Slot(text_of(cell)))
    blank = Slot("")
    draft.add_grid(
        [[blank if cell is None else slots[cell] for cell in row] for row in rows], header_rows=header_rows or None
    )


class _Walker:
    """Goes through a tree and gives out each block when it ends; `add_table` is None where tables are only text."""

    def __init__(self, emit: Emit, add_table: Callable[[HtmlElement], None] | None) -> None:
        self._emit, self._add_table = emit, add_table
        self._inline: list[str] = []
        self._kind: MarkKind | None = None
        self._level = 0
        self._next: int | None = None  # number in the list that is open, as a browser counts
        self._number = ""  # of the item that begins

    def walk(self, element: HtmlElement, depth: int = 0, preformatted: bool = False) -> None:
        """The element's own content, without its tail."""
        tag = str(element.tag)
        if depth > DEEPEST:
            self._add(element.text_content(), preformatted)
        elif tag == "br":
            self._inline.append("\n")
        elif tag == "table" and self._add_table and is_data(element):
            self.flush()
            self._add_table(element)
        elif tag in BLOCKS:
            self.flush()
            before = self._kind, self._level, self._next
            self._kind, self._level = self._kind_of(tag)
            if tag in ("ol", "ul", "menu"):  # plain digits are the only style of numbers that is common
                self._next = (
                    _whole(element.get("start"), 1) if tag == "ol" and element.get("type", "1") == "1" else None
                )
            elif tag == "li" and self._next is not None:
                number = _whole(element.get("value"), self._next)
                self._number, before = f"{number}. ", (*before[:2], number + 1)
            self._children(element, depth, preformatted or tag == "pre")
            self.flush()
            if tag == "li":
                self._number = ""  # of an item without text: it is not that of the next paragraph
            self._kind, self._level, self._next = before
        else:
            self._children(element, depth, preformatted)

    def flush(self) -> None:
        """End the block."""
        lines = "".join(self._inline).split("\n")
        self._inline.clear()
        text = "\n".join(filter(None, (line.strip() for line in lines)))
        if text:
            self._emit(self._number + text, self._kind, self._level)
            self._number = ""

    def _children(self, element: HtmlElement, depth: int, preformatted: bool) -> None:
        self._add(element.text, preformatted)
        for child in element:
            if isinstance(child.tag, str):
                self.walk(child, depth + 1, preformatted)
            self._add(child.tail, preformatted)

    def _add(self, text: str | None, preformatted: bool) -> None:
        if text:
            self._inline.append(text if preformatted else SPACE.sub(" ", BREAK.sub("", text)))

    def _kind_of(self, tag: str) -> tuple[MarkKind | None, int]:
        if re.fullmatch("h[1-6]", tag):
            return MarkKind.HEADING, int(tag[1])
        if tag in CAPTIONS:
            return MarkKind.CAPTION, 0
        return (MarkKind.ITEM, 0) if tag in ("li", "dd") else (self._kind, self._level)


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text.strip()) else default
