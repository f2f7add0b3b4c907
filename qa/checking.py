"""Where the documents hold a pasted text, word for word or nearly, and the characters that differ.

Nearly: the stretches that share most pairs of characters with the text, rare pairs first, are aligned with it by edit
distance, the whole text against any part of the stretch (Sellers 1980, https://doi.org/10.1016/0196-6774(80)90016-4).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from corpus.document import Passage
from qa.alignment import Step, align, nearest_end
from qa.plain import Codes, Places, PlainText, plain

SHORTEST = 6  # compared characters of a text that is looked for with differences
LONGEST = 4000
# Share of a text's characters that must be the same. Of 250 sentences of other reports the one most like the users' report
# reached 0.53, those of ten characters aside; sentences with every fifth character changed reach 0.8.
LEAST, LEAST_OF_SHORT = 0.6, 0.75
SHORT = 12  # characters
WINDOWS = 8  # stretches that are aligned
MOST = 20  # places of one text
MARKS = ".,;:!?、·~-()<>《》"


class Kind(StrEnum):
    """What is different about a stretch of the pasted text."""

    REPLACED = "replaced"
    EXTRA = "extra"  # the source does not have it
    MISSING = "missing"  # the source has more


@dataclass(frozen=True, slots=True)
class Difference:
    """One stretch that differs: `pasted[start:end]` against `document.text[source_start:source_end]`."""

    kind: Kind
    start: int
    end: int
    text: str
    source_start: int
    source_end: int
    source: str


@dataclass(frozen=True, slots=True)
class Place:
    """One place that holds the text, nearly where there are differences: `passage.text[start:end]`."""

    passage: Passage
    start: int
    end: int
    similarity: float = 1.0
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One document to look in."""

    text: str
    passages: tuple[Passage, ...]  # in order


class Collation:
    """Documents, ready to be compared with texts: what lies in their passages, without what stands between them."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources
        texts = [_in_passages(source) for source in sources]
        self._starts = np.cumsum([0, *(len(text.codes) + 1 for text in texts)]).tolist()
        self._at = [text.at for text in texts]
        wall = np.zeros(1, np.uint32)  # no pasted character is 0, so no match runs from one document into the next
        self._codes: Codes = np.concatenate([part for text in texts for part in (text.codes, wall)] or [wall])
        self._text = PlainText(self._codes, np.empty(0, np.int64)).text

    def same(self, text: str) -> list[Place]:
        """Every place that holds the text, at most `MOST`; marks at its ends do not count."""
        compared = plain(text).text
        bare = compared.strip(MARKS)
        for wanted in (compared, bare) if bare else ():
            found = list(self._occurrences(wanted))
            if found:
                return [self._place(start, start + len(wanted)) for start in found]
        return []

    def nearest(self, text: str) -> Place | None:
        """The place most like the text; None where too little of it is the same."""
        pasted = plain(text)
        size = len(pasted.codes)
        if not SHORTEST <= size <= LONGEST:
            return None
        best: tuple[int, int, int] | None = None  # distance, start and end
        for left, right in self._windows(pasted.codes):
            distance, end = nearest_end(pasted.codes, self._codes[left:right])
            if best is None or distance < best[0]:
                best = distance, max(left, left + end - size - distance), left + end
        if best is None or 1 - best[0] / size < (LEAST if size >= SHORT else LEAST_OF_SHORT):
            return None
        steps = align(pasted.codes, self._codes[best[1] : best[2]])
        return self._compared(text, pasted.at, steps, best[1], 1 - best[0] / size)

    def _occurrences(self, wanted: str) -> Iterator[int]:
        start = self._text.find(wanted)
        for _ in range(MOST):
            if start < 0:
                return
            yield start
            start = self._text.find(wanted, start + 1)

    def _windows(self, wanted: Codes) -> list[tuple[int, int]]:
        """Stretches of the documents, best first, that share the most pairs of characters with the text."""
        size, codes = len(wanted), self._codes
        asked = np.unique(_pairs(wanted))
        known = np.zeros(0x110000, bool)
        known[wanted] = True
        inside = known[codes]
        at = np.flatnonzero(inside[:-1] & inside[1:])
        pairs = (codes[at].astype(np.uint64) << np.uint64(32)) | codes[at + 1]
        number = np.minimum(np.searchsorted(asked, pairs), len(asked) - 1)
        hit = asked[number] == pairs
        at, number = at[hit], number[hit]
        weight = 1 / np.bincount(number, minlength=len(asked)).clip(1)[number]
        total = np.concatenate([[0.0], np.cumsum(weight)])
        score = total[np.searchsorted(at, at + size + size // 4 + 2)] - total[:-1]
        windows: list[tuple[int, int]] = []
        for place in np.argsort(-score, kind="stable")[: 50 * WINDOWS].tolist():
            start = int(at[place])
            if all(abs(start - left) > size for left, _ in windows):
                windows.append((start, start))
            if len(windows) == WINDOWS:
                break
        return [self._around(start, size) for start, _ in windows]

    def _around(self, start: int, size: int) -> tuple[int, int]:
        """The stretch of the place's own document that a text of so many characters may take up."""
        document = bisect_right(self._starts, start) - 1
        return max(self._starts[document], start - size), min(self._starts[document + 1] - 1, start + 2 * size + 2)

    def _compared(self, text: str, pasted: Places, steps: Sequence[Step], offset: int, similarity: float) -> Place:
        """The place of an alignment, its differences in the characters of the text and of the document."""
        first, last = steps[0].source + offset, steps[-1].source_end + offset
        place = self._place(first, last)
        document, at = self._document(first)
        begin = self._starts[document]
        found = []
        for step in steps:
            if step.same:
                continue
            start, end = _span(pasted, step.start, step.end, len(text))
            left, right = _span(
                at, step.source + offset - begin, step.source_end + offset - begin, len(self._sources[document].text)
            )
            kind = Kind.EXTRA if left == right else Kind.MISSING if start == end else Kind.REPLACED
            found.append(
                Difference(kind, start, end, text[start:end], left, right, self._sources[document].text[left:right])
            )
        return replace(place, similarity=similarity, differences=tuple(found))

    def _document(self, position: int) -> tuple[int, Places]:
        document = bisect_right(self._starts, position) - 1
        return document, self._at[document]

    def _place(self, first: int, last: int) -> Place:
        """Of `codes[first:last]`, at least one character: its passage, or the passages that it runs over as one."""
        document, at = self._document(first)
        begin = self._starts[document]
        start, end = int(at[first - begin]), int(at[last - 1 - begin]) + 1
        source = self._sources[document]
        passages = source.passages
        one = bisect_right(passages, start, key=lambda passage: passage.start) - 1
        other = bisect_right(passages, end - 1, key=lambda passage: passage.start) - 1
        passage = passages[one]
        if other > one:
            end_passage = passages[other]
            passage = replace(
                passage,
                text=source.text[passage.start : end_passage.end],
                end=end_passage.end,
                line_end=end_passage.line_end,
                table=None,
                pages=tuple(dict.fromkeys(page for part in passages[one : other + 1] for page in part.pages)),
            )
        return Place(passage, start - passage.start, end - passage.start)


def _in_passages(source: Source) -> PlainText:
    compared = plain(source.text)
    inside = np.zeros(len(source.text) + 1, bool)
    for passage in source.passages:
        inside[passage.start : passage.end] = True
    kept = inside[compared.at]
    return PlainText(compared.codes[kept], compared.at[kept])


def _pairs(codes: Codes) -> NDArray[np.uint64]:
    return (codes[:-1].astype(np.uint64) << np.uint64(32)) | codes[1:]


def _span(at: Places, first: int, last: int, size: int) -> tuple[int, int]:
    """Where `codes[first:last]` stands in its source; for none of them, the place where they would stand."""
    if first < last:
        return int(at[first]), int(at[last - 1]) + 1
    place = int(at[first]) if first < len(at) else size
    return place, place
