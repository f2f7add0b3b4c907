"""Small stand-ins that the tests of this room share."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.milvus_lite import LiteServer
from corpus.document import Cell, Kind, Passage, Row, Table
from index.segmenter import Segmenter
from tests.index.milvus.server import Server, ServerElsewhere, skip_without_server
from tests.index.texts import CITIES, COMPANIES


class SeededEmbedder:
    """The sum of one random direction per character: equal texts are equal, similar texts are close."""

    def __init__(self, name: str = "seeded", dim: int = 16) -> None:
        self.name = name
        self.dim = dim
        self.encoded: list[str] = []  # every passage and sentence it was asked for

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [self._direction(text) for text in texts]
        return np.array(rows, np.float32).reshape(-1, self.dim)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += texts
        return self.encode_queries(texts)

    def _direction(self, text: str) -> NDArray[np.float64]:
        total = sum((_of_character(character, self.dim) for character in text), np.full(self.dim, 1e-6))
        return total / np.linalg.norm(total)


@lru_cache(maxsize=10_000)
def _of_character(character: str, dim: int) -> NDArray[np.float64]:
    return np.random.default_rng(zlib.crc32(character.encode())).normal(size=dim)


@pytest.fixture
def embedder() -> SeededEmbedder:
    return SeededEmbedder()


@pytest.fixture(scope="session")
def segmenter() -> Segmenter:
    return Segmenter()


def passage(text: str, start: int = 0, **fields: Any) -> Passage:
    """A passage of a document that holds nothing else."""
    return Passage(f"d:{start}", "d", "标题", "d.txt", text, start, start + len(text), 1, 1, **fields)


@pytest.fixture
def make_passage() -> Callable[..., Passage]:
    return passage


@pytest.fixture
def table_passage() -> Passage:
    """One row of a table, with everything that can stand around it."""
    row = Row((Cell("青禾市", 0, 3), Cell("12", 4, 6)), 0, 6, "北部")
    table = Table("表1 各市桩数", ("城市", "桩数"), (row,), "单位：台", "注：虚构")
    return passage("青禾市\t12", kind=Kind.TABLE, heading_path=("第一章 总览", "1.1 各市"), table=table, page=3)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture(scope="session")
def milvus_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that do not kill theirs: that of MILVUS_URI, or one that is started for them."""
    skip_without_server()
    if uri := os.environ.get("MILVUS_URI"):
        yield ServerElsewhere(uri)
        return
    server = LiteServer(tmp_path_factory.mktemp("milvus"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def milvus_address(milvus_server: Server) -> str:
    """Of a library that nobody has used."""
    return milvus_server.address(f"test_{uuid4().hex}")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with both of them."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "cities.txt").write_text(CITIES, encoding="utf-8")
    (folder / "companies.md").write_text(COMPANIES, encoding="utf-8")
    return folder
