"""The line to a Milvus server: pymilvus behind a few typed calls, its failures as errors of a library."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import LibraryInaccessible
from index.fusion import RRF_K
from index.milvus.address import Address
from index.milvus.filters import Filter, expression

BATCH = 500  # rows of one insertion or one query; with the largest rows 30 MB, and gRPC's limit is 64
TIMEOUT = 60.0  # seconds of one call
REACHED_WITHIN = 5.0  # seconds in which a server answers the first call, or is taken for absent
EXAMINED = 2  # times as many vectors as are wanted that the graph is searched for: recall near 1
STRONG, BOUNDED = "Strong", "Bounded"  # everything that was acknowledged, or all but the last few seconds of it

_log = logging.getLogger(__name__)

Floats = NDArray[np.float32]
Sparse = Mapping[int, float]
Row = dict[str, Any]


class Connection:
    """One library's collections on one server. Safe to share between threads, as pymilvus's client is.

    A call that fails is made once more over a new line: the server may have been started again in the meantime. Every
    call may be made twice, for rows have keys of ours.
    """

    def __init__(self, address: Address, timeout: float = TIMEOUT) -> None:
        self.address = address
        self._timeout = timeout
        self._turn = Lock()
        self._client = _connect(address)

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def collections(self) -> set[str]:
        """The names of this library's collections, without the library's own."""
        prefix = self._full("")
        names: list[str] = self._ask(lambda client: client.list_collections(timeout=self._timeout))
        return {name.removeprefix(prefix) for name in names if name.startswith(prefix)}

    def create(self, collection: str, declare: Callable[[Any], tuple[Any, Any]]) -> None:
        """Make and load a collection; `declare` gives its schema and indexes. One that is there is left as it is."""
        name = self._full(collection)
        schema, indexes = declare(self._client)

        def make(client: Any) -> None:
            _unless(
                lambda: client.has_collection(name),
                lambda: client.create_collection(name, schema=schema, consistency_level=STRONG),
            )
            _unless(
                lambda: len(client.list_indexes(name)) == len(indexes),
                lambda: client.create_index(name, indexes, sync=False),  # waiting takes half a second an index
            )
            client.load_collection(name, timeout=self._timeout)

        self._ask(make)

    def load(self, collection: str) -> None:
        """Make a collection searchable: after a restart some servers wait to be told."""
        self._ask(lambda client: client.load_collection(self._full(collection), timeout=self._timeout))

    def drop(self, collection: str) -> None:
        """Delete a collection with all its rows."""
        self._ask(lambda client: client.drop_collection(self._full(collection), timeout=self._timeout))

    def upsert(self, collection: str, rows: Sequence[Row]) -> None:
        """Put rows in, in the place of those of the same key. When this returns they are there for good."""
        for start in range(0, len(rows), BATCH):
            part = list(rows[start : start + BATCH])
            self._ask(partial(_upsert, self._full(collection), part, self._timeout))

    def seal(self, collection: str) -> None:
        """Ask the server to index now what came in. It may decline: there is a limit to how often it does so."""
        try:
            self._client.flush(self._full(collection), timeout=self._timeout)
        except _failures() as error:
            _log.info("%s: %s is not sealed yet: %s", self.address, collection, error)

    def delete(self, collection: str, condition: Filter) -> None:
        """Take out the rows that fulfil the condition."""
        said = expression(condition)
        self._ask(lambda client: client.delete(self._full(collection), filter=said, timeout=self._timeout))

    def get(self, collection: str, keys: Sequence[str], fields: Sequence[str], consistency: str = STRONG) -> list[Row]:
        """The rows of these keys that there are, in no order."""
        options = {"output_fields": list(fields), "consistency_level": consistency, "timeout": self._timeout}
        found: list[Row] = []
        for start in range(0, len(keys), BATCH):
            part = list(keys[start : start + BATCH])
            found += self._ask(partial(_get, self._full(collection), part, options))
        return found

    def rows(self, collection: str, condition: Filter, fields: Sequence[str]) -> list[Row]:
        """All rows that fulfil the condition, however many there are, in no order."""
        options = {"filter": expression(condition), "output_fields": list(fields), "timeout": self._timeout}
        found: list[Row] = self._ask(partial(_every, self._full(collection), options))
        return found

    def count(self, collection: str, condition: Filter) -> int:
        """How many rows fulfil the condition."""
        options = {"filter": expression(condition), "consistency_level": STRONG, "timeout": self._timeout}
        name = self._full(collection)
        found = self._ask(lambda client: client.query(name, output_fields=["count(*)"], **options))
        return int(found[0]["count(*)"])

    def search(
        self,
        collection: str,
        field: str,
        vector: Floats | Sparse,
        k: int,
        *,
        fields: Sequence[str] = (),
        condition: str = "",
        consistency: str = STRONG,
    ) -> list[tuple[float, Row]]:
        """The k rows of highest inner product, best first, each with the fields; `condition` is an expression."""
        options = {
            "anns_field": field,
            "limit": k,
            "filter": condition,
            "output_fields": list(fields),
            "search_params": {"metric_type": "IP", "params": {"ef": EXAMINED * k}},
            "consistency_level": consistency,
            "timeout": self._timeout,
        }
        found = self._ask(lambda client: client.search(self._full(collection), [vector], **options))
        return [(float(hit["distance"]), dict(hit["entity"])) for hit in found[0]]

    def fused(
        self, collection: str, legs: Mapping[str, Floats | Sparse], k: int, fields: Sequence[str], consistency: str
    ) -> list[tuple[float, Row]]:
        """The k best rows by the server's own reciprocal rank fusion of searches by field, each k rows deep."""
        from pymilvus import AnnSearchRequest, RRFRanker

        param = {"metric_type": "IP", "params": {"ef": EXAMINED * k}}
        asked = [AnnSearchRequest([vector], field, param, k) for field, vector in legs.items()]
        name, options = self._full(collection), {"consistency_level": consistency, "timeout": self._timeout}
        found = self._ask(
            lambda client: client.hybrid_search(
                name, asked, RRFRanker(RRF_K), limit=k, output_fields=list(fields), **options
            )
        )
        return [(float(hit["distance"]), dict(hit["entity"])) for hit in found[0]]

    def _full(self, collection: str) -> str:
        return f"{self.address.name}_{collection}"

    def _ask(self, call: Callable[[Any], Any]) -> Any:
        client = self._client
        with explained(self.address):
            try:
                return call(client)
            except _failures():
                self._renew(client)
                return call(self._client)

    def _renew(self, failed: Any) -> None:
        """Dial again, unless another thread has just done so. Raises where nobody answers."""
        with self._turn:
            if self._client is failed:
                client = _dial(self.address)
                for name in client.list_collections(timeout=REACHED_WITHIN):
                    if name.startswith(self._full("")):
                        client.load_collection(name, timeout=self._timeout)
                self._client = client


def _upsert(name: str, rows: list[Row], timeout: float, client: Any) -> None:
    client.upsert(name, rows, timeout=timeout)


def _get(name: str, keys: list[str], options: dict[str, Any], client: Any) -> Any:
    return client.get(name, ids=keys, **options)


def _every(name: str, options: dict[str, Any], client: Any) -> list[Row]:
    iterator = client.query_iterator(name, batch_size=BATCH, consistency_level=STRONG, **options)
    found: list[Row] = []
    while batch := iterator.next():
        found += batch
    iterator.close()
    return found


def _unless(done: Callable[[], bool], do: Callable[[], object]) -> None:
    """Do what is not done yet; it is well where another writer does it at the same time."""
    if not done():
        try:
            do()
        except Exception:
            if not done():
                raise


def _connect(address: Address) -> Any:
    try:
        import pymilvus
    except ImportError as error:
        raise LibraryInaccessible(
            f"pymilvus is not installed: {error}",
            f"文库“{address}”在 Milvus 里，需要先安装：pip install 'yinju[milvus]'。",
        ) from error
    logging.getLogger(pymilvus.__name__).setLevel(logging.CRITICAL)  # it prints every failure; our errors say it once
    with explained(address):
        return _dial(address)


def _dial(address: Address) -> Any:
    from pymilvus import MilvusClient

    # A line of its own: pymilvus and gRPC share lines by address, also one that has failed and waits to dial again.
    own = {"grpc.use_local_subchannel_pool": 1}
    return MilvusClient(uri=address.uri, token=address.token, timeout=REACHED_WITHIN, dedicated=True, grpc_options=own)


def _failures() -> tuple[type[Exception], ...]:
    """What pymilvus raises where something goes wrong on the server or on the way to it."""
    from pymilvus.exceptions import MilvusException

    return MilvusException, OSError


@contextmanager
def explained(address: Address) -> Iterator[None]:
    """What goes wrong on the server or on the way to it, as the error of a library."""
    try:
        yield
    except _failures() as error:
        raise LibraryInaccessible(
            f"{address}: {error}",
            f"无法使用 Milvus 里的文库“{address}”：服务没有运行、连不上、拒绝了登录，或没有完成这次操作；"
            "已经确认写入的内容都还在。请检查 Milvus 是否在运行、地址和密码是否正确，然后重试。",
        ) from error
