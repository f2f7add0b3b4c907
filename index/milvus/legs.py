"""The three searches of a question on the server, and what they tell about passages that they did not return."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from index.lexical import Term
from index.milvus.connection import Connection, Floats, Sparse
from index.milvus.filters import Filter, expression
from index.milvus.schema import PASSAGES, SENTENCES
from index.milvus.statistics import Statistics, dimension

DEPTH = 1000  # rows that each search looks at, as in an embedded library

Weighted = tuple[tuple[int, float], ...]  # (place in a sparse vector, weight)


@dataclass(frozen=True, slots=True)
class LexicalQuery:
    """A query's terms with their alternatives, by the words of one library."""

    terms: tuple[tuple[Weighted, ...], ...]

    @classmethod
    def of(cls, terms: Sequence[Term], statistics: Statistics) -> LexicalQuery:
        """Weigh the tokens by their rarity; those that the library does not hold are left out."""
        return cls(
            tuple(
                tuple(
                    tuple((dimension(t), one.weight * statistics.idf(t)) for t in one.tokens if t in statistics)
                    for one in term.alternatives
                )
                for term in terms
            )
        )

    def bound(self) -> dict[int, float]:
        """The query vector whose inner product with a passage's weights is at least its score."""
        total: dict[int, float] = {}
        for term in self.terms:
            highest: dict[int, float] = {}
            for alternative in term:
                for place, weight in alternative:
                    highest[place] = max(weight, highest.get(place, 0.0))
            for place, weight in highest.items():
                total[place] = total.get(place, 0.0) + weight
        return total

    def score(self, weights: Sparse) -> float:
        """A passage's score: of each term its best alternative."""
        return sum(
            max(sum(weight * weights.get(place, 0.0) for place, weight in alternative) for alternative in term)
            for term in self.terms
            if term
        )


@dataclass(frozen=True, slots=True)
class Leg:
    """Scores by passage; every passage that has none scores at most `rest` (of the vectors: is taken to score it)."""

    scores: Mapping[str, float] = field(default_factory=dict)
    rest: float = 0.0

    def of(self, name: str) -> float:
        """A passage's score, or the one that all the others share."""
        return self.scores.get(name, self.rest)


@dataclass(frozen=True, slots=True)
class Legs:
    """What the three searches found."""

    lexical: Leg
    passage: Leg
    sentence: Leg

    @property
    def names(self) -> set[str]:
        """Every passage that one of them returned."""
        return {*self.lexical.scores, *self.passage.scores, *self.sentence.scores}

    def within(self, part: Legs) -> Legs:
        """The scores of a part of the library, with what is known of all of it."""
        return Legs(
            Leg({**self.lexical.scores, **part.lexical.scores}, part.lexical.rest),
            _raised(self.passage, part.passage),
            _raised(self.sentence, part.sentence),
        )


class LegSearch:
    """Runs the three searches side by side.

    Args:
        connection: to the library's collections.
        counts: whether a passage of this name belongs to a document that counts.
    """

    def __init__(self, connection: Connection, counts: Callable[[str], bool]) -> None:
        self._connection = connection
        self._counts = counts
        self._pool = ThreadPoolExecutor(max_workers=6, thread_name_prefix="milvus")

    def run(
        self, words: Sparse, vector: Floats, consistency: str, conditions: tuple[Filter, Filter] | None = None
    ) -> Legs:
        """The legs of one question; `conditions` narrow the passages and the sentences."""
        of_passages, of_sentences = map(expression, conditions) if conditions else ("", "")

        def lexical() -> Leg:
            found = self._search(PASSAGES, "terms", words, "id", of_passages, consistency) if words else []
            return Leg(dict(self._best(found)), found[-1][1] if len(found) == DEPTH else 0.0)

        def passage() -> Leg:
            found = self._best(self._search(PASSAGES, "vector", vector, "id", of_passages, consistency))
            return Leg(found, min(found.values(), default=0.0))

        def sentence() -> Leg:
            return self.sentences(vector, of_sentences, consistency)

        running = [self._pool.submit(leg) for leg in (lexical, passage, sentence)]
        return Legs(*(one.result() for one in running))

    def sentences(self, vector: Floats, condition: str, consistency: str, depth: int = DEPTH) -> Leg:
        """Of each passage its best sentence, among the nearest ones."""
        rows = self._search(SENTENCES, "vector", vector, "owner", condition, consistency, depth)
        return Leg(self._best(rows), min((score for name, score in rows if self._counts(name)), default=0.0))

    def _search(
        self,
        collection: str,
        field_name: str,
        vector: Floats | Sparse,
        name: str,
        condition: str,
        consistency: str,
        depth: int = DEPTH,
    ) -> list[tuple[str, float]]:
        found = self._connection.search(
            collection, field_name, vector, depth, fields=[name], condition=condition, consistency=consistency
        )
        return [(row[name], score) for score, row in found]

    def _best(self, found: Sequence[tuple[str, float]]) -> dict[str, float]:
        """The best score of each passage that counts."""
        best: dict[str, float] = {}
        for name, score in found:
            if self._counts(name):
                best[name] = max(score, best.get(name, score))
        return best


def _raised(whole: Leg, part: Leg) -> Leg:
    """The scores of a part, none of them below what every passage of the whole is taken to have."""
    return Leg({name: max(score, whole.rest) for name, score in {**whole.scores, **part.scores}.items()}, whole.rest)
