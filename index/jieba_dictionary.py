"""Jieba's dictionary, of which only the words are read that begin with a character of the text.

As a whole it takes 60 MB and half a second, of which a question needs a hundredth. Jieba's own remedy is a cache file,
which it loads with marshal.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from importlib import resources
from typing import Any
from zlib import crc32

import jieba

# Of the dictionary of jieba 0.42.1, the last release: after some lines in Latin letters and the like, all lines are in
# the order of their bytes.
KNOWN, TOTAL, ORDERED_FROM = 0x1394096D, 60_101_967, "\n一 "

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
        self.FREQ: dict[str, int] = {}
        self.total = TOTAL
        if not self._ordered:
            self.FREQ, self.total = self.gen_pfdict(self.get_dict_file())
        self.initialized = True

    def learn(self, text: str) -> None:
        """Read the words that begin with a character of the text."""
        if self._ordered and not self._known.issuperset(text):
            for character in set(text) - self._known:
                self.FREQ.update(self._beginning_with(character))
                self._known.add(character)

    def get_DAG(self, sentence: str) -> Any:  # noqa: N802  # jieba's own name
        """What jieba asks before it cuts a text."""
        self.learn(sentence)
        return super().get_DAG(sentence)

    def add_word(self, word: str, freq: int | None = None, tag: str | None = None) -> None:
        """Add a word of the user."""
        self.learn(word)
        super().add_word(word, freq, tag)

    def _beginning_with(self, character: str) -> dict[str, int]:
        """The words, and what words begin with, which jieba gives the frequency 0."""
        found: dict[str, int] = {}
        for line in self._lines(character):
            word, frequency, _ = line.split(" ", 2)
            found[word] = int(frequency)
            for size in range(1, len(word)):
                found.setdefault(word[:size], 0)
        return found

    def _lines(self, character: str) -> list[str]:
        first = character.encode()
        mixed = [line for line in self._data[: self._start].splitlines(keepends=True) if line.startswith(first)]
        start, end = (_place(self._data, self._start, key) for key in (first, first + b"\xff"))
        return (b"".join(mixed) + self._data[start:end]).decode().splitlines()


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
