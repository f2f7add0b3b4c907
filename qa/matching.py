"""Which words of a question a sentence or table row meets, in itself and in what stands around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.names import NameKind
from index.segmenter import normalise
from qa.answer import Understood
from qa.evidence import Evidence
from qa.question import Question

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Places = NDArray[np.int64]

MISSED = 0.3  # a word that is met less is not there
LABELLED = 0.9  # a label that meets a word so well names it
NEIGHBOUR = 0.7  # what a word counts for that is met in the context only


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One word of the question with other ways to say it, all normalised."""

    weight: float  # idf, as a share of that of a word that is nowhere in the library
    forms: tuple[tuple[str, float], ...]  # (form, how good a match it is: 1 for the word itself)
    named: bool = False  # it reads like a name

    def met(self, text: str) -> float:
        """How well a normalised text meets the word, 0 to 1; half of its characters in a row give a little."""
        return _met(text, self.forms, _pairs_of(self.forms[0][0]))

    def met_each(self, lines: Lines) -> list[float]:
        """How well each of the lines meets the word; nothing where none does. What is in none is not looked for."""
        forms = [(form, value) for form, value in self.forms if form in lines.everything]
        pairs = _pairs_of(self.forms[0][0])
        if not any(pair in lines.everything for pair in pairs):
            pairs = ()
        return [_met(text, forms, pairs) for text in lines.texts] if forms or pairs else []


def _met(text: str, forms: Iterable[tuple[str, float]], pairs: Sequence[str]) -> float:
    best = 0.0
    for form, value in forms:  # a loop: this is asked a thousand times a question
        if value > best and form in text:
            best = value
    return best if best or not pairs else 0.6 * sum(pair in text for pair in pairs) / len(pairs)


@lru_cache(maxsize=1 << 10)
def _pairs_of(word: str) -> tuple[str, ...]:
    """The neighbouring characters of a word of three or more."""
    return tuple(map("".join, pairwise(word))) if len(word) > 2 else ()


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the features need it."""

    question: Question
    terms: tuple[QueryTerm, ...]
    pairs: frozenset[str]  # character bigrams of the words that carry meaning
    vector: NDArray[np.float32]  # (dim,)
    focus: str = ""
    unsure: bool = False  # completed from the history, though nothing in it says that it leans on that
    understood: tuple[Understood, ...] = ()
    known: Mapping[str, NameKind] = field(default_factory=dict)  # every name that the library knows, normalised


@dataclass(frozen=True, slots=True)
class Lines:
    """What the evidence of one passage is met by: each text once, and where among these each piece of evidence looks."""

    texts: tuple[str, ...]
    everything: str  # all of them
    own: Places  # (evidence,)
    around: Places  # of its context and what goes before, one piece of evidence after the other ...
    starts: Places  # (evidence,) ... and where those of each begin; each has some

    def holding(self, parts: Sequence[str]) -> Bools:
        """`(parts, evidence)`: which of these stand in the words of each piece of evidence."""
        held = np.zeros((len(parts), len(self.texts)), bool)
        for row, part in enumerate(parts):
            if part in self.everything:
                held[row] = [part in text for text in self.texts]
        return held[:, self.own]


def lines_of(evidence: Sequence[Evidence]) -> Lines:
    """The lines of a passage's evidence."""
    near = [[one.context, *one.before.splitlines()] for one in evidence]
    texts = dict.fromkeys([*(one.text for one in evidence), *(text for part in near for text in part)])
    places = {text: i for i, text in enumerate(texts)}
    return Lines(
        tuple(texts),
        "\n".join(texts),
        np.array([places[one.text] for one in evidence], np.int64),
        np.array([places[text] for part in near for text in part], np.int64),
        np.cumsum([0, *map(len, near)])[:-1],
    )


@dataclass(frozen=True, slots=True)
class Met:
    """`(words, evidence)`, 0 to 1: how well each word of the question is met in a sentence and in what is around it."""

    inside: Floats
    around: Floats  # in its context or in what goes before
    after: Floats  # in the sentence after it
    anywhere: Floats  # in its passage or the context


def meetings(terms: Sequence[QueryTerm], read: Sequence[Lines]) -> Met:
    """What the evidence of the passages meets, passage after passage; each passage holds some."""
    met = np.concatenate([_met_by(terms, lines) for lines in read], axis=1)
    firsts = np.cumsum([0, *(len(lines.texts) for lines in read)])[:-1]
    sizes = [len(lines.own) for lines in read]
    inside = met[:, np.concatenate([lines.own + first for lines, first in zip(read, firsts, strict=True)])]
    near = met[:, np.concatenate([lines.around + first for lines, first in zip(read, firsts, strict=True)])]
    steps = np.cumsum([0, *(len(lines.around) for lines in read)])[:-1]
    starts = np.concatenate([lines.starts + step for lines, step in zip(read, steps, strict=True)])
    after = np.zeros_like(inside)
    after[:, :-1] = inside[:, 1:]
    after[:, np.cumsum(sizes) - 1] = 0
    anywhere = np.repeat(np.maximum.reduceat(met, firsts, axis=1), sizes, axis=1)
    return Met(inside, np.maximum.reduceat(near, starts, axis=1), after, anywhere)


def _met_by(terms: Sequence[QueryTerm], lines: Lines) -> Floats:
    met = np.zeros((len(terms), len(lines.texts)))
    for row, term in enumerate(terms):
        if values := term.met_each(lines):
            met[row] = values
    return met


def labelled_elsewhere(terms: Sequence[QueryTerm], evidence: Sequence[Evidence]) -> Bools:
    """`(words, evidence)`: where the label of other rows (甲县: 3个) names the word, and that of this row another.

    What the caption or the header says of both is then not said of this row.
    """
    groups = [normalise(one.row.group) if one.row else "" for one in evidence]
    labels = [label for label in dict.fromkeys(groups) if label]
    if len(labels) < 2:
        return np.zeros((len(terms), len(evidence)), bool)
    named = np.array([[term.met(label) > LABELLED for label in ("", *labels)] for term in terms], bool)
    own = np.array([labels.index(label) + 1 if label else 0 for label in groups])
    return named.any(1, keepdims=True) & ~named[:, own] & (own > 0) if len(terms) else np.zeros((0, len(own)), bool)


@dataclass(frozen=True, slots=True)
class Scorer:
    """A linear model over FEATURES."""

    weights: NDArray[np.float32]  # (len(FEATURES),)

    def score(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """`(n,)` scores of `(n, len(FEATURES))` rows; comparable within one question."""
        return rows @ self.weights
