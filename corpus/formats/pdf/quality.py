"""Whether the characters of a page are its text, or what is left of it without the maps of its fonts.

Measured on 28 Chinese reports cut into stretches of 150 characters, and on the same stretches garbled: the share of
the Chinese characters that make a word of the dictionary with a neighbour. Lowest, median and highest:

    as written, simplified or traditional     0.57  0.76  0.93
    another character for each (a cipher)     0.01  0.10  0.23      GB codes shifted by one    0.00  0.01  0.08
    code points shifted by 1 or 29            0.00  0.00  0.05      characters at random       0.00  0.00  0.01
    UTF-8 read as GBK                         0.00  0.00  0.04      GBK read as Big5           0.00  0.00  0.04
    every other 40 characters garbled         0.22  0.42  0.63

Hence 0.35, and stretches, so that half a page of garbage does not hide behind the other half.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Protocol

LEAST_IN_WORDS = 0.35  # of the Chinese characters of a stretch
STRETCH = 150  # Chinese characters that are judged together
SHORT, LEAST_IN_SHORT = 40, 0.1  # of 20 characters as written 0.20 at the least and 0.70 mostly; shifted 0.00 mostly
FEWEST = 15  # fewer are not judged by their words
LEAST_RUN = 5  # characters without a break: lists of names are no words and yet no garbage
MOST_GARBLED = 0.3  # of the stretches of a page
MOST_DAMAGE = 0.1  # of all characters: private use, unmapped, control; a list with a symbol for each item has 0.03
MOST_ACCENTED = 0.4  # of the Latin letters; Vietnamese has 0.3, GBK read as Latin-1 more than 0.9
MOST_SYMBOLS = 0.5  # of all characters
LEAST_VOWELS = 0.22  # of the letters of Latin words; English 0.38, a shifted alphabet 0.14
FEWEST_LATIN = 60  # letters or symbols that are enough to judge

RUN = re.compile(rf"[\u3400-\u4dbf\u4e00-\u9fff]{{{LEAST_RUN},}}")
LATIN_WORD = re.compile(r"[A-Za-z]{4,}")
VOWELS = frozenset("aeiouAEIOU")
LEADERS = re.compile(r"[.…·\-_—=]{3,}")
DAMAGED = {"Co", "Cn", "Cc", "Cs"}  # Unicode categories


def is_garbled(text: str) -> bool:
    """Whether a page's text is unreadable. A page without text is not."""
    text = LEADERS.sub(" ", text)
    return (
        damage(text) > MOST_DAMAGE
        or _wrong_words(text)
        or _wrong_letters(text)
        or _wrong_symbols(text)
        or _unspeakable(text)
    )


def damage(text: str) -> float:
    """The share of characters that stand for nothing."""
    shown = [char for char in text if not char.isspace()]
    bad = sum(char == "\ufffd" or unicodedata.category(char) in DAMAGED for char in shown)
    return bad / len(shown) if shown else 0.0


def share_in_words(chinese: str) -> float:
    """The share of the characters that make a word with one of their neighbours."""
    words = _words()
    begins = [chinese[place : place + 2] in words for place in range(len(chinese) - 1)]
    covered = sum(one or other for one, other in zip([False, *begins], [*begins, False], strict=True))
    return covered / max(1, len(chinese))


def _wrong_words(text: str) -> bool:
    stretches = list(_stretches(text))
    garbled = sum(
        share_in_words(stretch) < (LEAST_IN_WORDS if len(stretch) >= SHORT else LEAST_IN_SHORT) for stretch in stretches
    )
    return garbled > MOST_GARBLED * len(stretches)


def _stretches(text: str) -> Iterator[str]:
    chinese = "".join(RUN.findall(text))
    if len(chinese) < FEWEST:
        return
    simplified = _simplified().convert(chinese)
    for start in range(0, len(simplified), STRETCH):
        stretch = simplified[start : start + STRETCH]
        if len(stretch) >= FEWEST:
            yield stretch


def _wrong_letters(text: str) -> bool:
    """Accented letters and currency signs all over: bytes of Chinese taken for Latin ones."""
    latin = [char for char in text if (char.isascii() and char.isalpha()) or "\u0080" <= char <= "\u024f"]
    accented = sum(not char.isascii() for char in latin)
    return len(latin) >= FEWEST_LATIN and accented > MOST_ACCENTED * len(latin)


def _wrong_symbols(text: str) -> bool:
    """Hardly anything but ASCII signs: the numbers of glyphs taken for characters."""
    shown = [char for char in text if not char.isspace()]
    signs = sum(char.isascii() and not char.isalnum() for char in shown)
    return len(shown) >= FEWEST_LATIN and signs > MOST_SYMBOLS * len(shown)


def _unspeakable(text: str) -> bool:
    letters = "".join(LATIN_WORD.findall(text))
    vowels = sum(letter in VOWELS for letter in letters)
    return len(letters) >= FEWEST_LATIN and vowels < LEAST_VOWELS * len(letters)


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@cache
def _words() -> frozenset[str]:
    """The words of two characters in jieba's dictionary; read as a file, since jieba itself would write a cache."""
    dictionary = files("jieba").joinpath("dict.txt").read_text("utf-8")
    return frozenset(line[:2] for line in dictionary.splitlines() if line[2:3] == " ")


@cache
def _simplified() -> _Converter:
    import opencc

    converter: _Converter = opencc.OpenCC("t2s")
    return converter
