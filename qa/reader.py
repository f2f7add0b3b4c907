"""From ranked passages to sentences and table rows, those that answer best first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.document import Passage
from index.embedder import Embedder, StaticEmbedder
from index.hit import Hit
from qa.closeness import Closeness, Tokens, shipped_model, tokens_of
from qa.composing import reading_of
from qa.evidence import Evidence, evidence_of, surroundings
from qa.matching import Query, Scorer, Standing, among, features, meetings
from qa.reading import Candidate, Reading

READ = 20  # passages that are read


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What of a passage does not depend on the question."""

    evidence: tuple[Evidence, ...]
    vectors: NDArray[np.float32]  # (evidence, dim)
    vectors_around: NDArray[np.float32]  # (evidence, dim), each with its context
    tokens: tuple[Tokens, ...]
    tokens_around: Tokens


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
        found: list[tuple[Evidence, Standing]] = []
        best = max((hit.score for hit in hits), default=1.0) or 1.0
        closeness = Closeness([term.forms[0][0] for term in query.terms], self._words)
        for hit in hits[:READ]:
            found += self._standings(query, hit, hit.score / best, closeness)
        if not found:
            return ()
        read = among(query, [one for one, _ in found])
        rows = [features(query, one, standing, read) for one, standing in found]
        scores = self._scorer.score(np.array(rows, np.float32))
        order = np.argsort(-scores, kind="stable")
        return tuple(Candidate(found[i][0], float(scores[i]), tuple(rows[i]), found[i][1]) for i in order)

    def _standings(
        self, query: Query, hit: Hit, retrieval: float, closeness: Closeness
    ) -> Iterator[tuple[Evidence, Standing]]:
        passage = self._prepare(hit.passage)
        dense, dense_around = passage.vectors @ query.vector, passage.vectors_around @ query.vector
        close = closeness.to([*passage.tokens, passage.tokens_around])
        before = np.zeros(len(query.terms), np.float32)
        met = meetings(query.terms, passage.evidence)
        for i, one in enumerate(passage.evidence):
            around = np.maximum(close[:, -1], before) if one.before else close[:, -1]
            before = close[:, i]
            yield (
                one,
                Standing(
                    met[i],
                    float(dense[i]),
                    float(dense_around[i]),
                    retrieval,
                    hit.rank,
                    before.tolist(),
                    around.tolist(),
                ),
            )

    def _prepared(self, passage: Passage) -> _Prepared:
        evidence = evidence_of(passage)
        texts = [one.text for one in evidence]
        *tokens, around = tokens_of([*texts, surroundings(passage)], self._words)
        return _Prepared(
            evidence,
            self._embedder.encode_passages(texts),
            self._embedder.encode_passages([f"{one.context}\n{one.text}" for one in evidence]),
            tuple(tokens),
            around,
        )
