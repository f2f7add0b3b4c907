"""The numbers that Word computes and shows before a paragraph, and stores nowhere: 第一章, 一、, 1.1, （三）."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from lxml import etree

from corpus.formats.counting import WORD_FORMATS
from corpus.formats.office.docx_styles import Styles
from corpus.formats.office.ooxml import attribute, is_on

Element = etree._Element

BULLET = "•"  # Word's own are mostly private characters of a symbol font
CLOSED = re.compile(r"[、）)．。：:]$")  # behind these no space is needed


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    start: int
    style: str  # of the number, w:numFmt
    text: str  # "第%1章"
    suffix: str  # tab, space, nothing
    plain: bool  # all levels in plain figures (w:isLgl)
    restart: int | None  # the level, from 1, whose next number makes it begin anew; None: any above


class Numbering:
    """The lists of one document; `label` must be asked for the paragraphs in their order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        lists = root.iterfind("{*}abstractNum") if root is not None else ()
        self._abstract = {attribute(one, "abstractNumId") or "": one for one in lists}
        self._numbers = {
            attribute(one, "numId") or "": one for one in (root.iterfind("{*}num") if root is not None else ())
        }
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)  # by list: what each level stands at
        self._begun = set[tuple[str, int]]()

    def label(self, paragraph: Element) -> str | None:
        """The number with what separates it from the text; "• " of a bullet, None where the paragraph has none."""
        found = self._styles.numbering(paragraph)
        if found is None or found[0] not in self._numbers:
            return None
        number, level, style = found
        key, definition = self._list_of(number)
        if definition is None:
            return None
        depth = self._linked_level(definition, style) if level is None else level
        form = self._level(number, definition, depth)
        if form is None:
            return None
        if form.style == "bullet":
            return f"{BULLET} "
        counts = self._advance(key, number, definition, depth, form)
        return self._written(form, number, definition, counts)

    def _list_of(self, number: str) -> tuple[str, Element | None]:
        """The definition behind a number, through the style that it may be named by."""
        for _ in range(3):
            key = attribute(self._numbers[number].find("{*}abstractNumId"), "val") or ""
            definition = self._abstract.get(key)
            link = attribute(definition.find("{*}numStyleLink"), "val") if definition is not None else None
            linked = self._styles.style_numbering(link) if link else None
            if linked is None or linked not in self._numbers:
                return key, definition
            number = linked
        return key, definition

    def _linked_level(self, definition: Element, style: str) -> int:
        for level in definition.iterfind("{*}lvl"):
            if attribute(level.find("{*}pStyle"), "val") == style:
                return int(attribute(level, "ilvl") or 0)
        return 0

    def _level(self, number: str, definition: Element, depth: int) -> Level | None:
        wanted = str(depth)
        override = self._override(number, depth)
        own = override.find("{*}lvl") if override is not None else None
        found = next((one for one in definition.iterfind("{*}lvl") if attribute(one, "ilvl") == wanted), None)
        level = own if own is not None else found
        if level is None:
            return None
        restart = attribute(level.find("{*}lvlRestart"), "val")
        return Level(
            int(attribute(level.find("{*}start"), "val") or 1),
            attribute(level.find("{*}numFmt"), "val") or "decimal",
            attribute(level.find("{*}lvlText"), "val") or "",
            attribute(level.find("{*}suff"), "val") or "tab",
            is_on(level.find("{*}isLgl")),
            int(restart) if restart else None,
        )

    def _override(self, number: str, depth: int) -> Element | None:
        overrides = self._numbers[number].iterfind("{*}lvlOverride")
        return next((one for one in overrides if attribute(one, "ilvl") == str(depth)), None)

    def _advance(self, key: str, number: str, definition: Element, depth: int, form: Level) -> dict[int, int]:
        """Count one on at this level; deeper levels begin anew, higher ones that were never met begin now."""
        counts = self._counts[key]
        override = self._override(number, depth)
        start = attribute(override.find("{*}startOverride"), "val") if override is not None else None
        if start and (number, depth) not in self._begun:
            counts[depth] = int(start)
        else:
            counts[depth] = counts.get(depth, form.start - 1) + 1
        self._begun.add((number, depth))
        for above in range(depth):
            level = self._level(number, definition, above)
            counts.setdefault(above, level.start if level else 1)
        for below in [other for other in counts if other > depth]:
            level = self._level(number, definition, below)
            if level is None or level.restart is None or 0 < depth + 1 <= level.restart:
                del counts[below]
        return counts

    def _written(self, form: Level, number: str, definition: Element, counts: dict[int, int]) -> str:
        def shown(match: re.Match[str]) -> str:
            depth = int(match.group(1)) - 1
            level = self._level(number, definition, depth)
            style = "decimal" if form.plain or level is None else level.style
            return WORD_FORMATS.get(style, str)(counts.get(depth, 1))

        text = re.sub(r"%([1-9])", shown, form.text).strip()
        return text if not text or form.suffix == "nothing" or CLOSED.search(text) else f"{text} "
