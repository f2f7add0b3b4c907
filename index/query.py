"""A question as the lexical index sees it: weighted terms, each with the other ways to say it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.expansion import Synonyms
from index.lexical import Alternative, Term, plain
from index.segmenter import QUESTION_WORDS, Segmenter, tokens_of

LONGEST = 8  # pieces (words, and the blanks between Latin ones) of the longest lexicon term that is looked for
SHORT_LATIN = 3  # letters; such a word is looked up only in capitals (IT, not it) or between Chinese characters


@dataclass(frozen=True, slots=True)
class Query:
    """Terms over words and over character bigrams; `added` says which words of ours joined those that were asked."""

    words: tuple[Term, ...]
    bigrams: tuple[Term, ...]
    added: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Span:
    """Neighbouring pieces of the query that mean one thing."""

    pieces: tuple[str, ...]
    others: tuple[tuple[str, float], ...] = ()

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def asks(self) -> bool:
        return not self.others and self.text in QUESTION_WORDS


_BLANK = _Span((" ",))


class QueryParser:
    """Turns questions into queries.

    Args:
        lexicons: looked up in turn, all of them.
        share: scales the weight of every word that the user did not say; 0 adds none.
    """

    def __init__(self, segmenter: Segmenter, lexicons: Sequence[Synonyms] = (), share: float = 1.0) -> None:
        self._segmenter = segmenter
        self._lexicons = lexicons if share else ()
        self._share = share

    def parse(self, question: str) -> Query:
        """The query of a question; where it holds nothing but question words, those are what is searched."""
        spans = list(self._spans(question))
        if all(span.asks or span.text == " " for span in spans):
            return Query(tuple(plain(self._segmenter.words(question))), tuple(plain(self._segmenter.bigrams(question))))
        spans = [_BLANK if span.asks else span for span in spans]
        expanded = [span for span in spans if span.others]
        added = tuple((span.text, other) for span in expanded for other, _ in span.others)
        words = plain(list(_plain_words(spans))) + [self._term(span, self._segmenter.words) for span in expanded]
        pairs = plain(self._segmenter.bigrams(_between(spans))) + [
            self._term(span, self._segmenter.bigrams) for span in expanded
        ]
        return Query(tuple(words), tuple(pairs), added)

    def _term(self, span: _Span, tokens: Callable[[str], list[str]]) -> Term:
        """What was asked and its alternatives; of 有多大 only the alternatives (规模), it merely asks."""
        others = [Alternative(tuple(tokens(other)), weight * self._share) for other, weight in span.others]
        merely_asks = span.text in QUESTION_WORDS or QUESTION_WORDS.issuperset(span.pieces)
        asked = [] if merely_asks else [Alternative(tuple(tokens(span.text)))]
        return Term((*asked, *others))

    def _spans(self, question: str) -> Iterator[_Span]:
        """Longest lexicon term first, from left to right; pieces that are in no lexicon stay alone."""
        pieces = self._segmenter.pieces(question)
        i = 0
        while i < len(pieces):
            span = next(filter(None, (self._known(pieces, i, n, question) for n in range(LONGEST, 0, -1))), None)
            yield span or _Span((pieces[i],))
            i += len(span.pieces) if span else 1

    def _known(self, pieces: list[str], i: int, n: int, question: str) -> _Span | None:
        term = "".join(pieces[i : i + n])
        if i + n > len(pieces) or term != term.strip():
            return None
        others = {other: weight for lexicon in self._lexicons for other, weight in lexicon.get(term, {}).items()}
        alone = (i == 0 or pieces[i - 1] != " ") and (i + n == len(pieces) or pieces[i + n] != " ")
        if others and (len(term) > SHORT_LATIN or not term.isascii() or alone or term.upper() in question):
            return _Span(tuple(pieces[i : i + n]), tuple(others.items()))
        return None


def _plain_words(spans: Sequence[_Span]) -> Iterator[str]:
    """The tokens of the spans that have no alternatives."""
    for span, after in pairwise([*spans, _BLANK]):
        if not span.others:
            yield from tokens_of(span.text, after.text)


def _between(spans: Sequence[_Span]) -> str:
    """The text whose bigrams are asked for as they are: those inside a span with alternatives are cut out of it."""
    return "".join(f"{span.text[0]} {span.text[-1]}" if span.others else span.text for span in spans)
