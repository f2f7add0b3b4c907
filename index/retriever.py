"""Hybrid retrieval: BM25, the passage's vector and the vector of its best sentence, in one score."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.document import Passage
from index.damage import refused_if_damaged
from index.embedder import Embedder
from index.fusion import by_maximum
from index.hit import Hit
from index.lexical import Term
from index.names import Name, Names
from index.query import Query, QueryParser
from index.scope import EVERYTHING, Scope
from index.spelling import Correction, Spelling

DEPTH = 1000  # rows that each vector search looks at; passages beyond it count as no closer than the last of them

EXHAUSTIVE = 50_000  # passages up to which every one is scored
# Of a larger library so many passages are found by their words, and so many of these and the near ones are scored in
# full, unless more are asked for. What that loses of an exact search's ten best, benchmarks/scale.py measures.
WORDED, PROMISING, CHOSEN = 2000, 500, 300
THREADS = os.cpu_count() or 1  # that look for vectors

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
Found = tuple[Rows, Floats]
NOTHING: Found = (np.empty(0, np.int64), np.empty(0, np.float32))


class Retriever(Protocol):
    """Finds passages for a query."""

    def search(self, query: str, k: int, scope: Scope = EVERYTHING) -> list[Hit]:
        """The k best passages inside the scope, best first; fewer where there are fewer."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each leg gives to the score. Chosen as the fields of `index.units` are."""

    lexical: float = 1.0  # of the best passage's BM25
    passage: float = 0.6  # of a cosine
    sentence: float = 0.9


class Neighbours(Protocol):
    """Finds vectors; in the files of a library, or wherever else they are kept."""

    @property
    def all_sentences(self) -> bool:
        """Whether every sentence is compared, and not only those of given passages."""

    def passages(self, vector: Floats, k: int) -> tuple[Rows, Floats]:
        """The k rows of highest inner product with `(dim,)`, best first."""

    def similarities(self, vector: Floats, rows: Rows) -> Floats:
        """The inner products of the passages in these rows, ascending."""

    def least_sentence(self, vector: Floats, k: int) -> float:
        """About how close the k-th closest sentence is; -1 where every sentence is compared anyway."""

    def sentences(self, vector: Floats, k: int, among: Rows, least: float) -> tuple[Rows, Floats]:
        """The rows of the passages of the k closest sentences, best first.

        Of a large library only `among` these, ascending, and none of them counts less than `least`.
        """


class Words(Protocol):
    """Finds tokens."""

    def __contains__(self, token: str) -> bool: ...

    def idf(self, token: str) -> float:
        """How rare a token is; highest for one that nobody holds."""

    def scores(self, query: Sequence[Term]) -> Floats:
        """Of every row."""

    def likely(
        self, query: Sequence[Term], k: int, also: Callable[[], Rows], choose: Callable[[Rows, Floats], Rows]
    ) -> Found:
        """Rows that `choose` keeps, ascending, and their scores.

        It is given about the k that score highest, and these `also`, with about what each of them scores.
        """


class Searchable(Protocol):
    """What a retriever searches: rows are numbers of passages, in the order of the library."""

    @property
    def lexical(self) -> Words:
        """Its tokens."""

    @property
    def nearest(self) -> Neighbours:
        """Its vectors."""

    @property
    def rows(self) -> Rows:
        """Those that may be found, ascending."""


class HybridRetriever:
    """Searches one generation of a library.

    Args:
        passages: by row.
        names: finds what the question names; None finds nothing.
        spelling: puts misspelt words right; None leaves them.
    """

    def __init__(
        self,
        passages: Sequence[Passage],
        generation: Searchable,
        embedder: Embedder,
        parser: QueryParser,
        weights: Weights = Weights(),
        names: Names | None = None,
        spelling: Spelling | None = None,
    ) -> None:
        self.searched = generation
        self._passages = passages
        self._embedder = embedder
        self._parser = parser
        self._weights = weights
        self._names = names
        self._spelling = spelling
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="nearest")

    @refused_if_damaged()
    def search(self, query: str, k: int, scope: Scope = EVERYTHING) -> list[Hit]:
        """The k best passages inside the scope, best first; ties in document order. Hit.parts adds up to its score.

        Raises DamagedLibrary where a search file turns out to be damaged.
        """
        if not len(self.searched.rows) or not query.strip():
            return []
        rows, parts = self._scored(query, k, everywhere=scope != EVERYTHING)
        total = np.sum(list(parts.values()), axis=0)
        hits: list[Hit] = []
        for place in np.argsort(-total, kind="stable").tolist():
            if len(hits) == k:
                break
            passage = self._passages[int(rows[place])]
            if scope == EVERYTHING or scope.accepts(passage):
                shares = tuple((name, float(scores[place])) for name, scores in parts.items())
                hits.append(Hit(passage, float(total[place]), len(hits) + 1, shares))
        return hits

    def parse(self, text: str) -> Query:
        """The terms that a query is searched by, with the words that the lexicons add."""
        return self._parser.parse(text)

    @refused_if_damaged()
    def correct(self, text: str) -> tuple[str, tuple[Correction, ...]]:
        """The question with the words put right that the library shows to be misspelt, and which they were."""
        return self._spelling.correct(text) if self._spelling else (text, ())

    @property
    def known_names(self) -> Names | None:
        """The names of the library; None where the retriever looks for none."""
        return self._names

    @refused_if_damaged()
    def names(self, text: str) -> tuple[Name, ...]:
        """What the question names that the library knows."""
        return self._names.find(text) if self._names else ()

    @refused_if_damaged()
    def of_one_class(self, word: str, text: str) -> str:
        """What in a text some table lists beside a word; "" where none does."""
        return self._names.of_one_class(word, text) if self._names else ""

    @refused_if_damaged()
    def holds(self, word: str) -> bool:
        """Whether some passage holds the word."""
        return word in self.searched.lexical

    @refused_if_damaged()
    def idf(self, token: str) -> float:
        """How rare a word is in the library; highest for one that is nowhere in it."""
        return self.searched.lexical.idf(token)

    def _scored(self, question: str, k: int, *, everywhere: bool) -> tuple[Rows, Mapping[str, Floats]]:
        """Rows, ascending, and the weighted scores of each by leg; a leg without weight is left out.

        All rows of a library where that is quick. Of a large one those that can be among the k best by what their most
        telling words and their passage's vector are worth.
        """
        weights, generation = self._weights, self.searched
        rows = generation.rows
        few = not everywhere and len(rows) > max(EXHAUSTIVE, k)
        vector = self._embedder.encode_queries([question])[0] if weights.passage or weights.sentence else None
        closest = self._closest(vector, apart=few)
        terms = self._parser.parse(question).terms

        def worth(rows: Rows, lexical: Floats) -> Floats:
            return weights.lexical * by_maximum(lexical) + weights.passage * _spread(closest().passages, rows)

        def promising(rows: Rows, lexical: Floats) -> Rows:
            return np.sort(rows[_highest(worth(rows, lexical), max(k, PROMISING))])

        if few:
            also = lambda: _union(closest().passages[0], rows[:k])  # noqa: E731
            rows, lexical = generation.lexical.likely(terms, WORDED, also, promising)
        else:
            lexical = generation.lexical.scores(terms)[rows]
        chosen = rows
        if few or not generation.nearest.all_sentences:
            places = np.sort(_highest(worth(rows, lexical), max(k, CHOSEN)))
            chosen = rows[places]
        near, least = closest()
        if few:
            rows, lexical = chosen, lexical[places]
            if len(near[0]) and vector is not None:
                near = rows, np.maximum(generation.nearest.similarities(vector, rows), near[1].min())
        sentences: Found = NOTHING
        if vector is not None and weights.sentence:
            sentences = generation.nearest.sentences(vector, DEPTH, chosen, least)
        parts: dict[str, Floats] = {}
        if weights.lexical:
            parts["lexical"] = weights.lexical * by_maximum(lexical)
        if weights.passage:
            parts["passage"] = weights.passage * _spread(near, rows)
        if weights.sentence:
            parts["sentence"] = weights.sentence * _spread(sentences, rows)
        return rows, parts

    def _closest(self, vector: Floats | None, *, apart: bool) -> Callable[[], _Closest]:
        """What is close to a vector; in a large library a thread looks for it while words are counted."""
        nearest, weights = self.searched.nearest, self._weights

        def look() -> _Closest:
            if vector is None:
                return _Closest(NOTHING, -1.0)
            passages = nearest.passages(vector, DEPTH) if weights.passage else NOTHING
            return _Closest(passages, nearest.least_sentence(vector, DEPTH) if weights.sentence else -1.0)

        if apart:
            return self._threads.submit(look).result
        found = look()
        return lambda: found


class _Closest(NamedTuple):
    passages: Found
    least: float  # similarity of a sentence that is looked at


def _highest(scores: Floats, k: int) -> Rows:
    """The places of the k highest."""
    return np.argpartition(-scores, k)[:k] if len(scores) > k else np.arange(len(scores))


def _spread(found: Found, rows: Rows) -> Floats:
    """`(rows,)`: the highest similarity of each row, ascending; the lowest of all for those that were not found."""
    places, similarities = found
    best = np.full(len(rows), similarities.min() if len(similarities) else 0.0, np.float32)
    at = np.searchsorted(rows, places)
    at[at == len(rows)] = 0
    held = rows[at] == places
    np.maximum.at(best, at[held], similarities[held])
    return best


def _union(*rows: Rows) -> Rows:
    return np.unique(np.concatenate(rows))
