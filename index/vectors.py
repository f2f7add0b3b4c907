"""Nearest neighbours over a segment's vectors: exact while that is quick, by short codes in the largest libraries.

A flat search reads every vector, at the speed of the memory: 0.04 ms a thousand rows of 256 numbers in float32, half of
it in float16, an eighth of that in four bits a pair.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.blocks import Array

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]

WHOLE = 200_000  # vectors of a library up to which all are compared in float32
HALF = 400_000  # and up to which they are compared in float16
CODED = 50_000  # rows of a segment from which on codes are written
SCORED = 400  # rows that codes bring at least, and as many of the nearest are scored again: the ten best are among them
TRAINED = 50_000  # vectors that the codes are learnt from
PART = 1 << 15  # rows that are turned into float32 at a time


class Tier(StrEnum):
    """How a library's vectors are searched; `yinju doctor` names it."""

    FLAT = "逐个比较（FAISS flat，float32）"
    HALF = "逐个比较（FAISS flat，float16）"
    CODES = "逐个比较四位的编码（FAISS PQ fast scan），再按 float16 的向量重新打分"


def tier_of(vectors: int) -> Tier:
    """How a library with so many vectors is searched."""
    return Tier.FLAT if vectors <= WHOLE else Tier.HALF if vectors <= HALF else Tier.CODES


class VectorStore(Protocol):
    """Rows are numbered from 0 in the order of the matrix they were made from."""

    def search(self, vector: Floats, k: int) -> tuple[Rows, Floats]:
        """The k rows of highest inner product with `(dim,)`, best first; fewer where there are fewer."""


def faiss_on_one_thread() -> None:
    """For the thread that calls this: OpenMP keeps the number for each by itself."""
    import faiss

    faiss.omp_set_num_threads(1)


class FaissStore:
    """A FAISS index on one thread: a second one makes a single query slower.

    Args:
        index: of inner products.
        rows: `(n,)`: the number of each of its vectors; None for 0 to n - 1.
    """

    def __init__(self, index: Any, rows: Rows | None = None) -> None:
        self._index: Any = index
        self._rows = rows

    @classmethod
    def build(cls, vectors: Array, dim: int, rows: Rows | None = None, *, half: bool = False) -> FaissStore:
        """Index `(n, dim)` rows, all of them or these; n may be 0."""
        import faiss

        index: Any = faiss.IndexFlatIP(dim)
        if half:
            index = faiss.IndexScalarQuantizer(dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        size = len(vectors) if rows is None else len(rows)
        for start in range(0, size, PART):
            part = vectors[start : start + PART] if rows is None else vectors.take(rows[start : start + PART], 0)
            index.add(np.ascontiguousarray(part, np.float32))
        return cls(index, rows)

    def search(self, vector: Floats, k: int) -> tuple[Rows, Floats]:
        """The k rows of highest inner product with `(dim,)`, best first; fewer where there are fewer."""
        k = min(k, self._index.ntotal)
        if k == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        faiss_on_one_thread()
        similarity, row = self._index.search(np.ascontiguousarray(vector[None], np.float32), k)
        return (row[0] if self._rows is None else self._rows[row[0]]), similarity[0]


class CodedStore:
    """FAISS's codes of four bits for every two numbers, all of them compared in the processor's registers.

    What they bring near is scored again from the vectors themselves. Inverted lists found 70 % of the ten nearest
    passages of invented reports with 32 of 790 lists, these codes all of them.

    Args:
        path: what `write_codes` wrote; check its hash first, FAISS trusts the file.
        vectors: `(n, dim)`, those that it was made from.
        dead: rows that are never found.
    """

    def __init__(self, path: Path, vectors: Array, dead: Rows) -> None:
        import faiss

        self._index: Any = faiss.read_index(str(path))
        self._vectors = vectors
        self._alive = np.ones(len(vectors), bool)
        self._alive[dead] = False
        self._share = max(1, len(vectors)) / max(1, len(vectors) - len(dead))  # so many more are asked for

    def search(self, vector: Floats, k: int) -> tuple[Rows, Floats]:
        """About the k rows of highest inner product with `(dim,)`, best first; beyond the first ones estimated."""
        faiss_on_one_thread()
        query = np.ascontiguousarray(vector[None], np.float32)
        wanted = min(int(max(k, SCORED) * self._share), self._index.ntotal)
        estimates, found = self._index.search(query, wanted)
        there = (found[0] >= 0) & self._alive[found[0]]
        rows, similarity = found[0][there], estimates[0][there]
        scored = np.argsort(rows[:SCORED])  # read in the order of the file
        exact = self._vectors.take(rows[scored], 0).astype(np.float32) @ vector
        similarity[SCORED:] += np.mean(exact - similarity[scored]) if len(exact) else 0  # estimates are too low
        similarity[scored] = exact
        order = np.argsort(-similarity, kind="stable")[:k]
        return rows[order], similarity[order]


def write_codes(files: Mapping[Path, Array], dim: int) -> None:
    """Write the codes of each file's `(n, dim)` rows, dim even; they are learnt from a sample of the first ones."""
    import faiss

    index = faiss.IndexPQFastScan(dim, dim // 2, 4, faiss.METRIC_INNER_PRODUCT)
    first = next(iter(files.values()))
    sample = np.random.default_rng(0).choice(len(first), min(len(first), TRAINED), replace=False)
    index.train(first.take(np.sort(sample), 0).astype(np.float32))
    for path, vectors in files.items():
        index.reset()
        for start in range(0, len(vectors), PART):
            index.add(vectors[start : start + PART].astype(np.float32))
        with path.open("wb") as file:  # FAISS's own writing makes a full disk a RuntimeError
            file.write(faiss.serialize_index(index).data)


class NumpyStore:
    """Brute force: the oracle of the tests."""

    def __init__(self, vectors: Floats) -> None:
        self._vectors = vectors

    def search(self, vector: Floats, k: int) -> tuple[Rows, Floats]:
        """The k rows of highest inner product with `(dim,)`, best first; fewer where there are fewer."""
        values = self._vectors @ vector
        rows = np.argsort(-values, kind="stable")[:k]
        return rows, values[rows]
