"""Hybrid retrieval over Milvus with the ranking of an embedded library.

The server finds candidates by three inner products: with the passages' vectors, with those of their sentences, and with
their BM25F weights. A term that has several alternatives counts by its best one, which no inner product can say; what
the server gives for the words is therefore a bound. Candidates are scored again here, from the highest bound down,
until no other can be among the k best (the threshold algorithm: Fagin, Lotem and Naor, Optimal Aggregation Algorithms
for Middleware, 2003, https://doi.org/10.1016/S0022-0000(03)00026-6).
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence

from corpus.document import Passage
from index.embedder import Embedder
from index.hit import Hit
from index.milvus.connection import BOUNDED, STRONG, Connection, Floats
from index.milvus.filters import Filter, scope_filter
from index.milvus.fused import FusedSearch
from index.milvus.legs import Legs, LegSearch, LexicalQuery
from index.milvus.reading import Reading
from index.milvus.records import Entry, padded
from index.milvus.statistics import Statistics
from index.names import Name, Names
from index.query import Query, QueryParser
from index.retriever import Weights
from index.scope import EVERYTHING, Scope
from index.spelling import Correction, Spelling

AT_ONCE = 64  # passages more than needed that are fetched in one go
SETTLED = 10.0  # seconds after which searches no longer insist on seeing the last change

Shares = dict[str, float]  # leg -> what it gives to the score


class MilvusRetriever:
    """Searches what the library held when this was made.

    Args:
        connection: to its collections.
        entries: its documents.
        statistics: the sum of theirs.
        embedder: of the library.
        parser: for its questions.
        names: finds what a question names.
        spelling: puts misspelt words right.
        fused: whether the server ranks words and passages' vectors itself, see `index.milvus.fused`.
    """

    def __init__(
        self,
        connection: Connection,
        entries: Sequence[Entry],
        statistics: Statistics,
        embedder: Embedder,
        parser: QueryParser,
        names: Names,
        spelling: Spelling,
        *,
        fused: bool = False,
    ) -> None:
        by_instance = {entry.instance: entry for entry in entries}

        def counts(name: str) -> bool:
            return name.partition(":")[0] in by_instance

        self._reading = Reading(connection, by_instance)
        self._legs = LegSearch(connection, counts)
        self._fused = FusedSearch(connection, self._legs, self._reading, counts) if fused else None
        self._instances = _by_name(entries)
        self._order = {entry.instance: number for number, entry in enumerate(entries)}
        self._statistics = statistics
        self._embedder = embedder
        self._parser = parser
        self._names = names
        self._spelling = spelling
        self._weights = Weights()
        self._made = time.monotonic()

    def search(self, query: str, k: int, scope: Scope = EVERYTHING) -> list[Hit]:
        """The k best passages inside the scope, best first; ties in document order. Hit.parts adds up to its score."""
        if not query.strip() or not self._instances or k < 1:
            return []
        words = LexicalQuery.of(self._parser.parse(query).terms, self._statistics)
        if self._fused and scope == EVERYTHING:
            legs = self._fused.run(words, self._vector(query), k, self._consistency)
        else:
            legs = self._run(words, query)
        best = self._best_lexical(legs, words)
        if scope != EVERYTHING:
            if scope.docs and not any(name in self._instances for name in scope.docs):
                return []
            part = self._run(words, query, self._conditions(scope))
            names, legs = part.names, legs.within(part)
        else:
            names = legs.names
        shares = {name: self._shares(legs, name, legs.lexical.of(name) / best if best else 0.0) for name in names}
        return self._ranked(shares, words, best, k, scope)

    def parse(self, text: str) -> Query:
        """The terms that a query is searched by, with the words that the lexicons add."""
        return self._parser.parse(text)

    def correct(self, text: str) -> tuple[str, tuple[Correction, ...]]:
        """The question with the words put right that the library shows to be misspelt, and which they were."""
        return self._spelling.correct(text)

    @property
    def known_names(self) -> Names | None:
        """The names of the library."""
        return self._names

    def names(self, text: str) -> tuple[Name, ...]:
        """What the question names that the library knows."""
        return self._names.find(text)

    def of_one_class(self, word: str, text: str) -> str:
        """What in a text some table lists beside a word; "" where none does."""
        return self._names.of_one_class(word, text)

    def holds(self, word: str) -> bool:
        """Whether some passage holds the word."""
        return word in self._statistics

    def idf(self, token: str) -> float:
        """How rare a word is in the library; highest for one that is nowhere in it."""
        return self._statistics.idf(token)

    @property
    def _consistency(self) -> str:
        return STRONG if time.monotonic() - self._made < SETTLED else BOUNDED

    def _run(self, words: LexicalQuery, query: str, conditions: tuple[Filter, Filter] | None = None) -> Legs:
        return self._legs.run(words.bound(), self._vector(query), self._consistency, conditions)

    def _vector(self, query: str) -> Floats:
        vector: Floats = padded(self._embedder.encode_queries([query]))[0]
        return vector

    def _conditions(self, scope: Scope) -> tuple[Filter, Filter]:
        return scope_filter(scope, self._instances, "text"), scope_filter(scope, self._instances, "figures")

    def _best_lexical(self, legs: Legs, words: LexicalQuery) -> float:
        """The highest score of the words in the whole library: what the others are measured by."""
        best = 0.0
        bounds = sorted(legs.lexical.scores.items(), key=lambda item: -item[1])
        for start in range(0, len(bounds), AT_ONCE):
            if best >= bounds[start][1]:
                break
            fetched = self._reading.fetch([name for name, _ in bounds[start : start + AT_ONCE]], self._consistency)
            best = max([best, *(words.score(one.weights) for one in fetched.values())])
        return best

    def _shares(self, legs: Legs, name: str, lexical: float) -> Shares:
        return {
            "lexical": self._weights.lexical * lexical,
            "passage": self._weights.passage * legs.passage.of(name),
            "sentence": self._weights.sentence * legs.sentence.of(name),
        }

    def _ranked(self, shares: dict[str, Shares], words: LexicalQuery, best: float, k: int, scope: Scope) -> list[Hit]:
        """Score again from the top until the k best are certain."""
        settled: dict[str, Passage] = {}
        while True:
            order = sorted(shares, key=lambda name: (-sum(shares[name].values()), self._place(name)))
            if settled.keys() >= set(order[:k]):
                break
            names = [name for name in order[: k + AT_ONCE] if name not in settled]
            fetched = self._reading.fetch(names, self._consistency)
            for name in names:
                if name in fetched and (scope == EVERYTHING or scope.accepts(fetched[name].passage)):
                    score = words.score(fetched[name].weights)
                    shares[name]["lexical"] = self._weights.lexical * (score / best if best else 0.0)
                    settled[name] = fetched[name].passage
                else:  # outside the scope, or just deleted
                    del shares[name]
        return [
            Hit(settled[name], sum(shares[name].values()), rank, tuple(shares[name].items()))
            for rank, name in enumerate(order[:k], start=1)
        ]

    def _place(self, name: str) -> tuple[int, int]:
        instance, _, ordinal = name.partition(":")
        return self._order[instance], int(ordinal)


def _by_name(entries: Sequence[Entry]) -> Mapping[str, Sequence[str]]:
    """The instances of the documents by each name that a scope may call them by."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for entry in entries:
        info = entry.info
        for name in {info.doc_id, info.title, info.source, info.source.replace("\\", "/").rsplit("/", 1)[-1]}:
            found[name].append(entry.instance)
    return found
