"""The quick way to a question's candidates: the server fuses words and passages' vectors itself (`?fusion=engine`).

It looks at a hundred rows of a leg instead of a thousand, and gives the best of both with all that their scores are made
of, so that they are scored as ever. What neither the server's ranking nor the nearest sentences bring up is not found:
a few passages in a hundred differ from those of the exact way, see docs/scale.md.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from index.milvus.connection import Connection, Floats, Row, Sparse
from index.milvus.legs import Leg, Legs, LegSearch, LexicalQuery
from index.milvus.reading import Reading
from index.milvus.schema import PASSAGES
from index.milvus.storage import FETCHED

CANDIDATES = 100  # rows of each leg, and of both together; more where more are asked for
SENTENCES = 300  # rows of the sentences
NEAR = 50  # passages that only their sentences bring up
FIELDS = ("id", *FETCHED, "terms", "vector")


class FusedSearch:
    """Finds the candidates of one question in one go.

    Args:
        connection: to the library's collections.
        legs: whose sentences are searched as well: they lie in another collection, which the server cannot fuse.
        reading: keeps what is found.
        counts: whether a passage of this name belongs to a document that counts.
    """

    def __init__(
        self, connection: Connection, legs: LegSearch, reading: Reading, counts: Callable[[str], bool]
    ) -> None:
        self._connection = connection
        self._legs = legs
        self._reading = reading
        self._counts = counts
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="milvus-fused")

    def run(self, words: LexicalQuery, vector: Floats, k: int, consistency: str) -> Legs:
        """The scores of all candidates in every leg; those of the words are exact and no bounds."""
        sentences = self._pool.submit(self._legs.sentences, vector, "", consistency, SENTENCES)
        rows = self._ranked(words, vector, max(k, CANDIDATES), consistency)
        near = sentences.result()
        closest = sorted(near.scores, key=lambda name: -near.scores[name])
        missing = [name for name in closest if name not in rows][:NEAR]
        rows |= {row["id"]: row for row in self._connection.get(PASSAGES, missing, FIELDS, consistency)}
        fetched = self._reading.take(rows.values())
        return Legs(
            Leg({name: words.score(one.weights) for name, one in fetched.items()}),
            Leg({name: float(np.dot(np.asarray(row["vector"], np.float32), vector)) for name, row in rows.items()}),
            Leg({name: near.of(name) for name in rows}, near.rest),
        )

    def _ranked(self, words: LexicalQuery, vector: Floats, k: int, consistency: str) -> dict[str, Row]:
        legs: dict[str, Floats | Sparse] = {"vector": vector}
        if bound := words.bound():
            legs["terms"] = bound
        found = self._connection.fused(PASSAGES, legs, k, FIELDS, consistency)
        return {row["id"]: row for _, row in found if self._counts(row["id"])}
