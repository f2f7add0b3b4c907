"""From ranked passages to sentences and table rows, those that answer best first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from corpus.document import Passage
from index.embedder import Embedder, StaticEmbedder
from index.hit import Hit
from qa.closeness import Floats, Texts, closeness, shipped_model, tokens_of
from qa.composing import reading_of
from qa.evidence import Evidence, evidence_of, surroundings
from qa.matching import Query, Scorer, Standing, among, features, meetings
from qa.reading import Candidate, Reading

READ = 20  # passages that are read


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What of a passage does not depend on the question."""

    evidence: tuple[Evidence, ...]
    vectors: Floats  # (evidence, dim)
    vectors_around: Floats  # (evidence, dim), each with its context
    tokens: Texts  # of each piece of evidence, then of what stands around them all


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
        read = [self._prepare(hit.passage) for hit in hits[:READ]]
        close = closeness([term.forms[0][0] for term in query.terms], [one.tokens for one in read], self._words)
        best = max((hit.score for hit in hits), default=1.0) or 1.0
        found: list[tuple[Evidence, Standing]] = []
        for hit, passage in zip(hits, read, strict=False):
            size = len(passage.tokens.lengths)
            found += _standings(query, passage, hit.score / best, hit.rank, close[:size])
            close = close[size:]
        if not found:
            return ()
        known = among(query, [one for one, _ in found])
        rows = [features(query, one, standing, known) for one, standing in found]
        scores = self._scorer.score(np.array(rows, np.float32))
        order = np.argsort(-scores, kind="stable")
        return tuple(Candidate(found[i][0], float(scores[i]), tuple(rows[i]), found[i][1]) for i in order)

    def _prepared(self, passage: Passage) -> _Prepared:
        evidence = evidence_of(passage)
        texts = [one.text for one in evidence]
        return _Prepared(
            evidence,
            self._embedder.encode_passages(texts),
            self._embedder.encode_passages([f"{one.context}\n{one.text}" for one in evidence]),
            tokens_of([*texts, surroundings(passage)], self._words),
        )


def _standings(
    query: Query, passage: _Prepared, retrieval: float, rank: int, close: Floats
) -> Iterator[tuple[Evidence, Standing]]:
    """What is known of each piece of evidence; `close` is of each of them, then of what stands around them all."""
    dense, dense_around = passage.vectors @ query.vector, passage.vectors_around @ query.vector
    *each, around = close.tolist()
    met = meetings(query.terms, passage.evidence)
    before: list[float] = []
    for i, one in enumerate(passage.evidence):
        near = list(map(max, around, before)) if one.before and before else around
        before = each[i]
        yield one, Standing(met[i], float(dense[i]), float(dense_around[i]), retrieval, rank, before, near)
