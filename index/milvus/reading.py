"""Passages fetched by name, the last few thousand of them kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from corpus.document import Passage
from index.milvus.connection import Connection, Row, Sparse
from index.milvus.records import Entry, passage_from
from index.milvus.schema import PASSAGES
from index.milvus.storage import FETCHED

KEPT = 4096  # passages, 10 KB each


@dataclass(frozen=True, slots=True)
class Fetched:
    """A passage with its BM25F weights."""

    passage: Passage
    weights: Sparse


class Reading:
    """Reads passages of these documents. Safe to share between threads."""

    def __init__(self, connection: Connection, entries: Mapping[str, Entry]) -> None:
        self._connection = connection
        self._entries = entries
        self._kept: OrderedDict[str, Fetched] = OrderedDict()
        self._turn = Lock()

    def fetch(self, names: Sequence[str], consistency: str) -> dict[str, Fetched]:
        """The passages by name; one that is not there any more is missing."""
        with self._turn:
            found = {name: self._kept[name] for name in names if name in self._kept}
        missing = [name for name in names if name not in found]
        if missing:
            found |= self.take(self._connection.get(PASSAGES, missing, ["id", *FETCHED, "terms"], consistency))
        return found

    def take(self, rows: Iterable[Row]) -> dict[str, Fetched]:
        """The passages of rows that have been read, by name; they are kept as well."""
        found = {
            row["id"]: Fetched(passage_from(row, self._entries[row["instance"]].info), row["terms"]) for row in rows
        }
        self._keep(found)
        return found

    def _keep(self, fetched: Mapping[str, Fetched]) -> None:
        with self._turn:
            for name, one in fetched.items():
                self._kept[name] = one
                self._kept.move_to_end(name)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
