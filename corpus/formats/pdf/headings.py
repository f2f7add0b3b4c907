"""Which paragraphs are headings, and of what level: by the outline of the file, the type and the numbering."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.formats.pdf.paragraphs import Block, Paragraph
from corpus.structure.headings import ITEM_STYLES
from corpus.structure.numbering import BULLET, number_at
from corpus.tables.captions import is_caption, is_note

LONGEST = 60  # characters
MOST_LINES = 3
LARGER = 1.1  # times the size of the text
TITLE_SIZE = 1.3  # times the size of the text
LOOKED_AT = 2  # pages that may bear the title
SENTENCE = re.compile(r"[。；]|[.…·]{3,}|[，,、：:]$|^[（(].*[）)]$|^[\d\W]+$")
RUN_IN = re.compile(r"^[\u4e00-\u9fff]{1,8}[：:]")
UNNUMBERED = 1000  # the rank of a heading without number

Style = tuple[float, bool, int]  # size, bold, rank of the number


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One entry of the outline."""

    title: str
    page: int | None  # from 1
    level: int  # from 1


def find_headings(blocks: Sequence[Block], bookmarks: Sequence[Bookmark]) -> dict[int, int]:
    """The levels of the blocks that are headings, by their places."""
    size, mostly_bold = _body(blocks)
    listed = _listed(blocks, bookmarks)
    styles: dict[int, Style] = {}
    for place, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or not _may_be_heading(block):
            continue
        if place in listed or _stands_out(block, size, mostly_bold) or _is_numbered(block):
            styles[place] = _style(block, mostly_bold)
    levels = _levels(
        list(styles.values()), [(style, listed[place]) for place, style in styles.items() if place in listed]
    )
    return {place: listed.get(place) or levels[style] for place, style in styles.items()}


def find_title(blocks: Sequence[Block]) -> str:
    """What is set largest on the first pages; "" where nothing stands out."""
    size, _ = _body(blocks)
    first = [b for b in blocks if isinstance(b, Paragraph) and b.page <= LOOKED_AT and _may_be_heading(b)]
    largest = max(first, key=lambda block: (block.size, -block.page), default=None)
    if largest is None or largest.size < TITLE_SIZE * size or len(largest.text) < 4:
        return ""
    return largest.text


def _body(blocks: Sequence[Block]) -> tuple[float, bool]:
    """The size of most of the text, and whether most of it is bold."""
    weights: Counter[float] = Counter()
    bold: Counter[bool] = Counter()
    for block in blocks:
        if isinstance(block, Paragraph):
            weights[_rounded(block.size)] += len(block.text)
            bold[block.bold] += len(block.text)
    return max(weights, key=lambda key: weights[key], default=10.0), bold[True] > bold[False]


def _rounded(size: float) -> float:
    return round(2 * size) / 2


def _may_be_heading(block: Paragraph) -> bool:
    text = block.text
    if block.footnote or len(text) > LONGEST or len(block.lines) > MOST_LINES or BULLET.match(text):
        return False
    return not (SENTENCE.search(text) or is_caption(text) or is_note(text)) and bool(re.search(r"\w", text))


def _stands_out(block: Paragraph, size: float, mostly_bold: bool) -> bool:
    if _rounded(block.size) >= LARGER * size:
        return True
    same = block.size >= 0.98 * size and block.bold and not mostly_bold
    return same and not (RUN_IN.match(block.text) and number_at(block.text) is None)


def _is_numbered(block: Paragraph) -> bool:
    """第三章, 2.1: numbers that only headings bear, on a line of their own."""
    number = number_at(block.text)
    whole = number is not None and number.style not in ITEM_STYLES and number.end < len(block.text)
    return whole and len(block.text) <= LONGEST // 2 and len(block.lines) == 1 and not re.search(r"\d$", block.text)


def _style(block: Paragraph, mostly_bold: bool) -> Style:
    number = number_at(block.text)
    return _rounded(block.size), block.bold and not mostly_bold, number.rank if number else UNNUMBERED


def _listed(blocks: Sequence[Block], bookmarks: Sequence[Bookmark]) -> Mapping[int, int]:
    """The levels of the blocks that the outline names, on the page that it points to."""
    found: dict[int, int] = {}
    wanted = {(_key(bookmark.title), bookmark.page): bookmark.level for bookmark in bookmarks}
    for place, block in enumerate(blocks):
        if isinstance(block, Paragraph) and len(block.text) <= 2 * LONGEST:
            level = wanted.get((_key(block.text), block.page))
            if level:
                found[place] = level
    return found


def _key(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _levels(styles: Sequence[Style], known: Sequence[tuple[Style, int]]) -> dict[Style, int]:
    """The level of each style: as the outline has it, else the larger, the bolder, the outer number first.

    A heading without number that is set like numbered ones is of the level of the outermost of them.
    """
    votes: dict[Style, Counter[int]] = {}
    for style, level in known:
        votes.setdefault(style, Counter())[level] += 1
    outermost: dict[tuple[float, bool], int] = {}
    for size, bold, rank in styles:
        outermost[size, bold] = min(outermost.get((size, bold), UNNUMBERED), rank)
    order = sorted({(-size, not bold, _home(rank, outermost[size, bold])) for size, bold, rank in styles})
    places = {key: place for place, key in enumerate(order, start=1)}
    return {
        style: votes[style].most_common(1)[0][0]
        if style in votes
        else places[-style[0], not style[1], _home(style[2], outermost[style[0], style[1]])]
        for style in styles
    }


def _home(rank: int, outermost: int) -> int:
    return outermost if rank == UNNUMBERED else rank
