"""Two writers whose steps are shuffled: whatever one does between two steps of the other, both of them are heard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from index.milvus import storage as stored
from index.milvus.address import parse_address
from index.milvus.connection import Connection, Row
from index.milvus.filters import AllOf
from index.milvus.library import MilvusLibrary
from index.milvus.schema import DOCUMENTS
from index.milvus.storage import MilvusStorage
from index.segmenter import Segmenter
from tests.index.conftest import SeededEmbedder

Open = Callable[..., MilvusLibrary]
STEPS = 12  # more than weighing one document again takes
BEFORE, AFTER = "青禾市建成充电桩12台。", "青禾市建成充电桩13台。"


class Interrupted(Connection):
    """Lets somebody else have a turn before one of its writes."""

    def __init__(self, address: str, writes: int, turn: Callable[[], object]) -> None:
        super().__init__(parse_address(address))
        self.left = writes
        self._turn_of_another = turn

    def upsert(self, collection: str, rows: Sequence[Row]) -> None:
        self._count()
        super().upsert(collection, rows)

    def delete(self, collection: str, condition: object) -> None:
        self._count()
        super().delete(collection, condition)  # type: ignore[arg-type]

    def _count(self) -> None:
        self.left -= 1
        if self.left == -1:
            self._turn_of_another()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(BEFORE, encoding="utf-8")
    return path


@pytest.fixture
def weigh_again(
    milvus_address: str, tmp_path: Path, segmenter: Segmenter
) -> Callable[[int, Callable[[], object]], bool]:
    """Weighs everything again, and lets somebody else have a turn before that write; whether it came to that."""

    def weigh(writes: int, turn: Callable[[], object]) -> bool:
        connection = Interrupted(milvus_address, writes, turn)
        storage = MilvusStorage(connection)
        library = MilvusLibrary(
            tmp_path, connection.address, storage, connection, SeededEmbedder(), segmenter, fresh=0.0
        )
        library.repair()
        connection.close()
        return connection.left < 0

    return weigh


def found(library: MilvusLibrary) -> list[str]:
    return [hit.passage.text for hit in library.retriever().search("充电桩", 10)]


def test_what_is_removed_while_it_is_weighed_again_stays_removed(
    open_milvus: Open, file: Path, weigh_again: Callable[[int, Callable[[], object]], bool]
) -> None:
    library = open_milvus()
    turns = 0
    for writes in range(STEPS):
        library.update([file])
        turns += weigh_again(writes, lambda: library.remove([file.name]))
        if turns == writes + 1:
            assert (library.documents(), found(library)) == ((), []), f"before write {writes}"
    assert 5 < turns < STEPS
    library.update([file])  # and may come again
    assert found(library) == [BEFORE]


def test_what_is_replaced_while_it_is_weighed_again_stays_replaced(
    open_milvus: Open, file: Path, weigh_again: Callable[[int, Callable[[], object]], bool]
) -> None:
    library = open_milvus()

    def replace_it() -> None:
        file.write_text(AFTER, encoding="utf-8")
        library.update([file])

    for writes in range(STEPS):
        file.write_text(BEFORE, encoding="utf-8")
        library.update([file])
        expected = AFTER if weigh_again(writes, replace_it) else BEFORE
        assert found(library) == [expected], f"before write {writes}"
        assert len(library.documents()) == 1


def test_that_a_document_is_gone_is_forgotten_after_a_day(
    open_milvus: Open, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = open_milvus()
    library.update([file])
    library.remove([file.name])
    assert _rows(library) == ["gone"]
    monkeypatch.setattr(stored, "GIVEN_UP", 0.0)
    library.update([])
    assert _rows(library) == []


def _rows(library: MilvusLibrary) -> list[str]:
    rows = vars(library)["_connection"].rows(DOCUMENTS, AllOf(()), ["state"])
    return [str(row["state"]) for row in rows]


def test_what_leaves_before_it_could_be_weighed_again_is_passed_over(open_milvus: Open, file: Path) -> None:
    library = open_milvus()
    other = file.with_name("b.txt")
    other.write_text("岚溪市建成充电桩5台。", encoding="utf-8")
    library.update([file, other])
    writer, entries = vars(MilvusLibrary)["_writer"].fget(library), vars(library)["_storage"].contents().entries
    library.remove([file.name])
    writer.weigh_again(entries)
    assert found(library) == ["岚溪市建成充电桩5台。"]
