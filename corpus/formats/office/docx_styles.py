"""What Word's styles say of a paragraph: heading, caption, table of contents, numbering, hidden text, size."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from corpus.formats.office.ooxml import attribute, is_on

Element = etree._Element

HEADING_NAME = re.compile(r"^(?:heading|标题|標題)\s*([1-9])", re.IGNORECASE)
TITLE_NAMES = frozenset({"title", "标题", "標題", "文档标题"})
CAPTION_NAME = re.compile(r"^(?:caption|题注|題註|图题|表题|图名|表名)", re.IGNORECASE)
CONTENTS_NAME = re.compile(r"^(?:toc\b|table of figures|目录|目錄|图表目录)", re.IGNORECASE)
BODY_LEVEL = 9  # of w:outlineLvl: no heading
DEFAULT_SIZE = 20  # half points


class Styles:
    """The styles of one document. A property that a style leaves open is that of the style it is based on."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self._default = ""
        size = root.find("{*}docDefaults/{*}rPrDefault/{*}rPr/{*}sz") if root is not None else None
        self._size = int(attribute(size, "val") or DEFAULT_SIZE)
        for style in root.iterfind("{*}style") if root is not None else ():
            key = attribute(style, "styleId") or ""
            self._styles[key] = style
            if attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true"):
                self._default = key

    def heading_level(self, paragraph: Element) -> int:
        """From 1; 0 where the paragraph is no heading. The outline level counts, else the style's name."""
        for properties in self._paragraph_properties(paragraph):
            level = properties.find("{*}outlineLvl")
            if level is not None:
                number = int(attribute(level, "val") or BODY_LEVEL)
                return number + 1 if number < BODY_LEVEL else 0
        named = next(filter(None, map(HEADING_NAME.match, self.names(paragraph))), None)
        return int(named.group(1)) if named else 0

    def is_title(self, paragraph: Element) -> bool:
        """Whether this is the title of the document."""
        return any(name.lower() in TITLE_NAMES for name in self.names(paragraph)[:1])

    def is_caption(self, paragraph: Element) -> bool:
        """Whether this is the caption of a table or picture."""
        return any(map(CAPTION_NAME.match, self.names(paragraph)))

    def is_contents(self, paragraph: Element) -> bool:
        """Whether this is a line of a table of contents."""
        return any(map(CONTENTS_NAME.match, self.names(paragraph)))

    def numbering(self, paragraph: Element) -> tuple[str, int | None, str] | None:
        """numId, level (None: the one that is linked to the style) and style of a numbered paragraph."""
        level: int | None = None
        for style, properties in self._with_styles(paragraph):
            found = properties.find("{*}numPr")
            if found is None:
                continue
            number = attribute(found.find("{*}numId"), "val")
            own = attribute(found.find("{*}ilvl"), "val")
            level = int(own) if level is None and own else level
            if number == "0":
                return None
            if number:
                return number, level if level is not None or style else 0, style
        return None

    def style_numbering(self, style: str) -> str | None:
        """The numId of a style of lists."""
        found = self._styles.get(style)
        return attribute(found.find("{*}pPr/{*}numPr/{*}numId"), "val") if found is not None else None

    def is_hidden(self, run: Element) -> bool:
        """Whether a run of text is not shown."""
        return self._switch(run, "vanish")

    def weight(self, paragraph: Element, run: Element) -> tuple[bool, int]:
        """Whether a run is bold, and its size in half points."""
        sizes = (attribute(found.find("{*}sz"), "val") for found in self._run_properties(paragraph, run))
        size = next(filter(None, sizes), None)
        bold = any(is_on(found.find("{*}b")) for found in self._run_properties(paragraph, run))
        return bold, int(float(size)) if size else self._size

    def names(self, paragraph: Element) -> list[str]:
        """The names of the paragraph's style and of those it is based on."""
        return [attribute(style.find("{*}name"), "val") or "" for style in self._chain(self._style_of(paragraph))]

    def _switch(self, run: Element, name: str) -> bool:
        own = run.find(f"{{*}}rPr/{{*}}{name}")
        if own is not None:
            return is_on(own)
        style = attribute(run.find("{*}rPr/{*}rStyle"), "val") or ""
        return any(is_on(found.find(f"{{*}}rPr/{{*}}{name}")) for found in self._chain(style))

    def _style_of(self, paragraph: Element) -> str:
        return attribute(paragraph.find("{*}pPr/{*}pStyle"), "val") or self._default

    def _chain(self, key: str) -> Iterator[Element]:
        seen = set[str]()
        while key in self._styles and key not in seen:
            seen.add(key)
            yield self._styles[key]
            key = attribute(self._styles[key].find("{*}basedOn"), "val") or ""

    def _with_styles(self, paragraph: Element) -> Iterator[tuple[str, Element]]:
        """The paragraph's own properties ("") and those of its styles, nearest first."""
        own = paragraph.find("{*}pPr")
        if own is not None:
            yield "", own
        for style in self._chain(self._style_of(paragraph)):
            properties = style.find("{*}pPr")
            if properties is not None:
                yield attribute(style, "styleId") or "", properties

    def _paragraph_properties(self, paragraph: Element) -> Iterator[Element]:
        return (properties for _, properties in self._with_styles(paragraph))

    def _run_properties(self, paragraph: Element, run: Element) -> Iterator[Element]:
        own = run.find("{*}rPr")
        if own is not None:
            yield own
        style = attribute(run.find("{*}rPr/{*}rStyle"), "val") or ""
        for found in (*self._chain(style), *self._chain(self._style_of(paragraph))):
            properties = found.find("{*}rPr")
            if properties is not None:
                yield properties
