"""Misspelt words of a question, against the words of the library: 按徽 for 安徽, Qualcom for Qualcomm.

Only what the library does not hold is corrected, and only to a word that is frequent there and sounds the same (one
character differs) or, in Latin letters, is one edit away. A word of jieba's dictionary is never a mistake.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence, Sized
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from index.discovery import PLACE_ENDS
from index.expansion import Synonyms
from index.segmenter import HAN, MARK, QUESTION_WORDS, Segmenter, normalise

FREQUENT = 3  # passages that hold the right word
SMALL = 15  # passages; a library of fewer shows a word rarely, and one passage is enough
LONGEST = 4  # characters of a misspelt word, and pieces that it may have been cut into
LATIN = 5  # letters of the shortest Latin word that is corrected
# Characters that join words: 公司在 is no misspelt 公司债.
FUNCTION = frozenset(
    "的了在是有和与就都而及着或不个这那也很到说要去你我他她它会们吗呢吧被把给让从向比对为以于之其几多少哪谁年月日"
)
# What is counted is no mistake: 多少栋楼 is no misspelt 东楼.
MEASURES = frozenset("个位家座台辆颗部项处件户岁倍吨亩只条套所名起次艘架间栋幢层种类款张笔批棵株本份")
_COUNTED = re.compile(r"(?:多少|几|\d)$")
_HAN_WORD = re.compile(f"[{HAN}]+")
_LATIN_WORD = re.compile(r"[a-z]+")
_FUZZY = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))  # told apart by few who type by ear


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of the question and the word of the library that was meant."""

    wrong: str
    right: str


class Vocabulary(Protocol):
    """The words of a library, and how many passages hold each."""

    @property
    def size(self) -> int:
        """The number of passages."""

    @property
    def vocabulary(self) -> Sequence[str]:
        """Every word."""

    def __contains__(self, token: str) -> bool: ...

    def units(self, token: str) -> Sized:
        """The passages that hold the word."""


class Spelling:
    """Corrects questions by the words of one library."""

    def __init__(self, index: Vocabulary, segmenter: Segmenter, lexicons: Sequence[Synonyms] = ()) -> None:
        self._index = index
        self._lexicons = lexicons
        self._segmenter = segmenter
        self._patterns: dict[str, list[str]] | None = None  # made at the first unknown word

    def correct(self, question: str) -> tuple[str, tuple[Correction, ...]]:
        """The question with its misspelt words put right, and which; the very same text where there are none."""
        corrections = list(dict.fromkeys(self._corrections(question)))
        if not corrections:
            return question, ()
        text = normalise(question)
        for one in corrections:
            text = text.replace(one.wrong, one.right)
        return text, tuple(corrections)

    def _corrections(self, question: str) -> Iterator[Correction]:
        pieces = self._segmenter.pieces(question)
        i = 0
        while i < len(pieces):
            if pieces[i][0] in MEASURES and _COUNTED.search("".join(pieces[:i])):
                i += 1
                continue
            found = next(filter(None, (self._meant(pieces[i : i + n]) for n in range(LONGEST, 0, -1))), None)
            if found:
                yield found[1]
            i += found[0] if found else 1

    def _meant(self, pieces: list[str]) -> tuple[int, Correction] | None:
        wrong = "".join(pieces)
        if _LATIN_WORD.fullmatch(wrong):
            right = self._latin(wrong) if len(pieces) == 1 else ""
        else:
            right = self._chinese(wrong, pieces)
        return (len(pieces), Correction(wrong, right)) if right else None

    def _chinese(self, wrong: str, pieces: list[str]) -> str:
        """The most frequent word that sounds like this one, "" where the library or the dictionary knows it."""
        if not _HAN_WORD.fullmatch(wrong) or not 1 < len(wrong) <= LONGEST or QUESTION_WORDS & set(pieces):
            return ""
        unseen = any(MARK + wrong[i : i + 2] not in self._index for i in range(len(wrong) - 1))
        if not unseen or self._known(wrong) or self._segmenter.knows(wrong):
            return ""
        found = [word for i in range(len(wrong)) for word in self._alike(wrong, i)]
        return max(found, key=self._frequency, default="")

    def _alike(self, wrong: str, i: int) -> Iterator[str]:
        if wrong[i] in FUNCTION:
            return
        if self._patterns is None:
            self._patterns = self._by_pattern()
        for word in self._patterns.get(_without(wrong, i), ()):
            if word != wrong and sounds_alike(wrong[i], word[i]):
                yield word

    def _by_pattern(self) -> dict[str, list[str]]:
        """The frequent words by what is left of them without one character."""
        patterns: defaultdict[str, list[str]] = defaultdict(list)
        for word in dict.fromkeys(self._frequent()):
            for i in range(len(word)):
                patterns[_without(word, i)].append(word)
        return patterns

    def _frequent(self) -> Iterator[str]:
        """The words that are held often enough; of 临澜市 also 临澜, which may stand alone but once."""
        frequent = min(FREQUENT, 1 + self._index.size // SMALL)
        for word in self._index.vocabulary:
            if 1 < len(word) <= LONGEST and _HAN_WORD.fullmatch(word) and self._frequency(word) >= frequent:
                yield word
                if len(word) > 2 and word[-1] in PLACE_ENDS and word[:-1] in self._index:
                    yield word[:-1]

    def _latin(self, wrong: str) -> str:
        if len(wrong) < LATIN or self._known(wrong):
            return ""
        near = (word for word in self._index.vocabulary if abs(len(word) - len(wrong)) < 2 and word[0] == wrong[0])
        found = [word for word in near if _LATIN_WORD.fullmatch(word) and one_edit_apart(wrong, word)]
        return max(found, key=self._frequency, default="")

    def _known(self, word: str) -> bool:
        return word in self._index or any(word in lexicon for lexicon in self._lexicons)

    def _frequency(self, word: str) -> int:
        return len(self._index.units(word))


def sounds_alike(one: str, other: str) -> bool:
    """Whether two characters share a reading, tones and the pairs that many confuse (zh/z, ng/n) aside."""
    return bool(_readings(one) & _readings(other))


def one_edit_apart(one: str, other: str) -> bool:
    """Whether one letter more, less or other, or two neighbours that changed places, turns a word into the other."""
    if len(one) > len(other):
        one, other = other, one
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    rest, other_rest = one[start:], other[start:]
    if len(one) < len(other):
        return rest == other_rest[1:]
    return rest[1:] == other_rest[1:] or (rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:])


def _without(word: str, i: int) -> str:
    return f"{word[:i]}?{word[i + 1 :]}"


@lru_cache(maxsize=10_000)
def _readings(character: str) -> frozenset[str]:
    from pypinyin import Style, pinyin  # imported late: it takes half a second and few questions need it

    plain = pinyin(character, style=Style.NORMAL)[0]
    return frozenset(_fuzzy(reading) for reading in plain)


def _fuzzy(reading: str) -> str:
    for distinct, confused in _FUZZY:
        reading = reading.replace(distinct, confused)
    return reading
