"""Chinese words and characters for search, by jieba. Offsets never pass through here.

Passages and queries go through the same segmenter; only for queries, words that merely ask (多少, 哪些, 请问) are left
out, because a passage that answers does not contain them.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

from index.jieba_dictionary import Words

VERSION = "jieba-0.42.1/4"  # stored with every library: raise it when the tokens change, postings are then rebuilt

MARK = "·"  # before characters; never part of a word
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_MARKS = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff*`]|~~|__|^[ \t]{0,3}(?:#{1,6}|>)[ \t]", re.MULTILINE
)
_JIEBA_HAN = re.compile("[\u4e00-\u9fd5]*")  # what jieba takes for Chinese; it cuts the other characters off
_HAN_RUN = re.compile(f"[{HAN}]+")
OF_A_YEAR = frozenset(
    ["年底", "年末", "年初", "年度", "年中", "年间", "年前", "年后", "年内", "年代", "年来", "年均", "年终", "年报"]
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_NUMBER_COMMA = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_PIECE = re.compile(
    rf"(?P<han>[{HAN}]+)"
    r"|(?P<number>\d+(?:\.\d+)*%?)(?![a-z])"
    rf"|(?P<latin>[^\W_{HAN}](?:[^\W_{HAN}]|[-.&'+/](?=[^\W_{HAN}])|\+{{1,2}}|\#)*)"
)
RUNS_KEPT = 1 << 14  # of Chinese characters, with their words: two of five runs of a report have stood there before
# Words that ask, address or soften. Whole words after segmentation, so 网吧 and 毛呢 stay what they are.
_QUESTION_WORDS = resources.files("index") / "lexicon" / "question_words.txt"
QUESTION_WORDS = frozenset(_QUESTION_WORDS.read_text(encoding="utf-8").split())


@lru_cache(maxsize=1)
def _simplifier() -> Any:
    from opencc import OpenCC  # imported late: plain ASCII never needs it

    return OpenCC("t2s")


def normalise(text: str) -> str:
    """The text as search sees it: NFKC, lower case, simplified characters, no invisible or Markdown marks."""
    if not text.isascii():
        text = _simplifier().convert(unicodedata.normalize("NFKC", encodable(text)))
    return _NUMBER_COMMA.sub("", _MARKS.sub("", text)).lower()


def encodable(text: str) -> str:
    """The text with U+FFFD for lone surrogates, which a broken command line or JSON may hold and UTF-8 may not."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def segmenter_name(user_dictionary: Path | None) -> str:
    """What a segmenter with this dictionary is called: another name means other tokens."""
    if user_dictionary is None:
        return VERSION
    return f"{VERSION}+{hashlib.sha256(user_dictionary.read_bytes()).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class Split:
    """The tokens of a text: its words in order, and the runs whose characters are tokens too."""

    words: Sequence[str]
    runs: str  # each of them ends with a line break


class Segmenter:
    """Words by jieba, Latin words and numbers whole, and characters. Safe to share between threads.

    Args:
        user_dictionary: a jieba dictionary (one "word [frequency] [tag]" a line) with words of the users' field.
    """

    def __init__(self, user_dictionary: Path | None = None) -> None:
        self.name = segmenter_name(user_dictionary)
        self.dictionary = user_dictionary  # to make the same one in another process
        self._own: Mapping[str, Sequence[str]] = {}  # by first character, longest first
        self._jieba = Words()
        if user_dictionary is not None:
            self._jieba.load_userdict(str(user_dictionary))
        self._route: Callable[[str], list[str]] = self._jieba.route
        self.normalised: Callable[[str], str] = normalise
        self._cut = lru_cache(maxsize=RUNS_KEPT)(self._cut_anew)

    def knowing(self, words: Iterable[str]) -> Segmenter:
        """The same segmenter, which also takes these normalised words for words wherever they stand."""
        other = copy(self)
        own: defaultdict[str, list[str]] = defaultdict(list)
        for word in sorted(filter(None, words), key=len, reverse=True):
            own[word[0]].append(word)
        other._own = dict(own)
        other._cut = lru_cache(maxsize=RUNS_KEPT)(other._cut_anew)
        return other

    def words(self, text: str) -> list[str]:
        """Words in order. A number with its unit gives three: 3.5亿元 is 3.5, 3.5亿元 and 亿元."""
        return _tokens(self.pieces(text))

    def characters(self, text: str) -> list[str]:
        """Every Chinese character, marked so that no word equals one.

        They find what jieba cuts in another way, and are what near-synonyms share (增速, 增长). Every two neighbouring
        ones as well found no more, and were two thirds of all postings.
        """
        return [MARK + character for run in _HAN_RUN.findall(normalise(text)) for character in run]

    def pairs(self, text: str) -> list[str]:
        """Every two neighbouring Chinese characters."""
        return [run[i : i + 2] for run in _HAN_RUN.findall(normalise(text)) for i in range(len(run) - 1)]

    def tokens(self, text: str) -> list[str]:
        """Words, then characters: what BM25 counts."""
        return self.words(text) + self.characters(text)

    def split(self, text: str) -> Split:
        """The same as `tokens`, the characters not yet written out."""
        plain = self.normalised(text)
        words = _tokens([piece for run in self._runs(plain) for piece in run])
        return Split(words, "".join(f"{run}\n" for run in _HAN_RUN.findall(plain)))

    def prepare(self, texts: Iterable[str]) -> None:
        """Read of the dictionary what cutting these texts needs, faster than word by word; only such may be cut then."""
        self._jieba.learn_pairs("\n".join(map(self.normalised, texts)))

    def remembering(self) -> Segmenter:
        """The same segmenter, which remembers all that it cuts: for texts that are gone through several times."""
        other = copy(self)
        other._route = cache(self._jieba.route)
        other.normalised = cache(normalise)
        other._cut = lru_cache(maxsize=RUNS_KEPT)(other._cut_anew)
        return other

    def pieces(self, text: str) -> list[str]:
        """The normalised text in words that do not overlap, one blank wherever something else stands between."""
        return [piece for run in self._runs(normalise(text)) for piece in run]

    def knows(self, word: str) -> bool:
        """Whether a normalised word stands in jieba's dictionary or the user's."""
        self._jieba.learn(word[:1])
        return bool(self._jieba.FREQ.get(word))

    def is_word(self, word: str) -> bool:
        """Whether a normalised word is taken for one wherever it stands, and not guessed."""
        return self.knows(word) or word in self._own.get(word[:1], ())

    def dictionary_words(self, run: str) -> list[str]:
        """A run of normalised Chinese characters in words of the dictionary; what it does not know in characters."""
        return list(self._route(run) if _JIEBA_HAN.fullmatch(run) else self._jieba.cut(run, HMM=False))

    def _cut_anew(self, run: str) -> tuple[str, ...]:
        own = self._own
        if own.keys().isdisjoint(run):
            return tuple(self._guessed(run))
        found: list[str] = []
        start = at = 0
        while at < len(run):
            word = ""
            if words := own.get(run[at]):
                word = next((one for one in words if run.startswith(one, at)), "")
            if word:
                found += self._guessed(run[start:at])
                found.append(word)
                start = at + len(word)
            at += len(word) or 1
        return tuple(found + self._guessed(run[start:]))

    def _guessed(self, run: str) -> list[str]:
        if _JIEBA_HAN.fullmatch(run):
            return self._jieba.with_guesses(self._route(run))
        return list(self._jieba.cut(run))

    def _runs(self, plain: str) -> Iterator[tuple[str, ...]]:
        """The words of each run of one script in a normalised text, after a blank if something else stands before."""
        end, number = 0, False
        for piece in _PIECE.finditer(plain):
            found, adjacent = piece.group(), piece.start() == end
            words = self._cut(found) if piece["han"] else (found,)
            if number and adjacent and found[0] == "年" and len(found) > 1 and found[:2] not in OF_A_YEAR:
                words = ("年", *self._cut(found[1:]))  # 2021年产值 is not about 年产值
            yield words if adjacent else (" ", *words)
            end, number = piece.end(), bool(piece["number"])


def _tokens(pieces: Sequence[str]) -> list[str]:
    """The tokens of neighbouring pieces."""
    found: list[str] = []
    for piece, after in pairwise((*pieces, " ")):
        if piece[0].isdigit():
            found += tokens_of(piece, after)
        elif piece != " ":
            found.append(piece)
    return found


def tokens_of(piece: str, after: str) -> tuple[str, ...]:
    """The tokens of a piece before another: a number also with its unit (of 年底 the 年), or without its percent sign."""
    if piece == " ":
        return ()
    if piece[0].isdigit() and piece.endswith("%"):
        return piece, piece[:-1]
    if piece[0].isdigit() and piece[-1].isdigit() and not after[0].isascii():
        return piece, piece + ("年" if after[0] == "年" else after)
    return (piece,)
