"""The tree of headings: for every heading the path that leads to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.structure.headings import BARE, ITEM_STYLES, PART, TOP, Heading


@dataclass(frozen=True, slots=True)
class _Styles:
    """What the headings of one document say about their styles as a whole."""

    restarts: Counter[str]  # how often each style begins at 1
    outermost: str  # the numbered style of the lowest rank

    @classmethod
    def of(cls, headings: Sequence[Heading]) -> _Styles:
        numbered = [heading for heading in headings if heading.value is not None]
        outermost = min(numbered, key=lambda heading: heading.rank).style if numbered else ""
        return cls(Counter(heading.style for heading in headings if heading.value == 1), outermost)


def heading_paths(headings: Sequence[Heading], title: str) -> list[tuple[str, ...]]:
    """The path of each heading, outermost first and the heading itself last, without the document's title.

    Documents nest their styles as they like (一、 over （一）, （一） over 1.2), so the document itself decides: a style
    that is open already closes what stands below it; a new style opens below. Ranks only settle which of the styles
    that are open end when a chapter begins.
    """
    styles = _Styles.of(headings)
    paths, above = [], list[Heading]()
    for heading in headings:
        del above[_depth(above, heading, styles) :]
        above.append(heading)
        paths.append(tuple(other.title for other in above if other.title != title))
    return paths


def _depth(above: Sequence[Heading], heading: Heading, styles: _Styles) -> int:
    """How many of the open headings stay open above this one."""
    if heading.style.startswith("#"):
        return _first(above, lambda other: _closes(other, heading))
    same = _first(above, lambda other: other.style == heading.style)
    if same < len(above):
        return _outside(above, same) if _falls_back(above[same], heading) else same
    if heading.rank == TOP:
        return 0
    counted = [place for place, other in enumerate(above) if _counts_on(other, heading)]
    return counted[-1] if counted else _first(above, lambda other: _ends(other, heading, styles))


def _first(above: Sequence[Heading], holds: Callable[[Heading], bool]) -> int:
    """The place of the first open heading for which it holds, else their number."""
    return next((place for place, other in enumerate(above) if holds(other)), len(above))


def _falls_back(other: Heading, heading: Heading) -> bool:
    """2 after 2 or 3: not its neighbour, but the next of an outer row whose number was lost."""
    if heading.style not in ITEM_STYLES or other.value is None or heading.value is None:
        return False
    return 1 < heading.value <= other.value


def _outside(above: Sequence[Heading], place: int) -> int:
    """Above everything that is numbered like list items."""
    while place > 0 and above[place - 1].style in ITEM_STYLES:
        place -= 1
    return place


def _closes(other: Heading, heading: Heading) -> bool:
    """Among Markdown headings the number of # decides; every other style stands below them."""
    return not other.style.startswith("#") or len(other.style) >= len(heading.style)


def _counts_on(other: Heading, heading: Heading) -> bool:
    """② after 1, as OCR leaves it: another style that goes on counting is the same level."""
    if heading.style not in ITEM_STYLES or other.style not in ITEM_STYLES or not heading.value:
        return False
    return heading.value > 1 and other.value == heading.value - 1


def _ends(other: Heading, heading: Heading, styles: _Styles) -> bool:
    """Whether an open heading of another style ends where this one begins.

    A title within the text ends at the next heading, a preface at the first chapter, and what the contents leave out
    stands below what they announce. Otherwise an outer rank ends an inner one, unless the outer style starts again
    and again while the inner one counts through: chapters within 一、 and 二、.
    """
    if other.rank >= BARE:
        return True
    if heading.rank >= BARE:
        return False
    if other.style == PART:
        return heading.announced or heading.style == styles.outermost or heading.style not in ITEM_STYLES | {"label"}
    if heading.path and other.path:
        return len(other.path) >= len(heading.path)
    if heading.path and other.value == heading.path[0]:
        return False  # 1.1 stands below 一、
    if other.announced != heading.announced:
        return heading.announced
    if other.rank <= heading.rank or heading.style in ITEM_STYLES:
        return False
    return not (styles.restarts[heading.style] > 1 and styles.restarts[other.style] <= 1)
