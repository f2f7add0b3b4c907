"""Writers that die, servers that die, and what is left of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.milvus_lite import LiteServer
from index.errors import LibraryInaccessible
from index.milvus.address import parse_address
from index.milvus.connection import STRONG, Connection, Row
from index.milvus.filters import AllOf, Among
from index.milvus.library import MilvusLibrary
from index.milvus.records import Entry
from index.milvus.schema import DOCUMENTS, PASSAGES, PIECES, SENTENCES
from index.milvus.storage import MilvusStorage, visible
from index.segmenter import Segmenter
from index.storage import DocumentInfo
from tests.index.conftest import SeededEmbedder
from tests.index.milvus.server import skip_without_server

Open = Callable[..., MilvusLibrary]


def entry(instance: str, doc_id: str, *sources: str) -> Entry:
    info = DocumentInfo(doc_id, "标题", sources[0] if sources else "", "utf-8", 1, 1, 0, (), ())
    return Entry(instance, instance, info, sources, 1, {}, "", {})


# Which documents count


def test_every_document_with_a_file_counts() -> None:
    entries = [entry("1", "a", "/a.txt"), entry("2", "b", "/b.txt")]
    assert visible(entries) == tuple(entries)


def test_a_document_leaves_when_a_later_one_was_read_from_its_only_file() -> None:
    assert [one.instance for one in visible([entry("1", "old", "/a.txt"), entry("2", "new", "/a.txt")])] == ["2"]


def test_a_document_with_another_file_stays_with_that_one() -> None:
    found = visible([entry("1", "old", "/a.txt", "/copy.txt"), entry("2", "new", "/a.txt")])
    assert [(one.instance, one.sources) for one in found] == [("1", ("/copy.txt",)), ("2", ("/a.txt",))]


def test_of_a_document_that_was_taken_in_twice_the_later_one_counts_with_the_files_of_both() -> None:
    (found,) = visible([entry("1", "a", "/left.txt"), entry("2", "a", "/right.txt")])
    assert (found.instance, set(found.sources)) == ("2", {"/left.txt", "/right.txt"})


def test_of_a_file_the_document_counts_that_was_first_taken_in_last_whichever_was_weighed_again() -> None:
    again = replace(entry("3", "old", "/a.txt"), added="1")
    entries = sorted([again, entry("2", "new", "/a.txt")], key=lambda one: one.added)
    assert [one.instance for one in visible(entries)] == ["2"]


class Counting(Connection):
    """Counts what is asked of the pieces."""

    asked = 0

    def get(self, collection: str, keys: Sequence[str], fields: Sequence[str], consistency: str = STRONG) -> list[Row]:
        self.asked += collection == PIECES
        return super().get(collection, keys, fields, consistency)


def test_a_front_end_reads_the_statistics_of_many_documents_at_once(
    open_milvus: Open, milvus_address: str, tmp_path: Path
) -> None:
    files = [tmp_path / f"{number}.txt" for number in range(5)]
    for number, file in enumerate(files):
        file.write_text(f"第{number}市建成充电桩{number}台。", encoding="utf-8")
    library = open_milvus()
    library.update(files)
    connection = Counting(parse_address(milvus_address))
    storage = MilvusStorage(connection)
    entries = storage.contents().entries
    assert storage.sum(entries) == vars(library)["_storage"].sum(entries)
    assert connection.asked == 1
    connection.close()


# A writer that dies


class Mortal(Connection):
    """Dies before one of its writes."""

    def __init__(self, address: str, writes: int) -> None:
        super().__init__(parse_address(address))
        self.left = writes

    def upsert(self, collection: str, rows: Sequence[Row]) -> None:
        self._live()
        super().upsert(collection, rows)

    def delete(self, collection: str, condition: object) -> None:
        self._live()
        super().delete(collection, condition)  # type: ignore[arg-type]

    def _live(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt


def mortal_library(folder: Path, address: str, segmenter: Segmenter, writes: int) -> MilvusLibrary:
    connection = Mortal(address, writes)
    storage = MilvusStorage(connection)
    return MilvusLibrary(folder, connection.address, storage, connection, SeededEmbedder(), segmenter, fresh=0.0)


def rows_of(connection: Connection) -> dict[str, set[str]]:
    """The instances that have rows, by collection."""
    everything = AllOf(())
    found = {
        name: {str(row["instance"]) for row in connection.rows(name, everything, ["instance"])}
        for name in (PIECES, PASSAGES, SENTENCES)
    }
    return found | {DOCUMENTS: {str(row["id"]) for row in connection.rows(DOCUMENTS, everything, ["id"])}}


def kept_for_a_day(connection: Connection) -> set[str]:
    """What may still be in the making, and what tells that a document is gone."""
    return {str(row["id"]) for row in connection.rows(DOCUMENTS, Among("state", ("coming", "gone")), ["id"])}


def test_whenever_a_writer_dies_the_library_is_the_old_or_the_new_one_and_the_next_writer_cleans_up(
    open_milvus: Open, milvus_address: str, tmp_path: Path, segmenter: Segmenter
) -> None:
    file = tmp_path / "a.txt"
    file.write_text("青禾市建成充电桩0台。", encoding="utf-8")
    reader = open_milvus()
    reader.update([file])
    seen: set[str] = set()
    for writes in range(20):
        old, new = f"青禾市建成充电桩{writes}台。", f"青禾市建成充电桩{writes + 1}台。"
        file.write_text(new, encoding="utf-8")
        dying = mortal_library(tmp_path, milvus_address, segmenter, writes)
        finished = False
        with suppress(KeyboardInterrupt):
            dying.update([file])
            finished = True
        after = open_milvus()
        (info,) = after.documents()
        assert after.text(info.doc_id) == new or (after.text(info.doc_id) == old and not finished)
        seen.add("new" if after.text(info.doc_id) == new else "old")
        assert [hit.passage.text for hit in after.retriever().search("充电桩", 10)] == [after.text(info.doc_id)]
        reader.update([file])
        assert reader.text(reader.documents()[0].doc_id) == new
        dying.close()
        if finished:
            break
    assert seen == {"old", "new"}
    assert finished
    rows = rows_of(vars(reader)["_connection"])
    there = rows.pop(DOCUMENTS, set()) - kept_for_a_day(vars(reader)["_connection"])
    assert len(there) == 1
    assert all(there <= instances for instances in rows.values())


# A server that dies


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[LiteServer]:
    skip_without_server()
    server = LiteServer(tmp_path)
    server.start()
    yield server
    server.stop()


def open_at(server: LiteServer, folder: Path, segmenter: Segmenter) -> MilvusLibrary:
    address = parse_address(server.address("kept"))
    return MilvusLibrary.open(folder, address, SeededEmbedder(), create=True, segmenter=segmenter, fresh=0.0)


def test_an_open_front_end_goes_on_after_a_restart(
    own_server: LiteServer, tmp_path: Path, segmenter: Segmenter
) -> None:
    file = tmp_path / "a.txt"
    file.write_text("青禾市建成充电桩12台。", encoding="utf-8")
    library = open_at(own_server, tmp_path / "front", segmenter)
    library.update([file])
    own_server.stop()
    with pytest.raises(LibraryInaccessible):
        library.documents()
    own_server.start()
    assert [hit.passage.text for hit in library.retriever().search("充电桩", 1)] == ["青禾市建成充电桩12台。"]
    assert len(library.documents()) == 1
