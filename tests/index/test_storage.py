from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.document import Document, Page, Parsed, Passage
from index.database import SCHEMA_VERSION
from index.errors import DamagedLibrary, UnknownLibrary
from index.storage import Storage, Vectors

TEXT = "青禾市\t12\n乙乙"
PAGES = (Page(1, 0, 8, "甲"), Page(2, 8, 9))
DOCUMENT = Document("d", "标题", "d.txt", TEXT, "gb18030", PAGES)


def vectors(passages: int, sentences: int) -> Vectors:
    rows = np.arange((passages + sentences) * 2, dtype=np.float32).reshape(-1, 2)
    return Vectors(rows[:passages], rows[passages:], np.zeros(sentences, np.int32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library.sqlite"


@pytest.fixture
def storage(path: Path) -> Storage:
    return Storage.create(path, {"embedder": "seeded", "dim": "2"})


@pytest.fixture
def parsed(table_passage: Passage) -> Parsed:
    speech = Passage("d:7", "d", "标题", "d.txt", "乙乙", 7, 9, 2, 2, speaker="甲", organisation="丙所", asked="为何？")
    table = replace(table_passage, page=1, page_label="甲", pages=PAGES[:1])
    speech = replace(speech, page=1, page_label="甲", pages=PAGES)
    return Parsed(DOCUMENT, (table, speech), ("没有目录",), 1, ("甲",), (("禾", "青禾市"),))


def test_a_document_comes_back_as_it_was(storage: Storage, parsed: Parsed) -> None:
    with storage.transaction():
        storage.add(parsed, vectors(2, 3))
    assert storage.document("d") == DOCUMENT
    assert storage.passages("d") == parsed.passages
    assert storage.glossary() == parsed.glossary


def test_vectors_come_back_to_half_precision(storage: Storage, parsed: Parsed) -> None:
    with storage.transaction():
        storage.add(parsed, vectors(2, 3))
    stored = storage.vectors("d", 2)
    assert stored.passages.tolist() == [[0, 1], [2, 3]]
    assert stored.sentences.tolist() == [[4, 5], [6, 7], [8, 9]]
    assert stored.owners.tolist() == [0, 0, 0]


def test_the_list_says_what_a_document_holds(storage: Storage, parsed: Parsed) -> None:
    with storage.transaction():
        storage.add(parsed, vectors(2, 0))
    (info,) = storage.documents()
    assert (info.doc_id, info.characters, info.passages, info.tables) == ("d", len(TEXT), 2, 1)
    assert (info.encoding, info.speakers, info.warnings) == ("gb18030", ("甲",), ("没有目录",))


def test_a_block_that_fails_leaves_nothing(storage: Storage, parsed: Parsed) -> None:
    def interrupted() -> None:
        with storage.transaction():
            storage.add(parsed, vectors(2, 0))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert storage.documents() == ()


def test_removing_a_document_removes_its_passages_and_sources(storage: Storage, parsed: Parsed, path: Path) -> None:
    with storage.transaction():
        storage.add(parsed, vectors(2, 0))
        storage.set_source("/d.txt", "d")
    with storage.transaction():
        storage.remove(["d"])
    assert storage.sources() == {}
    assert sqlite3.connect(path).execute("SELECT count(*) FROM passages").fetchone() == (0,)


def test_a_document_whose_file_became_another_is_an_orphan(storage: Storage, parsed: Parsed) -> None:
    other = replace(parsed, document=replace(DOCUMENT, doc_id="e"), passages=())
    with storage.transaction():
        storage.add(parsed, vectors(2, 0))
        storage.set_source("/d.txt", "d")
        storage.add(other, vectors(0, 0))
        storage.set_source("/d.txt", "e")
        storage.remove_orphans()
    assert [info.doc_id for info in storage.documents()] == ["e"]


def test_readers_of_a_snapshot_do_not_see_a_later_write(storage: Storage, parsed: Parsed, path: Path) -> None:
    reader = Storage(path)
    with reader.snapshot():
        assert reader.documents() == ()
        with storage.transaction():
            storage.add(parsed, vectors(2, 0))
        assert reader.documents() == ()
    assert len(reader.documents()) == 1


def test_another_version_is_refused_and_left_as_it_is(storage: Storage, path: Path) -> None:
    with storage.transaction():
        storage.set_meta("schema_version", str(SCHEMA_VERSION + 1))
    storage.close()
    before = path.read_bytes()
    with pytest.raises(UnknownLibrary) as error:
        Storage(path)
    assert "版本" in error.value.user_message
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\x00" + bytes(200)])
def test_a_file_that_is_no_library_is_refused_and_left_as_it_is(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(UnknownLibrary):
        Storage(path)
    assert path.read_bytes() == content


def test_another_program_s_database_is_refused_and_left_as_it_is(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE meta (key TEXT, value TEXT)")
    before = path.read_bytes()
    with pytest.raises(UnknownLibrary):
        Storage(path)
    assert path.read_bytes() == before


def test_a_database_with_a_page_overwritten_does_not_pass_the_check(
    storage: Storage, parsed: Parsed, path: Path
) -> None:
    with storage.transaction():
        storage.add(parsed, vectors(2, 3))
    storage.check()
    storage.close()
    content = bytearray(path.read_bytes())
    page = content.find(TEXT.encode()) // 4096 * 4096
    content[page : page + 4096] = bytes(range(256)) * 16
    path.write_bytes(content)
    with pytest.raises(DamagedLibrary):
        Storage(path).check()
