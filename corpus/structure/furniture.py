"""Page furniture: what repeats on every page and belongs to none of the text.

Running headers and footers, logo lines, lone page numbers, ornaments in Latin capitals and rules. They are told by
repetition and position alone: no line is furniture for what it says.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from corpus.structure.lines import Line
from corpus.structure.numbering import BULLET, number_at

OFTEN = 3  # lines; a pair can be chance
LONGEST = 40  # characters of a running header
LONG = 12  # letters that are enough to know a header by, with other words around it

CHINESE = re.compile(r"[\u3400-\u9fff]")
RULE = re.compile(r"^[\s\-=_*—–~·.…─━]{3,}$")
PAGE_NUMBER = re.compile(
    r"^[\s\-—–·|]*(?:第\s*)?(\d{1,3}|[ivxl]{1,6}|[Ⅰ-Ⅻⅰ-ⅻ]+)(?:\s*页)?(?:\s*[/／|]?\s*共?\s*\d{1,4}\s*页?)?[\s\-—–·|]*$"
)
# A page number before a header; a year or a month is none: it tells one heading from the next.
PAGE_BEFORE = re.compile(r"^(?:(?!\d{4}\s*年|\d{1,2}月)[\W\d_])+")
# What a running header never looks like: a sentence, a label, a caption, a note, a row of a table, a list item.
TEXT = re.compile(r"[。；！？：:，,、;?!\t|”]|^[#>“\"『《(（\[【]|^[图表注][\s:：\d]")


def furniture(lines: Sequence[Line]) -> frozenset[int]:
    """The indexes of the lines that are page furniture."""
    plain = {line.index for line in lines if not line.blank and RULE.match(line.text)}
    plain |= _repeated_latin(lines)
    headers = plain | _repeated_chinese(lines, plain | _page_numbers(lines, plain))
    found = headers | _page_numbers(lines, headers)  # again: some stand right beside a header
    return frozenset(found | _ornaments(lines, found))


def _repeated_latin(lines: Sequence[Line]) -> set[int]:
    """Lines without Chinese that recur often, and lines that hold one of them or nothing but their words."""
    latin = [line for line in lines if _could_run(line) and not CHINESE.search(line.text)]
    seen = Counter(_key(line.text) for line in latin)
    often = {line.index for line in latin if seen[_key(line.text)] >= OFTEN}
    words = {word for index in often for word in _words(lines[index].text)}
    long = {_key(lines[index].text) for index in often if len(_key(lines[index].text)) >= LONG}
    plain = [line for line in lines if not line.blank and "\t" not in line.text and not CHINESE.search(line.text)]
    return often | {
        line.index for line in plain if set(_words(line.text)) <= words or any(key in _key(line.text) for key in long)
    }


def _page_numbers(lines: Sequence[Line], known: set[int]) -> set[int]:
    """Numbers that stand alone and rise through the document; one that falls back counts something else."""
    alone = [(index, text) for index, text in _alone(lines, known) if PAGE_NUMBER.match(text)]
    arabic = [(index, int(_digits(text))) for index, text in alone if _digits(text)]
    if _are_headings(lines, arabic):
        arabic = []
    rising = {arabic[place][0] for place in _longest_rise([value for _, value in arabic])}
    return rising | {index for index, text in alone if not _digits(text)}


def _repeated_chinese(lines: Sequence[Line], known: set[int]) -> set[int]:
    """Chinese lines that recur mostly at the edges of pages: beside furniture or across a wide gap.

    The first of them is the title itself, or the entry in the contents and then the heading.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        if _could_run(line) and CHINESE.search(line.text) and line.index not in known:
            places[_key(line.text)].append(line.index)
    found: set[int] = set()
    for indexes in places.values():
        first = lines[indexes[0]].text.strip()
        listed = number_at(first) is not None or first[-1].isdigit()
        running = indexes[2 if listed else 1 :]
        edges = [index for index in running if _at_page_edge(lines, index, known)]
        if len(indexes) >= OFTEN and len(edges) * 3 >= len(running) * 2:
            found.update(edges)
    return found


def _ornaments(lines: Sequence[Line], known: set[int]) -> set[int]:
    """A word or two in Latin capitals, alone beside furniture."""
    return {
        index
        for index, text in _alone(lines, known)
        if re.fullmatch(r"[A-Z&][A-Z& ]{0,14}", text) and _beside(lines, index, known)
    }


def _could_run(line: Line) -> bool:
    text = line.text.strip()
    return 1 < len(text) <= LONGEST and not TEXT.search(text) and not BULLET.match(text) and bool(_key(text))


def _key(text: str) -> str:
    """What stays the same from page to page: letters only, without the page number beside them."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[\W_]+", "", PAGE_BEFORE.sub("", folded)).rstrip("0123456789")


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower()) or ["?"]


def _digits(text: str) -> str:
    found = re.search(r"\d+", text)
    return found.group() if found else ""


def _alone(lines: Sequence[Line], known: set[int]) -> Iterable[tuple[int, str]]:
    """Lines with nothing or furniture directly above and below."""
    for line in lines:
        if line.blank or line.index in known:
            continue
        neighbours = [near for near in (line.index - 1, line.index + 1) if 0 <= near < len(lines)]
        if all(lines[near].blank or near in known for near in neighbours):
            yield line.index, line.text.strip()


def _are_headings(lines: Sequence[Line], numbers: Sequence[tuple[int, int]]) -> bool:
    """Whether lone numbers count headings: 1, 2, 3 without a gap, each before a short line without a number."""
    if len(numbers) < 2 or [value for _, value in numbers] != list(range(1, len(numbers) + 1)):
        return False
    places = [_nearest(lines, index, 1) for index, _ in numbers]
    following = [lines[place].text.strip() if place < len(lines) else "" for place in places]
    return all(2 <= len(text) <= 30 and not TEXT.search(text) and not number_at(text) for text in following)


def _longest_rise(values: Sequence[int]) -> list[int]:
    """The places of a longest subsequence that never falls (patience sorting)."""
    tails: list[int] = []  # the place of the smallest last value of a rise of each length
    before: list[int] = []
    for place, value in enumerate(values):
        length = bisect_right(tails, value, key=lambda tail: values[tail])
        before.append(tails[length - 1] if length else -1)
        tails[length : length + 1] = [place]
    rise, place = [], tails[-1] if tails else -1
    while place >= 0:
        rise.append(place)
        place = before[place]
    return rise[::-1]


def _at_page_edge(lines: Sequence[Line], index: int, known: set[int]) -> bool:
    near = [lines[place].text for place in (index - 1, index + 1) if 0 <= place < len(lines)]
    gaps = any(
        all(0 <= place < len(lines) and lines[place].blank for place in pair)
        for pair in ((index - 1, index - 2), (index + 1, index + 2))
    )
    return gaps or _beside(lines, index, known) or any(PAGE_NUMBER.match(text.strip()) for text in near)


def _beside(lines: Sequence[Line], index: int, known: set[int]) -> bool:
    """Whether the nearest line above or below, blank ones aside, is furniture."""
    return any(_nearest(lines, index, step) in known for step in (-1, 1))


def _nearest(lines: Sequence[Line], index: int, step: int) -> int:
    index += step
    while 0 <= index < len(lines) and lines[index].blank:
        index += step
    return index
