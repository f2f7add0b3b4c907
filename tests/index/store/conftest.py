"""The fixtures of the conformance suite: what every store promises, run over the embedded one and over Milvus."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from benchmarks.milvus_lite import LiteServer, drop
from index.milvus.address import is_address, parse_address
from index.segmenter import Segmenter
from index.store import Store
from tests.index.milvus.server import skip_without_server
from tests.index.store.place import Place


@pytest.fixture(scope="module", params=["embedded", "milvus"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def new_place(kind: str, request: pytest.FixtureRequest, segmenter: Segmenter) -> Iterator[Callable[[Path], Place]]:
    """Gives the place of a library that nobody has used."""
    server = request.getfixturevalue("milvus_server") if kind == "milvus" else None
    made: list[Place] = []

    def make(folder: Path) -> Place:
        where = server.address(f"test_{uuid4().hex}") if server else str(folder / "library")
        made.append(Place(folder, where, segmenter))
        return made[-1]

    yield make
    for place in made:
        place.close()
        if is_address(place.where):
            drop(parse_address(place.where))


@pytest.fixture
def open_store(new_place: Callable[[Path], Place], tmp_path: Path) -> Iterator[Place]:
    """Opens one library, any number of times."""
    place = new_place(tmp_path)
    yield place
    place.close()


@pytest.fixture
def own_place(kind: str, tmp_path: Path, segmenter: Segmenter) -> Iterator[Place]:
    """A library with a server of its own, which may be killed."""
    if kind == "embedded":
        place = Place(tmp_path, str(tmp_path / "library"), segmenter)
        yield place
        place.close()
        return
    skip_without_server()
    server = LiteServer(tmp_path)
    server.start()
    place = Place(tmp_path, server.address("kept"), segmenter, server)
    yield place
    place.close()
    server.stop()


@pytest.fixture(scope="module")
def report(new_place: Callable[[Path], Place], tmp_path_factory: pytest.TempPathFactory, sample_report: Path) -> Store:
    """A library of one report, to be read only."""
    library = new_place(tmp_path_factory.mktemp("report"))()
    library.update([sample_report])
    return library
