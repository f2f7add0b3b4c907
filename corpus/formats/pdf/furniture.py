"""Running heads, feet and page numbers: told by repetition and place, and left out of the text.

They would tear sentences that run on over the page. The printed number lives on as the label of its page.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.formats.pdf.shapes import Fragment

EDGE = 0.16  # of the height of the page: where furniture may stand
OUTERMOST = 3  # lines at either edge that are looked at
SAME_HEIGHT = 3.0  # points
MARGIN = 0.05  # of the height of a lone page
SMALL = 0.85  # of the size of the text
OFTEN = 3  # pages; in a shorter document all of them, two at the least
SHARE = 0.5  # of the pages between the first and last that a running line is on: every page, or every other
# What changes from page to page; a year or a month tells one caption or heading from the next and counts no pages.
COUNTED = re.compile(r"(?<!\d)(\d{4}(?=\s*年)|\d{1,2}(?=月))|[\W\d_]")
NUMBER = re.compile(
    r"^[\W_]*(?:第\s*|page\s*|p\.?\s*)?(\d{1,4}|[ivxlcdm]{1,7})(?:\s*页)?(?:\s*(?:[/／|]|of|共|，共)\s*共?\s*\d{1,4}\s*页?)?[\W_]*$",
    re.IGNORECASE,
)

Rows = Sequence[Sequence[Fragment]]  # the fragments of one page, row by row


def find_furniture(pages: Sequence[Rows], heights: Sequence[float]) -> tuple[list[set[int]], list[str | None]]:
    """For every page the places of the rows that are furniture, and the printed page number."""
    edges = [_edges(rows, height) for rows, height in zip(pages, heights, strict=True)]
    numbers = _page_numbers(pages, edges)
    found = [{number.row} if number and number.alone else set() for number in numbers]
    if len(pages) == 1:
        found[0] |= _lone_margins(pages[0], heights[0])
    for places in _running(pages, edges):
        for page, row in places:
            found[page].add(row)
    return found, [number.label if number else None for number in numbers]


def rows_of(fragments: Sequence[Fragment]) -> list[list[Fragment]]:
    """Fragments of one baseline, in the order of the page."""
    rows: list[list[Fragment]] = []
    for fragment in sorted(fragments, key=lambda fragment: fragment.baseline):
        if rows and abs(fragment.baseline - rows[-1][0].baseline) <= 0.3 * min(fragment.size, rows[-1][0].size):
            rows[-1].append(fragment)
        else:
            rows.append([fragment])
    return [sorted(row, key=lambda fragment: fragment.x0) for row in rows]


def _edges(rows: Rows, height: float) -> list[int]:
    """The outermost rows at the top and bottom of a page."""
    top = [place for place, row in enumerate(rows[:OUTERMOST]) if row[0].baseline <= EDGE * height]
    first = max(0, len(rows) - OUTERMOST)
    return sorted({*top, *(place for place in range(first, len(rows)) if rows[place][0].top >= (1 - EDGE) * height)})


def _text(row: Sequence[Fragment]) -> str:
    return " ".join(fragment.text for fragment in row)


def _key(text: str) -> str:
    """What stays the same from page to page: without page numbers, spaces and the form of the letters."""
    return COUNTED.sub(r"\1", unicodedata.normalize("NFKC", text).lower())


def _running(pages: Sequence[Rows], edges: Sequence[Sequence[int]]) -> list[list[tuple[int, int]]]:
    """(page, row) of the lines that stand at the same height with the same words on most pages of a stretch."""
    places: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for page, rows in enumerate(pages):
        for row in edges[page]:
            key = _key(_text(rows[row]))
            if key:
                places[key, round(rows[row][0].baseline / SAME_HEIGHT)].append((page, row))
    return [found for key, found in _near_heights(places).items() if key and _is_running(found, len(pages))]


def _near_heights(
    places: Mapping[tuple[str, int], list[tuple[int, int]]],
) -> dict[tuple[str, int], list[tuple[int, int]]]:
    """Neighbouring heights taken together: rounding may part what stands at one height."""
    merged: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for key, height in sorted(places):
        home = (key, height - 1) if (key, height - 1) in merged else (key, height)
        merged[home] = sorted(merged.get(home, []) + places[key, height])
    return merged


def _is_running(places: Sequence[tuple[int, int]], count: int) -> bool:
    pages = sorted({page for page, _ in places})
    if len(pages) < min(OFTEN, max(2, count)):
        return False
    return len(pages) >= SHARE * ((pages[-1] - pages[0]) / 2 + 1)


@dataclass(frozen=True, slots=True)
class _Number:
    row: int
    label: str
    value: int
    alone: bool  # nothing else stands in its row


def _page_numbers(pages: Sequence[Rows], edges: Sequence[Sequence[int]]) -> list[_Number | None]:
    """For every page its number: one that counts on with the pages, or stands alone below the only page."""
    candidates = [list(_numbers(rows, edges[page])) for page, rows in enumerate(pages)]
    votes = Counter((n.label.isdigit(), n.value - page) for page, found in enumerate(candidates) for n in found)
    chosen: list[_Number | None] = []
    for page, found in enumerate(candidates):
        counted = [n for n in found if votes[n.label.isdigit(), n.value - page] >= 2]
        if len(pages) == 1:
            counted = [n for n in found if n.row == len(pages[0]) - 1 and n.value == 1]
        chosen.append(max(counted, key=lambda n: (votes[n.label.isdigit(), n.value - page], n.row), default=None))
    return chosen


def _numbers(rows: Rows, edges: Sequence[int]) -> Iterator[_Number]:
    """What may be a page number: a row, or its first or last piece (第 3 页 beside a running title)."""
    for row in edges:
        pieces = [_text(rows[row])] if len(rows[row]) == 1 else [rows[row][0].text, rows[row][-1].text]
        for piece in pieces:
            match = NUMBER.match(piece)
            value = _value(match.group(1)) if match else None
            if match and value is not None:
                yield _Number(row, match.group(1), value, len(rows[row]) == 1)


def _lone_margins(rows: Rows, height: float) -> set[int]:
    """On a lone page, which nothing repeats: small type at its very edges, as browsers print (date, address, 1/1)."""
    if not rows:
        return set()
    sizes = Counter(round(fragment.size) for row in rows for fragment in row for _ in fragment.text)
    size = sizes.most_common(1)[0][0]
    return {
        place
        for place, row in enumerate(rows)
        if row[0].size < SMALL * size and not MARGIN * height < row[0].baseline < (1 - MARGIN) * height
    }


def _value(numeral: str) -> int | None:
    if numeral.isdigit():
        return int(numeral)
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}[char] for char in numeral.lower()]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
