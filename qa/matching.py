"""How well a sentence or table row meets a question: features, and the linear score over them.

The features say nothing about any one document; their weights are fitted by `training/fit_reader.py` on questions about
fictional reports and stored in `reader.json` with their figures.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.answer import Understood
from qa.evidence import Evidence, is_total
from qa.question import Question, Want, years_in
from qa.typed import kinds_in

FEATURES = (
    "cover",  # share of the question's idf mass met in the sentence itself
    "cover_around",  # ... in the sentence or, for less, in its context
    "cover_pairs",  # share of the question's character bigrams met in the sentence
    "cover_telling",  # the same, each bigram weighed by how few of the sentences that were read hold it
    "close",  # as cover, a word that is not met counts by its closest token
    "close_around",  # as cover_around, likewise
    "farthest",  # weight times distance of the word that is farthest from anything around
    "missing_rare",  # idf of the rarest word met nowhere, against the rarest of the question
    "dense",  # cosine of question and sentence
    "dense_passage",  # cosine of question and sentence with its context
    "retrieval",  # the passage's retrieval score against the best one's
    "reciprocal_rank",  # of the passage
    "kinds",  # share of the wanted kinds of value that the sentence holds
    *(f"kind_{want}" for want in Want),  # 1 where this kind is wanted and there, -1 where wanted and not there
    "number",  # a wanted number, share or amount is there, beyond the question's own
    "year_met",
    "year_missed",  # other years are named, and none of the question's
    "name_met",  # what the question quotes is there
    "focus_met",  # the word that a follow-up asks about
    "speaker",  # somebody speaks, and the question wants a person or an opinion
    "row",
    "row_label",  # the row's first cell is met by the question
    "frame",
    "total",  # a row that adds up others, and the question asks for a sum; less than 0 where it does not
    "asks",  # the sentence itself is a question
    "short",
    "log_length",
)
SUMMED = re.compile(r"加起来|加一块|合计|一共|总共|总计|总数|全部|拢共|统共|合起来")
NEIGHBOUR = 0.7  # what a word counts for that is met in the context only


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One word of the question with other ways to say it, all normalised."""

    weight: float  # idf, as a share of that of a word that is nowhere in the library
    forms: tuple[tuple[str, float], ...]  # (form, how good a match it is: 1 for the word itself)

    def met(self, text: str) -> float:
        """How well a normalised text meets the word, 0 to 1; half of its characters in a row give a little."""
        best = max((value for form, value in self.forms if form in text), default=0.0)
        if best or len(self.forms[0][0]) < 3:
            return best
        word = self.forms[0][0]
        pairs = [word[i : i + 2] for i in range(len(word) - 1)]
        return 0.6 * sum(pair in text for pair in pairs) / len(pairs)


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the features need it."""

    question: Question
    terms: tuple[QueryTerm, ...]
    pairs: frozenset[str]  # character bigrams of the words that carry meaning
    vector: NDArray[np.float32]  # (dim,)
    focus: str = ""
    understood: tuple[Understood, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a sentence beside its words: how close it is, and how its passage was ranked."""

    dense: float  # cosine of question and sentence
    dense_passage: float  # cosine of question and sentence with its context
    retrieval: float  # the passage's retrieval score, as a share of the best one's
    rank: int  # of the passage, from 1
    close: Sequence[float]  # of each word of the question, cosine with the closest token of the sentence
    close_around: Sequence[float]  # ... of its context and the sentence before


def telling_pairs(pairs: frozenset[str], texts: Sequence[str]) -> dict[str, float]:
    """The idf of the question's bigrams among the sentences that were read; ones that none of them holds are left out."""
    counts = {pair: sum(pair in text for text in texts) for pair in pairs}
    return {pair: math.log(1 + len(texts) / count) for pair, count in counts.items() if count}


def features(query: Query, evidence: Evidence, standing: Standing, telling: Mapping[str, float]) -> list[float]:
    """One row of the feature matrix, in the order of FEATURES; `telling` is what `telling_pairs` gave."""
    question = query.question
    around = f"{evidence.context}\n{evidence.before}"
    inside = [term.met(evidence.text) for term in query.terms]
    either = [max(met, NEIGHBOUR * term.met(around)) for met, term in zip(inside, query.terms, strict=True)]
    close = [max(pair) for pair in zip(inside, standing.close, strict=True)]
    close_around = [max(a, b, NEIGHBOUR * c) for a, b, c in zip(either, close, standing.close_around, strict=True)]
    kinds = kinds_in(evidence.text)
    wants_value = question.wants & {Want.NUMBER, Want.SHARE, Want.MONEY, Want.DATE}
    everything = f"{evidence.text}\n{around}"
    years = years_in(evidence.text) or years_in(evidence.context)
    label = evidence.row.cells[0].text if evidence.row and evidence.row.cells else ""
    return [
        _share(query.terms, inside),
        _share(query.terms, either),
        sum(pair in evidence.text for pair in query.pairs) / max(1, len(query.pairs)),
        sum(weight for pair, weight in telling.items() if pair in evidence.text) / (sum(telling.values()) or 1.0),
        _share(query.terms, close),
        _share(query.terms, close_around),
        max((term.weight * (1 - value) for term, value in zip(query.terms, close_around, strict=True)), default=0.0),
        _rarest_missing(query.terms, either),
        standing.dense,
        standing.dense_passage,
        standing.retrieval,
        1 / standing.rank,
        len(question.wants & kinds) / len(question.wants) if question.wants else 0.5,
        *((1.0 if want in kinds else -1.0) if want in question.wants else 0.0 for want in Want),
        float(bool(wants_value & kinds)) if wants_value else 0.5,
        float(bool(question.years & years_in(everything))),
        float(bool(question.years) and bool(years) and not question.years & years),
        _names_met(question, everything),
        float(bool(query.focus) and query.focus in everything),
        float(bool(evidence.passage.speaker) and bool(question.wants & {Want.PERSON, Want.OPINION})),
        float(evidence.row is not None),
        _label_met(query.terms, label.lower()),
        float(evidence.frame),
        _total(query, evidence),
        float(evidence.text.rstrip().endswith(("?", "吗", "呢"))),
        float(len(evidence.text) < 8),
        math.log(1 + len(evidence.text)) / 6,
    ]


def _share(terms: Sequence[QueryTerm], met: Sequence[float]) -> float:
    total = sum(term.weight for term in terms)
    return sum(term.weight * value for term, value in zip(terms, met, strict=True)) / total if total else 0.0


def _rarest_missing(terms: Sequence[QueryTerm], met: Sequence[float]) -> float:
    heaviest = max((term.weight for term in terms), default=0.0)
    missing = max((term.weight for term, value in zip(terms, met, strict=True) if value < 0.3), default=0.0)
    return missing / heaviest if heaviest else 0.0


def _total(query: Query, evidence: Evidence) -> float:
    if evidence.row is None or not is_total(evidence.row):
        return 0.0
    return 1.0 if SUMMED.search(query.question.text) else -0.5


def _names_met(question: Question, text: str) -> float:
    names = [name.lower() for name in question.names]
    return sum(name in text for name in names) / len(names) if names else 0.0


def _label_met(terms: Sequence[QueryTerm], label: str) -> float:
    """The share of the row label's characters that the question's words cover."""
    if not label:
        return 0.0
    covered = {i for term in terms for form, _ in term.forms for i in _positions(form, label)}
    return len(covered) / len(label)


def _positions(form: str, text: str) -> range:
    start = text.find(form)
    return range(start, start + len(form)) if start >= 0 else range(0)


@dataclass(frozen=True, slots=True)
class Scorer:
    """A linear model over FEATURES."""

    weights: NDArray[np.float32]  # (len(FEATURES),)

    def score(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """`(n,)` scores of `(n, len(FEATURES))` rows; comparable within one question."""
        return rows @ self.weights
