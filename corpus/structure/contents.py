"""The table of contents: where it lies, and the headings that it announces."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from corpus.structure.lines import Line
from corpus.structure.numbering import BULLET, MARKDOWN, number_at

HEADING = re.compile(r"^\W*(?:(?:图表?|表格?|插图)?目[录錄次]|contents|tableofcontents)\W*$", re.IGNORECASE)
IN_ONE_LINE = re.compile(r"^\W*目\s*[录錄次]\s*[:：](?:.*[／/|｜、；;]){2}")
# Possessive throughout: where blanks could be given back, two hundred of them behind three dots would take hours.
LEADER = re.compile(
    r"(?:(?<![.．·…。•_])(?:[.．·…。•_]\s*+){3,}+[-–—(（]?\s*+(?:\d{1,4}|[ivxlIVXL]{1,6})?|…{2}\s*+\d{1,4})\s*+[)）]?\s*+$"
)
PAGE = re.compile(r"[\s\t\u3000]+(\d{1,3})\s*$")
LONGEST = 90  # characters of an entry
TOLERATED = 2  # lines that look like no entry between lines that do: entries broken over two lines


@dataclass(frozen=True)
class Contents:
    """`lines` are the indexes of its lines; `entries` are its headings: key of the title, number as written."""

    lines: frozenset[int] = frozenset()
    entries: tuple[tuple[str, str], ...] = ()

    @cached_property
    def _numbers(self) -> dict[str, str]:
        return dict(reversed(self.entries))  # of two equal titles the first counts

    @cached_property
    def _titles(self) -> list[str]:
        return sorted(self._numbers)

    def announces(self, title: str) -> bool:
        """Whether an entry has exactly this title."""
        wanted = key(title)
        return bool(wanted) and wanted in self._numbers

    def continues(self, title: str, more: str) -> bool:
        """Whether an entry begins with the title and goes on with `more`."""
        wanted, longer = key(title), key(title) + key(more)
        place = bisect_left(self._titles, longer)
        return wanted != longer and place < len(self._titles) and self._titles[place].startswith(longer)

    def number_of(self, title: str) -> str:
        """The number that the contents give an announced title, as written; "" where it has none."""
        return self._numbers.get(key(title), "")


@lru_cache(maxsize=1 << 14)  # neighbouring lines are looked at again and again, alone and joined
def key(text: str) -> str:
    """Letters, digits and Chinese characters only: OCR changes the marks between them."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).lower())


def find_contents(lines: Sequence[Line], furniture: frozenset[int]) -> Contents:
    """The tables of contents, each from its heading to its last entry.

    An entry has dotted leaders, ends with a page number, recurs as a line of the text, or counts on from the entry
    before it. The contents end at the first line that does none of it, or that is an entry again: there the text
    itself begins.
    """
    found: set[int] = set()
    entries: list[tuple[str, str]] = []
    openings = {line.index for line in lines if HEADING.match(re.sub(r"\s", "", line.text[:LONGEST]))}
    present = _titles(lines) if openings else Counter()
    for line in lines:
        if line.index in openings and line.index not in found:
            block, listed = _block(lines[line.index + 1 :], furniture, present)
            found |= {line.index, *range(line.index + 1, block[-1] + 1)} if block else set()
            entries += listed
        elif IN_ONE_LINE.match(line.text) or _leads(line):
            found.add(line.index)
    return Contents(frozenset(found - furniture), tuple(entries))


def _leads(line: Line) -> bool:
    """A line with dotted leaders and a page number is an entry wherever it stands."""
    match = LEADER.search(line.text)
    return bool(match and match.start() > 1 and re.search(r"\d", match.group()))


def _titles(lines: Sequence[Line]) -> Counter[str]:
    """How often each key occurs as a line, or as two or three short lines that a broken heading may stand on."""
    texts = [line.text.strip() for line in lines if not line.blank]
    seen: Counter[str] = Counter()
    for place in range(len(texts)):
        for count in (1, 2, 3):
            joined = "".join(texts[place : place + count])
            if len(joined) <= LONGEST:
                seen.update({key(joined), key(_title(joined))})
    return seen


def _block(
    lines: Sequence[Line], furniture: frozenset[int], present: Counter[str]
) -> tuple[list[int], list[tuple[str, str]]]:
    """The indexes of the entries that follow a heading, and the titles they announce."""
    block: list[int] = []
    entries: list[tuple[str, str]] = []
    seen: set[str] = set()
    label, doubtful = "", 0
    for position, line in enumerate(lines):
        if line.blank or line.index in furniture:
            continue
        text = PAGE.sub("", LEADER.sub("", line.text)).strip()
        title = _title(text)
        if key(text) in seen and not _paged(line.text):
            break
        if _paged(line.text) or not title or _recurs(present, text, title) or _counts_on(entries, text):
            doubtful = 0
            block.append(line.index)
        else:
            doubtful += 1
            if doubtful > TOLERATED or len(text) > LONGEST or not _goes_on(lines[position + 1 : position + 8]):
                break
        seen |= {key(text), key(title)} - {""}
        if title:
            entries.append((key(title), label or _label(text)))
        label = "" if title else text
    return _with_appendix(lines, block, furniture), entries if block else []


def _recurs(present: Counter[str], text: str, title: str) -> bool:
    return present[key(text)] > 1 or present[key(title)] > 1


def _counts_on(entries: Sequence[tuple[str, str]], text: str) -> bool:
    """第五章 after 第四章, where it is short and no sentence."""
    number = number_at(_without_marks(text))
    before = next((found for _, label in reversed(entries) if (found := number_at(label))), None)
    if number is None or before is None or len(text) > LONGEST or re.search(r"[。；]", text):
        return False
    return (number.style, number.value) == (before.style, (before.value or 0) + 1)


def _with_appendix(lines: Sequence[Line], block: list[int], furniture: frozenset[int]) -> list[int]:
    """List items that directly follow the last entry, short and unlike sentences, belong to it: - 附：后记."""
    for line in (line for line in lines if block and line.index > block[-1]):
        short = len(line.text) <= 30 and not re.search(r"[。；]", line.text)
        if line.blank or line.index in furniture or not short or not BULLET.match(line.text.strip()):
            break
        block = [*block, line.index]
    return block


def _paged(text: str) -> bool:
    return bool(LEADER.search(text) or PAGE.search(text))


def _goes_on(lines: Sequence[Line]) -> bool:
    """Whether one of the next lines is an entry with its page, so that the line above them is part of one."""
    return any(_paged(line.text) for line in [line for line in lines if not line.blank][:TOLERATED])


def _without_marks(text: str) -> str:
    for pattern in (BULLET, MARKDOWN):
        match = pattern.match(text)
        text = text[match.end() :] if match else text
    return text


def _title(text: str) -> str:
    """The entry without bullet, mark and number."""
    body = _without_marks(text)
    number = number_at(body)
    return body[number.end :] if number else body


def _label(text: str) -> str:
    body = _without_marks(text)
    number = number_at(body)
    return body[: number.end].strip() if number else ""
