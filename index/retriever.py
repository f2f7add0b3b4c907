"""Hybrid retrieval: BM25, the passage's vector and the vector of its best sentence, in one score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.document import Passage
from index.embedder import Embedder
from index.fusion import by_maximum
from index.generation import Generation
from index.hit import Hit
from index.names import Name, Names
from index.query import Query, QueryParser
from index.scope import EVERYTHING, Scope
from index.spelling import Correction, Spelling
from index.vectors import VectorStore

DEPTH = 1000  # rows that each vector search looks at; passages beyond it count as no closer than the last of them

Floats = NDArray[np.float32]


class Retriever(Protocol):
    """Finds passages for a query."""

    def search(self, query: str, k: int, scope: Scope = EVERYTHING) -> list[Hit]:
        """The k best passages inside the scope, best first; fewer where there are fewer."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each leg gives to the score. Chosen on the fictional reports by benchmarks/retrieval.py."""

    lexical: float = 1.0  # of the best passage's BM25
    passage: float = 0.5  # of a cosine
    sentence: float = 0.5


class HybridRetriever:
    """Searches one generation of a library.

    Args:
        passages: in the generation's row order.
        names: finds what the question names; None finds nothing.
        spelling: puts misspelt words right; None leaves them.
    """

    def __init__(
        self,
        passages: Sequence[Passage],
        generation: Generation,
        embedder: Embedder,
        parser: QueryParser,
        weights: Weights = Weights(),
        names: Names | None = None,
        spelling: Spelling | None = None,
    ) -> None:
        self._passages = passages
        self._generation = generation
        self._embedder = embedder
        self._parser = parser
        self._weights = weights
        self._names = names
        self._spelling = spelling

    def search(self, query: str, k: int, scope: Scope = EVERYTHING) -> list[Hit]:
        """The k best passages inside the scope, best first; ties in document order. Hit.parts adds up to its score."""
        if not self._passages or not query.strip():
            return []
        parts = self._parts(query)
        total = np.sum(list(parts.values()), axis=0)
        hits: list[Hit] = []
        for row in np.argsort(-total, kind="stable").tolist():
            if len(hits) == k:
                break
            if scope == EVERYTHING or scope.accepts(self._passages[row]):
                shares = tuple((name, float(scores[row])) for name, scores in parts.items())
                hits.append(Hit(self._passages[row], float(total[row]), len(hits) + 1, shares))
        return hits

    def parse(self, text: str) -> Query:
        """The terms that a query is searched by, with the words that the lexicons add."""
        return self._parser.parse(text)

    def correct(self, text: str) -> tuple[str, tuple[Correction, ...]]:
        """The question with the words put right that the library shows to be misspelt, and which they were."""
        return self._spelling.correct(text) if self._spelling else (text, ())

    @property
    def known_names(self) -> Names | None:
        """The names of the library; None where the retriever looks for none."""
        return self._names

    def names(self, text: str) -> tuple[Name, ...]:
        """What the question names that the library knows."""
        return self._names.find(text) if self._names else ()

    def of_one_class(self, word: str, text: str) -> str:
        """What in a text some table lists beside a word; "" where none does."""
        return self._names.of_one_class(word, text) if self._names else ""

    def holds(self, word: str) -> bool:
        """Whether some passage holds the word."""
        return word in self._generation.lexical

    def idf(self, token: str) -> float:
        """How rare a word is in the library; highest for one that is nowhere in it."""
        return self._generation.lexical.idf(token)

    def _parts(self, question: str) -> Mapping[str, Floats]:
        """The weighted score of every passage by leg; a leg without weight is left out."""
        weights, generation, size = self._weights, self._generation, len(self._passages)
        parts: dict[str, Floats] = {}
        if weights.lexical:
            scores = generation.lexical.scores(self._parser.parse(question).terms)
            parts["lexical"] = weights.lexical * by_maximum(scores)
        vector = self._embedder.encode_queries([question])[0] if weights.passage or weights.sentence else None
        if weights.passage and vector is not None:
            parts["passage"] = weights.passage * _best(generation.passages, vector, np.arange(size), size)
        if weights.sentence and vector is not None:
            parts["sentence"] = weights.sentence * _best(generation.sentences, vector, generation.owners, size)
        return parts


def _best(store: VectorStore, vector: Floats, owners: NDArray[np.integer], size: int) -> Floats:
    """`(size,)`: the highest similarity among each passage's rows."""
    found = store.search(vector, DEPTH)
    best = np.full(size, min((similarity for _, similarity in found), default=0.0), np.float32)
    if found:
        rows, similarities = zip(*found, strict=True)
        np.maximum.at(best, owners[list(rows)], np.array(similarities, np.float32))
    return best
