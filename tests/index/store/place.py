"""Where the libraries of the conformance suite lie: in a folder, or in Milvus on a server."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.milvus_lite import LiteServer
from corpus.document import Parsed
from corpus.loader import load
from corpus.splitter import split
from index.embedder import Embedder
from index.hit import Hit
from index.library import Library
from index.milvus.address import is_address, parse_address
from index.milvus.library import MilvusLibrary
from index.segmenter import Segmenter
from index.store import Store
from tests.index.conftest import SeededEmbedder

QUESTIONS = ("充电桩有多少台", "老年人口的比例", "岑北晶能做什么", "2024年营收是多少", "城市", "台")


class Place:
    """One library, opened as often as is asked for, each time as another program would.

    Args:
        folder: for the library, or for the folders of its front ends.
        where: the folder of the library, or its address.
        segmenter: of all who open it.
        server: that may be stopped and killed, if there is one.
    """

    def __init__(self, folder: Path, where: str, segmenter: Segmenter, server: LiteServer | None = None) -> None:
        self.where = where
        self._folder = folder
        self._segmenter = segmenter
        self._server = server
        self._opened: list[Store] = []

    def __call__(self, embedder: Embedder | None = None, **options: Any) -> Store:
        """Open it; make it if there is none."""
        options = {"create": True, "segmenter": self._segmenter, **options}
        front = self._folder / f"front-{len(self._opened)}"
        self._opened.append(open_at(self.where, front, embedder or SeededEmbedder(), **options))
        return self._opened[-1]

    def close(self) -> None:
        """Close all that is open."""
        while self._opened:
            self._opened.pop().close()

    def restart(self) -> None:
        """Close all that is open, and end and start the server."""
        self.close()
        if self._server:
            self._server.stop()
            self._server.start()

    def kill_server(self) -> None:
        """kill -9, and started again."""
        assert self._server
        self._server.kill()
        self._server.start()


def open_at(where: str, front: Path, embedder: Embedder, **options: Any) -> Store:
    """The library in a folder or at an address."""
    if is_address(where):
        return MilvusLibrary.open(front, parse_address(where), embedder, fresh=0.0, **options)
    return Library.open(Path(where), embedder, **options)


def names(library: Store) -> list[str]:
    """The files of its documents."""
    return [Path(info.source).name for info in library.documents()]


def texts(hits: Sequence[Hit]) -> list[str]:
    """What was found."""
    return [hit.passage.text for hit in hits]


def parsed(path: Path) -> Parsed:
    """The file as it has to be held."""
    return split(load(path))
