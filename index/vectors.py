"""Vector stores: exact inner-product search behind one protocol, by FAISS or by plain numpy."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class VectorStore(Protocol):
    """Rows are numbered from 0 in the order of the matrix they were made from."""

    @classmethod
    def build(cls, vectors: Floats) -> Self:
        """Index `(n, dim)` float32 rows; n may be 0."""

    def search(self, vector: Floats, k: int) -> list[tuple[int, float]]:
        """The k rows of highest inner product with `(dim,)`, best first; fewer where there are fewer."""

    def save(self, path: Path) -> None:
        """Write one file."""

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote; check its hash first, FAISS trusts the file."""


class FaissStore:
    """faiss.IndexFlatIP on one thread: a second one makes a single query slower."""

    def __init__(self, index: Any) -> None:
        import faiss

        faiss.omp_set_num_threads(1)
        self._index: Any = index

    @classmethod
    def build(cls, vectors: Floats) -> Self:
        """Index `(n, dim)` float32 rows; n may be 0."""
        import faiss

        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, np.float32))
        return cls(index)

    def search(self, vector: Floats, k: int) -> list[tuple[int, float]]:
        """The k rows of highest inner product with `(dim,)`, best first; fewer where there are fewer."""
        k = min(k, self._index.ntotal)
        if k == 0:
            return []
        similarity, row = self._index.search(np.ascontiguousarray(vector[None], np.float32), k)
        return list(zip(row[0].tolist(), similarity[0].tolist(), strict=True))

    def save(self, path: Path) -> None:
        """Write one file in FAISS's own format."""
        import faiss

        with path.open("wb") as file:  # FAISS's own writing makes a full disk a RuntimeError
            file.write(faiss.serialize_index(self._index).data)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote; check its hash first, FAISS trusts the file."""
        import faiss

        return cls(faiss.read_index(str(path)))


class NumpyStore:
    """Brute force: the oracle of the tests, and enough for a few thousand rows."""

    def __init__(self, vectors: Floats) -> None:
        self._vectors = vectors

    @classmethod
    def build(cls, vectors: Floats) -> Self:
        """Index `(n, dim)` float32 rows; n may be 0."""
        return cls(np.array(vectors, np.float32))

    def search(self, vector: Floats, k: int) -> list[tuple[int, float]]:
        """The k rows of highest inner product with `(dim,)`, best first; fewer where there are fewer."""
        values = self._vectors @ vector
        return [(int(row), float(values[row])) for row in np.argsort(-values, kind="stable")[:k]]

    def save(self, path: Path) -> None:
        """Write one .npy file."""
        np.save(path, self._vectors)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote."""
        return cls(np.load(path, allow_pickle=False))
