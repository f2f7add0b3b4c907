from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.vectors import FaissStore, NumpyStore, VectorStore


def unit_rows(n: int, dim: int = 8, seed: int = 0) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(n, dim))
    unit: NDArray[np.float32] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


@pytest.fixture(params=[FaissStore, NumpyStore])
def store_type(request: pytest.FixtureRequest) -> type[VectorStore]:
    return request.param  # type: ignore[no-any-return]


class TestVectorStore:
    """The contract: every implementation behaves like this."""

    def test_the_nearest_row_comes_first(self, store_type: type[VectorStore]) -> None:
        vectors = unit_rows(20)
        row, similarity = store_type.build(vectors).search(vectors[7], 3)[0]
        assert row == 7
        assert similarity == pytest.approx(1.0, abs=1e-5)

    def test_similarities_fall(self, store_type: type[VectorStore]) -> None:
        similarities = [value for _, value in store_type.build(unit_rows(50)).search(unit_rows(1, seed=1)[0], 50)]
        assert similarities == sorted(similarities, reverse=True)

    def test_no_more_rows_than_there_are(self, store_type: type[VectorStore]) -> None:
        assert len(store_type.build(unit_rows(3)).search(unit_rows(1)[0], 10)) == 3

    def test_an_empty_store_finds_nothing(self, store_type: type[VectorStore]) -> None:
        assert store_type.build(unit_rows(0)).search(unit_rows(1)[0], 5) == []

    def test_a_zero_query_is_no_error(self, store_type: type[VectorStore]) -> None:
        found = store_type.build(unit_rows(4)).search(np.zeros(8, np.float32), 4)
        assert [value for _, value in found] == [0, 0, 0, 0]

    def test_a_saved_store_finds_the_same(self, store_type: type[VectorStore], tmp_path: Path) -> None:
        store = store_type.build(unit_rows(30))
        store.save(tmp_path / "vectors.npy")
        query = unit_rows(1, seed=2)[0]
        assert store_type.load(tmp_path / "vectors.npy").search(query, 5) == store.search(query, 5)


@given(st.integers(1, 60), st.integers(0, 1000))
def test_faiss_finds_what_brute_force_finds(n: int, seed: int) -> None:
    vectors, query = unit_rows(n, seed=seed), unit_rows(1, seed=seed + 1)[0]
    found = FaissStore.build(vectors).search(query, 10)
    expected = NumpyStore.build(vectors).search(query, 10)
    assert [row for row, _ in found] == [row for row, _ in expected]
    np.testing.assert_allclose([v for _, v in found], [v for _, v in expected], atol=1e-6)
