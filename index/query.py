"""A question as BM25 sees it: weighted terms, each with the other ways to say it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby, pairwise

from index.expansion import Synonyms
from index.figures import other_writings
from index.lexical import Alternative, Term
from index.segmenter import HAN, MARK, QUESTION_WORDS, Segmenter, tokens_of

LONGEST = 8  # pieces (words, and the blanks between Latin ones) of the longest lexicon term that is looked for
FIGURE = 3  # pieces of the longest figure: 1.2, 亿 and 元
SHORT_LATIN = 3  # letters; such a word is looked up only in capitals (IT, not it) or between Chinese characters
SHARE = 0.6  # of its lexicon weight that a word of ours gets; measured
_MEASURES = "家位份座条套回台轮阵句块类场种边段批篇本部所栋届期间样"
# 那座, 哪两大, 几条, 占多少, 各是: they point or ask; no passage that answers need hold them.
ASKING = re.compile(
    rf"[那这哪][{_MEASURES}两三些大]{{1,2}}|几[天名项款{_MEASURES}]|占?多少[个人{_MEASURES}]?|占多大|各[是有为占要能给自]"
)
# 几成, 百分之几, 有多少, 哪个部门: such a word of the dictionary or a lexicon asks wherever it stands.
ASKS_INSIDE = re.compile(
    "多少|哪(?!吒)|啥|什么|怎[么样]|为何|如何|^几(?![乎率经近])|[之点]几$|^[一两][个位样家条座块种份]$"
)
CHINESE = re.compile(f"[{HAN}]+")
RECENT = 64  # questions that are remembered: each is parsed to be understood, and again to be searched
CHARACTER = 1.4  # weight of a single character against a word; measured


@dataclass(frozen=True, slots=True)
class Query:
    """Terms over words and over characters.

    `added` says which words of ours joined which of the user's; `pairs` are the neighbouring characters that were asked
    for.
    """

    words: tuple[Term, ...]
    characters: tuple[Term, ...]
    added: tuple[tuple[str, str], ...] = ()
    pairs: frozenset[str] = frozenset()

    @property
    def terms(self) -> tuple[Term, ...]:
        """All of them: what is searched."""
        return self.words + self.characters


@dataclass(frozen=True, slots=True)
class _Span:
    """Neighbouring pieces of the question that mean one thing."""

    pieces: tuple[str, ...]
    others: tuple[tuple[str, float], ...] = ()

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def said(self) -> str:
        """The text without its pieces that merely ask: 成立 of 哪年成立."""
        if self.text in QUESTION_WORDS or ASKING.fullmatch(self.text):
            return ""
        kept, i = "", 0
        while i < len(self.pieces):
            both = "".join(self.pieces[i : i + 2]) in QUESTION_WORDS  # 哪, 年
            kept += "" if both or _asks(self.pieces[i]) else self.pieces[i]
            i += 2 if both else 1
        return kept


_BLANK = _Span((" ",))


def _asks(piece: str) -> bool:
    """Whether a word of the question merely asks, points, addresses or softens: no passage that answers need hold it."""
    return piece in QUESTION_WORDS or bool(ASKING.fullmatch(piece) or ASKS_INSIDE.search(piece))


class QueryParser:
    """Turns questions into queries.

    Args:
        segmenter: the one that cut the passages.
        lexicons: all of them are asked.
        share: scales the weight of every word that the user did not say; 0 adds none.
    """

    def __init__(self, segmenter: Segmenter, lexicons: Sequence[Synonyms] = (), share: float = SHARE) -> None:
        self._segmenter = segmenter
        self._lexicons = lexicons if share else ()
        self._share = share
        self._recent = lru_cache(maxsize=RECENT)(self._parsed)

    def parse(self, question: str) -> Query:
        """The query of a question; where it holds nothing but words that ask, those are what is searched."""
        return self._recent(question)

    def _parsed(self, question: str) -> Query:
        spans = list(self._spans(question))
        if all(span.text == " " or not (span.said or span.others) for span in spans):
            words, characters = self._segmenter.words(question), self._segmenter.characters(question)
            pairs = frozenset(self._segmenter.pairs(question))
            return Query(tuple(_plain(words)), tuple(_plain(characters)), pairs=pairs)
        spans = [span if span.said or span.others else _BLANK for span in spans]
        expanded = [span for span in spans if span.others]
        one = self._segmenter.characters
        inside = {character for span in expanded for character in one(span.text)}  # their own terms hold these
        asked = "".join(span.text for span in spans)
        return Query(
            (*_plain(_words(spans)), *(self._term(span, self._segmenter.words) for span in expanded)),
            (*_plain(c for c in one(asked) if c not in inside), *(self._term(span, one) for span in expanded)),
            tuple((span.text, other) for span in expanded for other, _ in span.others),
            frozenset(self._segmenter.pairs(asked)),
        )

    def _term(self, span: _Span, tokenise: Callable[[str], list[str]]) -> Term:
        """What was asked and its alternatives; of 有多大 only the alternatives (规模), it merely asks."""
        named = [*([(span.said, 1.0)] if span.said else []), *((text, w * self._share) for text, w in span.others)]
        return Term(tuple(Alternative(tuple(dict.fromkeys(tokenise(text))), weight) for text, weight in named))

    def _spans(self, question: str) -> Iterator[_Span]:
        """Longest lexicon term first, from left to right; pieces that are in no lexicon stay alone."""
        pieces = [part for piece in self._segmenter.pieces(question) for part in self._parts(piece)]
        i = 0
        while i < len(pieces):
            span = (
                _short_year(pieces, i)
                or _figure(pieces, i)
                or next(filter(None, (self._known(pieces, i, n, question) for n in range(LONGEST, 0, -1))), None)
            )
            yield span or _Span((pieces[i],))
            i += len(span.pieces) if span else 1

    def _parts(self, piece: str) -> Sequence[str]:
        """A guess of jieba's that holds a word like 能, 了 or 在 (能补, 提了, 院在) in its parts: it is no word."""
        if len(piece) < 2 or not CHINESE.fullmatch(piece) or self._segmenter.is_word(piece) or _asks(piece):
            return (piece,)
        parts = self._segmenter.dictionary_words(piece)
        kinds = groupby(parts, lambda part: part if part in QUESTION_WORDS else "")
        return tuple("".join(part) for _, part in kinds)

    def _known(self, pieces: list[str], i: int, n: int, question: str) -> _Span | None:
        span = _Span(tuple(pieces[i : i + n]))
        term = span.text
        if i + n > len(pieces) or term != term.strip():
            return None
        others = {other: weight for lexicon in self._lexicons for other, weight in lexicon.get(term, {}).items()}
        if not span.said:  # what asks stands for what it asks for, and not for what also asks
            others = {o: weight for o, weight in others.items() if CHINESE.fullmatch(o) and not _asks(o)}
        alone = (i == 0 or pieces[i - 1] != " ") and (i + n == len(pieces) or pieces[i + n] != " ")
        if others and (len(term) > SHORT_LATIN or not term.isascii() or alone or term.upper() in question):
            return replace(span, others=tuple(others.items()))
        return None


def _short_year(pieces: list[str], i: int) -> _Span | None:
    """The 23 of 23年: also 2023年. Not that of 23年来 or 23年间."""
    after = "".join(pieces[i + 1 : i + 3])
    if not re.fullmatch(r"\d\d", pieces[i]) or not re.match("年(?![前后来内间代])", after):
        return None
    century = 20 if int(pieces[i]) < 50 else 19
    return _Span((pieces[i],), ((f"{century}{pieces[i]}年", 1.0),))


def _figure(pieces: list[str], i: int) -> _Span | None:
    """The 三成 of 占三成, also as 30%; the longest run of pieces that is a figure."""
    for n in range(FIGURE, 0, -1):
        if others := other_writings("".join(pieces[i : i + n])):
            return _Span(tuple(pieces[i : i + n]), tuple((other, 1.0) for other in others))
    return None


def _plain(tokens: Iterable[str]) -> list[Term]:
    """A term for each distinct token."""
    weights = {token: CHARACTER if token[0] == MARK and len(token) == 2 else 1.0 for token in tokens}
    return [Term((Alternative((token,), weight),)) for token, weight in weights.items()]


def _words(spans: Sequence[_Span]) -> Iterator[str]:
    """The words of the spans that have no alternatives."""
    for span, after in pairwise([*spans, _BLANK]):
        if not span.others:
            yield from tokens_of(span.text, after.text)
