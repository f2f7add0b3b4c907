from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.vectors import CodedStore, FaissStore, NumpyStore, Tier, VectorStore, tier_of, write_codes


def unit_rows(n: int, dim: int = 8, seed: int = 0) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(n, dim))
    unit: NDArray[np.float32] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


Build = Callable[[NDArray[np.float32]], VectorStore]


@pytest.fixture(params=["flat", "half", "numpy"])
def build(request: pytest.FixtureRequest) -> Build:
    builds: dict[str, Build] = {
        "flat": lambda vectors: FaissStore.build(vectors, 8),
        "half": lambda vectors: FaissStore.build(vectors, 8, half=True),
        "numpy": NumpyStore,
    }
    return builds[request.param]


class TestVectorStore:
    """The contract: every implementation behaves like this."""

    def test_the_nearest_row_comes_first(self, build: Build) -> None:
        vectors = unit_rows(20)
        rows, similarities = build(vectors).search(vectors[7], 3)
        assert rows[0] == 7
        assert similarities[0] == pytest.approx(1.0, abs=1e-3)

    def test_similarities_fall(self, build: Build) -> None:
        similarities = build(unit_rows(50)).search(unit_rows(1, seed=1)[0], 50)[1].tolist()
        assert similarities == sorted(similarities, reverse=True)

    def test_no_more_rows_than_there_are(self, build: Build) -> None:
        assert len(build(unit_rows(3)).search(unit_rows(1)[0], 10)[0]) == 3

    def test_an_empty_store_finds_nothing(self, build: Build) -> None:
        assert len(build(unit_rows(0)).search(unit_rows(1)[0], 5)[0]) == 0

    def test_a_zero_query_is_no_error(self, build: Build) -> None:
        assert build(unit_rows(4)).search(np.zeros(8, np.float32), 4)[1].tolist() == [0, 0, 0, 0]


@given(st.integers(1, 60), st.integers(0, 1000))
def test_faiss_finds_what_brute_force_finds(n: int, seed: int) -> None:
    vectors, query = unit_rows(n, seed=seed), unit_rows(1, seed=seed + 1)[0]
    found = FaissStore.build(vectors, 8).search(query, 10)
    expected = NumpyStore(vectors).search(query, 10)
    assert found[0].tolist() == expected[0].tolist()
    np.testing.assert_allclose(found[1], expected[1], atol=1e-6)


def test_only_the_chosen_rows_are_found_and_keep_their_numbers() -> None:
    vectors = unit_rows(30)
    rows, _ = FaissStore.build(vectors, 8, np.array([3, 7, 21])).search(vectors[7], 10)
    assert rows[0] == 7
    assert sorted(rows.tolist()) == [3, 7, 21]


@pytest.fixture(scope="module")
def codes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, NDArray[np.float32]]:
    path, vectors = tmp_path_factory.mktemp("codes") / "codes.faiss", unit_rows(3000, seed=3).astype(np.float16)
    write_codes({path: vectors}, 8)
    return path, vectors.astype(np.float32)


def test_codes_give_exact_similarities_and_nearly_all_neighbours(codes: tuple[Path, NDArray[np.float32]]) -> None:
    path, vectors = codes
    store, exact = CodedStore(path, vectors, np.empty(0, np.int64)), NumpyStore(vectors)
    shared = 0
    for query in unit_rows(20, seed=4):
        rows, similarities = store.search(query, 10)
        np.testing.assert_allclose(similarities, vectors[rows] @ query, atol=1e-6)
        shared += len(set(rows.tolist()) & set(exact.search(query, 10)[0].tolist()))
    assert shared >= 190


def test_files_that_share_their_codes_each_hold_their_own_rows(tmp_path: Path) -> None:
    first, second = unit_rows(500).astype(np.float16), unit_rows(40, seed=5).astype(np.float16)
    write_codes({tmp_path / "first": first, tmp_path / "second": second}, 8)
    store = CodedStore(tmp_path / "second", second, np.empty(0, np.int64))
    assert [store.search(row.astype(np.float32), 1)[0].tolist() for row in second] == [[n] for n in range(40)]


def test_codes_never_give_a_dead_row(codes: tuple[Path, NDArray[np.float32]]) -> None:
    path, vectors = codes
    dead = CodedStore(path, vectors, np.empty(0, np.int64)).search(vectors[5], 10)[0]
    left = CodedStore(path, vectors, dead).search(vectors[5], 10)[0]
    assert not set(dead.tolist()) & set(left.tolist())


@pytest.mark.parametrize(
    ("vectors", "tier"), [(0, Tier.FLAT), (200_000, Tier.FLAT), (200_001, Tier.HALF), (400_001, Tier.CODES)]
)
def test_the_tier_follows_from_the_count(vectors: int, tier: Tier) -> None:
    assert tier_of(vectors) is tier
