"""文中未找到: whether what was found answers, decided from evidence and calibrated on questions with known outcomes.

A logistic model over a few signals gives the probability that the documents answer the question; its weights and the
threshold are fitted by `training/fit_reader.py` on fictional reports and stored in `reader.json`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.hit import Hit
from index.segmenter import normalise
from qa.answer import Verdict
from qa.matching import FEATURES, Query
from qa.question import years_in
from qa.reader import Candidate

OF_THE_BEST = (
    "cover", "cover_around", "cover_pairs", "close", "close_around", "dense", "dense_passage", "kinds", "number",
    "year_met", "name_met", "farthest", "missing_rare", "year_missed", "frame", "asks",
)  # fmt: skip
SIGNALS = (
    *OF_THE_BEST,
    "score",  # of the best sentence
    "lead",  # of the best sentence over the best one of another passage
    "first_hit",  # its retrieval score
    "hit_lead",  # over the second hit
    "met",  # the weight of the question's words that the best sentence meets with what stands around it
    "unknown",  # idf mass of words that are in no passage that was read, as a share
    "person_elsewhere",  # the question names a speaker, and the best sentence is not theirs
    "place_elsewhere",  # the question names something that heads other sections or rows, and not this one
    "met_elsewhere",  # the share of words that other sentences hold and the best one's passage does not
    "year_elsewhere",  # the question names a year, the passage only others
)


@dataclass(frozen=True, slots=True)
class Judge:
    """A logistic model of whether the documents answer, with the threshold from which an answer is claimed."""

    weights: NDArray[np.float32]  # (len(SIGNALS),)
    bias: float
    found: float  # from here on the answer is claimed; below, the documents do not say

    def decide(self, query: Query, hits: Sequence[Hit], candidates: Sequence[Candidate]) -> tuple[Verdict, float]:
        """The verdict and the probability behind it; nothing read means that the documents do not say."""
        if not candidates:
            return Verdict.NOT_FOUND, 0.0
        value = float(np.dot(self.weights, np.array(signals(query, hits, candidates), np.float32))) + self.bias
        confidence = 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
        return (Verdict.FOUND if confidence >= self.found else Verdict.NOT_FOUND), confidence


def signals(query: Query, hits: Sequence[Hit], candidates: Sequence[Candidate]) -> list[float]:
    """One row for the model, in the order of SIGNALS."""
    best = candidates[0]
    values = dict(zip(FEATURES, best.values, strict=True))
    rest = next((c.score for c in candidates if c.evidence.passage is not best.evidence.passage), best.score - 5)
    second = hits[1].score if len(hits) > 1 else 0.0
    return [
        *(values[name] for name in OF_THE_BEST),
        best.score,
        best.score - rest,
        hits[0].score,
        hits[0].score - second,
        _met(query, best),
        _unknown(query, candidates),
        _person_elsewhere(query, hits, best),
        _anchor_elsewhere(query, candidates, best),
        _met_elsewhere(query, candidates, best),
        _year_elsewhere(query, best),
    ]


def _met(query: Query, best: Candidate) -> float:
    text = f"{best.evidence.text}\n{best.evidence.context}\n{best.evidence.before}"
    return sum(term.weight * term.met(text) for term in query.terms) / 4


def _met_elsewhere(query: Query, candidates: Sequence[Candidate], best: Candidate) -> float:
    passage = best.evidence.passage
    here = "\n".join(f"{c.evidence.text}\n{c.evidence.context}" for c in candidates if c.evidence.passage is passage)
    there = "\n".join(c.evidence.text for c in candidates if c.evidence.passage is not passage)
    total = sum(term.weight for term in query.terms) or 1.0
    return sum(term.weight for term in query.terms if term.met(there) > 0.9 and term.met(here) < 0.3) / total


def _year_elsewhere(query: Query, best: Candidate) -> float:
    passage = best.evidence.passage
    years = years_in(normalise(f"{passage.text}\n{best.evidence.context}"))
    return float(bool(query.question.years) and bool(years) and not query.question.years & years)


def _unknown(query: Query, candidates: Sequence[Candidate]) -> float:
    """The share of the question's weight that nothing of what was read meets."""
    texts = [f"{c.evidence.text}\n{c.evidence.context}" for c in candidates]
    total = sum(term.weight for term in query.terms) or 1.0
    return sum(term.weight for term in query.terms if not any(term.met(text) > 0.5 for text in texts)) / total


def _person_elsewhere(query: Query, hits: Sequence[Hit], best: Candidate) -> float:
    """1 where the question names one speaker and the best sentence neither is theirs nor names them."""
    named = {hit.passage.speaker for hit in hits if hit.passage.speaker and hit.passage.speaker in query.question.text}
    own = best.evidence
    return float(
        bool(named) and own.passage.speaker not in named and not any(name in own.text for name in named if name)
    )


def _anchor_elsewhere(query: Query, candidates: Sequence[Candidate], best: Candidate) -> float:
    """The weight of words that head another section or row that was read, and are not met where the answer lies."""
    here = f"{best.evidence.text}\n{best.evidence.context}\n{best.evidence.before}"
    total = sum(term.weight for term in query.terms) or 1.0
    heads = "\n".join(_head(candidate) for candidate in candidates)
    return sum(term.weight for term in query.terms if term.met(heads) > 0.9 and term.met(here) < 0.3) / total


def _head(candidate: Candidate) -> str:
    row = candidate.evidence.row
    return f"{candidate.evidence.context}\n{row.cells[0].text.lower() if row and row.cells else ''}"
