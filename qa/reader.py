"""From ranked passages to sentences and table rows, those that answer best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.document import Passage
from index.embedder import Embedder, StaticEmbedder
from index.hit import Hit
from qa.closeness import Floats, Texts, closeness, shipped_model, tokens_of
from qa.composing import reading_of
from qa.evidence import evidence_of, surroundings
from qa.features import Noted, Standings, features
from qa.matching import Query, Scorer, labelled_elsewhere, meetings
from qa.reading import Candidate, Reading, Standing

READ = 20  # passages that are read


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What of a passage does not depend on the question."""

    noted: Noted
    vectors: Floats  # (evidence, dim)
    vectors_around: Floats  # (evidence, dim), each with its context
    tokens: Texts  # of each piece of evidence, then of what stands around them all
    follows: NDArray[np.bool_]  # (evidence,): a sentence of the passage stands before it


class Reader(Protocol):
    """Finds the words that answer."""

    def candidates(self, query: Query, hits: Sequence[Hit]) -> tuple[Candidate, ...]:
        """Sentences and rows of the hits' passages, best first."""

    def read(self, query: Query, candidates: Sequence[Candidate]) -> Reading:
        """The answer that the best of them hold; an empty text where there are none."""


class ExtractiveReader:
    """Scores every sentence and table row of the first passages with a linear model over lexical and dense features.

    Args:
        embedder: the library's own.
        words: gives the vectors of single words; the shipped static model where none is named.
    """

    def __init__(self, embedder: Embedder, scorer: Scorer, words: StaticEmbedder | None = None) -> None:
        self._embedder = embedder
        self._words = words or shipped_model()
        self._scorer = scorer
        self._prepare = lru_cache(maxsize=4096)(self._prepared)

    def read(self, query: Query, candidates: Sequence[Candidate]) -> Reading:
        """The answer that the best sentences hold, with the sentences it was copied from."""
        return reading_of(query, candidates)

    def candidates(self, query: Query, hits: Sequence[Hit]) -> tuple[Candidate, ...]:
        """Every sentence and row of the first passages, best first."""
        prepared = ((hit, self._prepare(hit.passage)) for hit in hits[:READ])
        read = [(hit, one) for hit, one in prepared if one.noted.evidence]
        if not read:
            return ()
        standings = self._standings(query, read, max(hit.score for hit in hits) or 1.0)
        rows = features(query, [one.noted for _, one in read], standings)
        scores = self._scorer.score(rows.astype(np.float32)).tolist()
        evidence = [each for _, one in read for each in one.noted.evidence]
        met = standings.met
        by_word = (met.inside, met.around, met.anywhere, standings.close, standings.close_around)
        stands = [Standing(*each) for each in zip(*(column.T.tolist() for column in by_word), strict=True)]
        found = map(Candidate, evidence, scores, rows.tolist(), stands)
        return tuple(sorted(found, key=lambda one: -one.score))

    def _standings(self, query: Query, read: Sequence[tuple[Hit, _Prepared]], best: float) -> Standings:
        """How the evidence of the passages stands; `best` is the highest retrieval score."""
        passages = [one for _, one in read]
        sizes = [len(one.noted.evidence) for one in passages]
        close, around = self._close(query, passages, sizes)
        met = meetings(query.terms, [one.noted.lines for one in passages])
        away = labelled_elsewhere(query.terms, [each for one in passages for each in one.noted.evidence])
        return Standings(
            replace(met, around=np.where(away, 0, met.around)),
            np.concatenate([one.vectors @ query.vector for one in passages]).astype(np.float64),
            np.concatenate([one.vectors_around @ query.vector for one in passages]).astype(np.float64),
            np.repeat([hit.score / best for hit, _ in read], sizes),
            np.repeat([float(hit.rank) for hit, _ in read], sizes),
            close,
            np.where(away, 0, around),
        )

    def _close(
        self, query: Query, passages: Sequence[_Prepared], sizes: Sequence[int]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """`(words, evidence)` each: close and close_around of Standings."""
        words = [term.forms[0][0] for term in query.terms]
        found = closeness(words, [one.tokens for one in passages], self._words).T.astype(np.float64)
        last = np.cumsum(np.array(sizes) + 1) - 1  # what stands around a passage comes after its evidence
        close = np.delete(found, last, axis=1)
        before = np.zeros_like(close)
        before[:, 1:] = close[:, :-1]
        before[:, ~np.concatenate([one.follows for one in passages])] = 0
        return close, np.maximum(np.repeat(found[:, last], sizes, axis=1), before)

    def _prepared(self, passage: Passage) -> _Prepared:
        evidence = evidence_of(passage)
        texts = [one.text for one in evidence]
        return _Prepared(
            Noted.of(evidence),
            self._embedder.encode_passages(texts),
            self._embedder.encode_passages([f"{one.context}\n{one.text}" for one in evidence]),
            tokens_of([*texts, surroundings(passage)], self._words),
            np.array([i > 0 and bool(one.before) for i, one in enumerate(evidence)], bool),
        )
