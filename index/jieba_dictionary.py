"""Jieba's dictionary, of which only the words are read that begin with a character of the text.

As a whole it takes 60 MB and half a second, of which a question needs a hundredth. Jieba's own remedy is a cache file,
which it loads with marshal.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from math import inf, log
from operator import itemgetter
from typing import Any
from zlib import crc32

import jieba
import numpy as np
from jieba import finalseg

# Of the dictionary of jieba 0.42.1, the last release: after some lines in Latin letters and the like, all lines are in
# the order of their bytes.
KNOWN, TOTAL, ORDERED_FROM = 0x1394096D, 60_101_967, "\n一 "

FIRST, LAST, WIDTH = 0x4E00, 0x9FD5, 3  # characters that jieba takes for Chinese, and their bytes in UTF-8
GUESSED = 1 << 14  # runs of single characters whose words are remembered: the same names come again and again

jieba.setLogLevel(logging.CRITICAL)  # it reports its loading on stderr


@lru_cache(maxsize=1)
def dictionary_file() -> bytes:
    """Lines of "word frequency tag" in UTF-8."""
    return (resources.files("jieba") / "dict.txt").read_bytes()


class Words(jieba.Tokenizer):  # type: ignore[misc]  # jieba has no types
    """A tokenizer that gives the same words as jieba's own. Safe to share between threads."""

    def __init__(self) -> None:
        super().__init__()
        self._data = dictionary_file()
        self._known: set[str] = set()  # characters whose words are there
        self._ordered = crc32(self._data) == KNOWN
        self._start = self._data.find(ORDERED_FROM.encode()) + 1
        self._by_pairs: _Pairs | None = None
        self._mixed = self._data[: self._start].splitlines(keepends=True)
        self.FREQ: dict[str, int] = {}
        self.total = TOTAL
        if not self._ordered:
            self.FREQ, self.total = self.gen_pfdict(self.get_dict_file())
        self.initialized = True

    def learn(self, text: str) -> None:
        """Read the words that begin with a character of the text."""
        if self._ordered and not self._known.issuperset(text):
            new = set(text) - self._known
            self.FREQ.update(_frequencies(b"".join(map(self._lines, new))))
            self._known |= new

    def learn_pairs(self, text: str) -> None:
        """Read the words that two neighbouring characters of the text begin, and those of one character.

        For whoever cuts many texts: a third of what `learn` reads of them. From then on `route` takes only what was
        given here for known.
        """
        if self._ordered:
            self._by_pairs = self._by_pairs or _Pairs(self._data, self._start)
            found = _frequencies(self._by_pairs.lines(text))
            # What is known stays: a word may begin longer ones of another pair, or be the user's.
            self.FREQ.update({word: often for word, often in found.items() if not self.FREQ.get(word)})

    def get_DAG(self, sentence: str) -> Any:  # noqa: N802  # jieba's own name
        """What jieba asks before it cuts a text."""
        self.learn(sentence)
        return super().get_DAG(sentence)

    def route(self, run: str) -> list[str]:
        """The most probable words of a run of Chinese characters; what is in no word stands alone.

        The same as jieba's, in one pass: a large import spends most of its time here.
        """
        if self._by_pairs is None:
            self.learn(run)
        frequency_of, unknown = self.FREQ.get, -log(self.total)
        size = len(run)
        best, ends = [0.0] * (size + 1), [0] * size
        for start in range(size - 1, -1, -1):
            highest, end = -inf, start + 1
            for stop in range(end, size + 1):
                frequency = frequency_of(run[start:stop])
                if frequency:
                    score = log(frequency) + unknown + best[stop]
                    if score >= highest:
                        highest, end = score, stop
                elif frequency is None:
                    break
            best[start] = unknown + best[end] if highest == -inf else highest
            ends[start] = end
        return _stretches(run, ends)

    def with_guesses(self, words: Sequence[str]) -> list[str]:
        """Words of `route`, with neighbouring single characters joined where jieba takes them for a new word."""
        found: list[str] = []
        alone = ""
        for word in (*words, ""):
            if len(word) == 1:
                alone += word
                continue
            if len(alone) > 1 and not self.FREQ.get(alone):
                found += _guessed(alone)
            else:
                found += alone
            alone = ""
            if word:
                found.append(word)
        return found

    def add_word(self, word: str, freq: int | None = None, tag: str | None = None) -> None:
        """Add a word of the user."""
        self.learn(word)
        super().add_word(word, freq, tag)

    def _lines(self, character: str) -> bytes:
        """The lines of the words that begin with a character, each with its line feed."""
        first = character.encode("utf-8", "surrogatepass")
        mixed = [line for line in self._mixed if line.startswith(first)]
        start, end = (_place(self._data, self._start, key) for key in (first, first + b"\xff"))
        return b"".join(mixed) + self._data[start:end]


class _Pairs:
    """The lines of the dictionary by the first two characters of their words; each is given once."""

    def __init__(self, data: bytes, start: int) -> None:
        raw = np.frombuffer(data, np.uint8)
        starts = np.concatenate([[start], np.flatnonzero(raw[start:-1] == ord("\n")) + start + 1])
        keys = np.zeros(len(starts), np.int64)
        for place in range(2 * WIDTH):
            keys = keys << 8 | raw[starts + place]
        ends_there = (keys >> 8 * (WIDTH - 1) & 0xFF) == ord(" ")
        keys[ends_there] &= -1 << 8 * WIDTH  # of a word of one character
        self._order = np.argsort(keys, kind="stable")  # one line of the dictionary does not stand where it belongs
        self._keys, self._starts, self._ends = keys[self._order], starts, np.append(starts[1:], len(data))
        self._data, self._given = data, np.empty(0, np.int64)

    def lines(self, text: str) -> bytes:
        """Those that the text needs and that were not given yet."""
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.int64)
        encoded = (0xE0 | codes >> 12) << 16 | (0x80 | codes >> 6 & 0x3F) << 8 | 0x80 | codes & 0x3F  # in UTF-8
        known = (codes >= FIRST) & (codes <= LAST)
        pairs = (encoded[:-1] << 8 * WIDTH | encoded[1:])[known[:-1] & known[1:]]
        wanted = np.unique(np.concatenate([pairs, encoded[known] << 8 * WIDTH]))
        wanted = np.setdiff1d(wanted, self._given, assume_unique=True)
        self._given = np.union1d(self._given, wanted)
        first, last = (np.searchsorted(self._keys, wanted, side) for side in ("left", "right"))
        counts = last - first
        places = np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        chosen = np.sort(self._order[places])
        spans = zip(self._starts[chosen].tolist(), self._ends[chosen].tolist(), strict=True)
        return b"".join([self._data[start:end] for start, end in spans])


@lru_cache(maxsize=GUESSED)
def _guessed(characters: str) -> tuple[str, ...]:
    """The words that jieba's hidden Markov model finds."""
    return tuple(finalseg.cut(characters))


def _frequencies(lines: bytes) -> dict[str, int]:
    """The words of some lines of the dictionary, and what words begin with, which jieba gives the frequency 0."""
    columns = lines.replace(b"\n", b" ").decode().split(" ")
    words = longer = columns[0:-1:3]
    found: dict[str, int] = {}
    for size in range(1, max(map(len, words), default=0)):
        longer = [word for word in longer if len(word) > size]
        found.update(dict.fromkeys(map(itemgetter(slice(size)), longer), 0))
    found.update(zip(words, map(int, columns[1::3]), strict=True))
    return found


def _stretches(run: str, ends: Sequence[int]) -> list[str]:
    """The run from 0 to its end, from there to its end, and so on."""
    found, start = [], 0
    while start < len(run):
        found.append(run[start : ends[start]])
        start = ends[start]
    return found


def _place(data: bytes, start: int, first: bytes) -> int:
    """Where the first line from `start` on stands that does not come before `first`, by bisection."""
    low, high = start, len(data)
    while low < high:
        line = data.rfind(b"\n", low, (low + high) // 2) + 1 or low
        if data[line : line + len(first)] < first:
            low = data.find(b"\n", line) + 1
        else:
            high = line
    return low
