from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from benchmarks.milvus_lite import drop
from index.milvus.address import parse_address
from index.milvus.library import MilvusLibrary
from index.segmenter import Segmenter

OpenMilvus = Callable[..., MilvusLibrary]


@pytest.fixture
def open_milvus(tmp_path: Path, milvus_address: str, embedder: object, segmenter: Segmenter) -> Iterator[OpenMilvus]:
    """Opens one library, any number of times; it is dropped in the end."""
    opened: list[MilvusLibrary] = []
    numbers = count()

    def open_it(address: str = milvus_address, **options: Any) -> MilvusLibrary:
        arguments = {"embedder": embedder, "segmenter": segmenter, "create": True, "fresh": 0.0, **options}
        folder = tmp_path / f"front-{next(numbers)}"
        opened.append(MilvusLibrary.open(folder, parse_address(address), **arguments))
        return opened[-1]

    yield open_it
    for library in opened:
        library.close()
    drop(parse_address(milvus_address))
