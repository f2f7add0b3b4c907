"""Every file of a library harmed in every way: it is mended or refused, and never answers wrongly."""

from __future__ import annotations

import resource
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from index.dictionary import DICTIONARY
from index.errors import DamagedLibrary, LibraryError, LibraryInaccessible, LibraryNotFound
from index.library import DATABASE, Library
from index.segment import ARRAYS, DESCRIPTION, NAMES, SUMS, WORDS
from index.segmenter import Segmenter
from index.verification import Finding, verify
from tests.index.texts import CITIES

OTHERS = "浔安港2022年建成换电站3.4万座。\n\n临澜市的青年人口占比为21.3%。\n"  # as many passages
QUERY = "充电桩有多少台"


class Made:
    """A library, closed, and how to look at it."""

    def __init__(self, folder: Path, embedder: Any, segmenter: Segmenter) -> None:
        self.folder, self._embedder, self._segmenter = folder, embedder, segmenter
        self.said: list[str] = []

    def open(self, *, checked: bool = True) -> Library:
        options: dict[str, Any] = {"segmenter": self._segmenter, "announce": self.said.append, "checked": checked}
        return Library.open(self.folder, self._embedder, create=not self.folder.exists(), **options)

    def content(self) -> tuple[object, ...]:
        """All that it says, and what it finds."""
        with closing(self.open()) as library:
            hits = [(hit.passage, hit.score) for hit in library.retriever().search(QUERY, 10)]
            texts = [(info, library.text(info.doc_id), library.passages(info.doc_id)) for info in library.documents()]
            return texts, hits

    def damage(self) -> tuple[Finding, ...]:
        return tuple(one for one in verify(self.folder) if one.damage)

    def files(self) -> list[Path]:
        """All that holds anything."""
        return [path for path in sorted(self.folder.rglob("*")) if path.is_file() and path.stat().st_size]


@pytest.fixture
def make(tmp_path: Path, embedder: Any, segmenter: Segmenter) -> Any:
    def made(name: str, text: str) -> Made:
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        one = Made(tmp_path / name, embedder, segmenter)
        with closing(one.open()) as library:
            library.update([tmp_path / f"{name}.txt"])
        return one

    return made


@pytest.fixture
def made(make: Any) -> Made:
    one: Made = make("one", CITIES)
    return one


def harmless(made: Made, before: tuple[object, ...]) -> bool:
    """Whether it is refused with a message, or says just what it said before."""
    try:
        return made.content() == before
    except LibraryError as error:
        return bool(error.user_message)


@pytest.fixture
def each_file(made: Made) -> Iterator[Path]:
    """Each of its files in turn, in a library that is whole again."""
    shutil.copytree(made.folder, made.folder.with_name("whole"))

    def each() -> Iterator[Path]:
        for path in made.files():
            yield path
            shutil.rmtree(made.folder)
            shutil.copytree(made.folder.with_name("whole"), made.folder)

    return each()


def test_an_unharmed_library_is_clean(made: Made) -> None:
    assert made.damage() == ()
    assert {path.name for path in made.files()} == {
        DATABASE,
        "manifest.json",
        DESCRIPTION,
        SUMS,
        WORDS,
        NAMES,
        *(f"{name}.bin" for name in ARRAYS),
    }


def test_a_file_that_is_gone_is_noticed(made: Made, each_file: Iterator[Path]) -> None:
    before = made.content()
    for path in each_file:
        path.unlink()
        assert made.damage()
        assert harmless(made, before)


@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_a_file_that_was_cut_short_is_noticed(made: Made, each_file: Iterator[Path], share: float) -> None:
    before = made.content()
    for path in each_file:
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * share)])
        assert made.damage()
        assert harmless(made, before)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.8, 1.0])
def test_a_flipped_byte_in_a_search_file_is_noticed(made: Made, each_file: Iterator[Path], share: float) -> None:
    before = made.content()
    for path in each_file:
        if path.name != DATABASE:
            flip(path, round((path.stat().st_size - 1) * share))
            assert made.damage()
            assert made.content() == before
            assert made.said.pop()


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def test_a_flipped_byte_in_the_database_is_noticed_or_means_nothing(made: Made) -> None:
    before, path = made.content(), made.folder / DATABASE
    whole = path.read_bytes()
    for at in [*range(0, 100, 5), *range(100, len(whole), len(whole) // 40)]:
        flip(path, at)
        found = made.damage()
        assert harmless(made, before), at
        assert found or made.content() == before, at
        path.write_bytes(whole)


@pytest.mark.parametrize("text", ["1.2", "青禾市", "岚溪", "one.txt", "utf-8", "generation", "paragraph"])
def test_a_flipped_byte_in_what_was_stored_is_noticed(made: Made, text: str) -> None:
    path = made.folder / DATABASE
    data, at = path.read_bytes(), -1
    while (at := data.find(text.encode(), at + 1)) >= 0:
        flip(path, at)
        found = made.damage()
        path.write_bytes(data)
        if found:
            return
    pytest.fail(f"{text} was changed and nobody noticed")


def test_a_changed_number_is_never_cited(made: Made) -> None:
    path = made.folder / DATABASE
    path.write_bytes(path.read_bytes().replace("1.2万台".encode(), "9.2万台".encode()))
    with pytest.raises(DamagedLibrary) as error:
        made.content()
    assert "yinju verify" in error.value.user_message


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET title = '别的'",
        "UPDATE passages SET start = start + 1 WHERE ordinal = 0",
        "DELETE FROM passages WHERE ordinal = 0",
        "DELETE FROM sources",
        "UPDATE meta SET value = '7' WHERE key = 'generation'",
        "UPDATE vectors SET sentences = passages",
        "PRAGMA foreign_keys = OFF; DELETE FROM documents",
    ],
)
def test_what_another_program_did_is_noticed(made: Made, statement: str) -> None:
    with closing(sqlite3.connect(made.folder / DATABASE)) as connection:
        connection.executescript(statement)
    assert made.damage()
    with pytest.raises(DamagedLibrary):
        made.content()


# Files of another library


def test_each_search_file_of_another_library_is_noticed(made: Made, make: Any, each_file: Iterator[Path]) -> None:
    before, other = made.content(), make("other", OTHERS)
    for path in each_file:
        theirs = other.folder / path.relative_to(made.folder)
        if path.name != DATABASE and theirs.read_bytes() != path.read_bytes():
            shutil.copy(theirs, path)
            assert made.damage()
            assert made.content() == before


def test_all_search_files_of_another_library_are_noticed(made: Made, make: Any) -> None:
    before, other = made.content(), make("other", OTHERS)
    shutil.rmtree(made.folder / "generations")
    shutil.copytree(other.folder / "generations", made.folder / "generations")
    assert ["属于另一个文库" in one.problem for one in made.damage()] == [True]
    assert made.content() == before


def test_the_database_of_another_library_is_noticed(made: Made, make: Any) -> None:
    other = make("other", OTHERS)
    shutil.copy(other.folder / DATABASE, made.folder / DATABASE)
    assert ["属于另一个文库" in one.problem for one in made.damage()] == [True]
    assert made.content() == other.content()
    assert made.said


def test_what_sqlite_has_left_of_another_library_is_noticed(made: Made, make: Any) -> None:
    before, other = made.content(), make("other", OTHERS)
    with closing(other.open()) as library:
        library.remove(["other.txt"])
        log = other.folder / f"{DATABASE}-wal"
        assert log.stat().st_size
        shutil.copy(log, made.folder)
    assert harmless(made, before) or (made.content() == ([], []) and made.said)  # theirs, which is empty


# Mending


def test_a_changed_document_is_read_again_from_its_file(made: Made) -> None:
    before, path = made.content(), made.folder / DATABASE
    path.write_bytes(path.read_bytes().replace("1.2万台".encode(), "9.2万台".encode()))
    assert "重新读入" in made.damage()[0].mend
    with closing(made.open(checked=False)) as library:
        library.repair()
    assert made.damage() == ()
    assert made.content() == before


def test_a_changed_document_without_its_file_stays_refused(made: Made, tmp_path: Path) -> None:
    path = made.folder / DATABASE
    path.write_bytes(path.read_bytes().replace("1.2万台".encode(), "9.2万台".encode()))
    (tmp_path / "one.txt").unlink()
    assert "yinju import" in made.damage()[0].mend
    with closing(made.open(checked=False)) as library:
        library.repair()
    assert made.damage()
    with pytest.raises(DamagedLibrary):
        made.content()


def test_a_database_that_is_gone_is_not_taken_for_an_empty_library(made: Made) -> None:
    (made.folder / DATABASE).unlink()
    with pytest.raises(DamagedLibrary) as error:
        made.content()
    assert "不见了" in error.value.user_message


def test_where_there_never_was_a_library_there_is_nothing_to_verify(tmp_path: Path) -> None:
    with pytest.raises(LibraryNotFound):
        verify(tmp_path)


def test_left_overs_do_no_harm_and_are_named(made: Made) -> None:
    before = made.content()
    (made.folder / "generations" / "2.new").mkdir()
    (found,) = verify(made.folder)
    assert (found.place, found.damage) == ("generations/2.new", False)
    assert made.content() == before


def test_a_dictionary_that_is_no_text_is_named(made: Made) -> None:
    (made.folder / DICTIONARY).write_bytes(b"\xff\xfe\x00")
    assert [one.place for one in verify(made.folder)] == [DICTIONARY]


# Full disks, and others at work


@pytest.mark.parametrize("limit", [0, 500, 3000, 9000, 20_000])
def test_a_full_disk_is_told_and_nothing_is_lost(made: Made, tmp_path: Path, limit: int) -> None:
    before = made.content()
    (tmp_path / "new.txt").write_text(OTHERS * 30, encoding="utf-8")
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    with closing(made.open()) as library:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, usual[1]))
        try:
            with pytest.raises(LibraryInaccessible) as error:
                library.update([tmp_path / "new.txt"])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert "磁盘已满" in error.value.user_message
    assert made.damage() == ()
    assert made.content() == before


def test_readers_find_one_state_or_the_next_while_a_writer_works(made: Made, tmp_path: Path) -> None:
    first = {hit.passage.text for hit in made.open().retriever().search(QUERY, 10)}
    (tmp_path / "one.txt").write_text(OTHERS, encoding="utf-8")
    writer = threading.Thread(target=lambda: made.open().update([tmp_path / "one.txt"]))
    with closing(made.open()) as library:
        writer.start()
        seen = []
        while writer.is_alive():
            seen.append({hit.passage.text for hit in library.retriever().search(QUERY, 10)})
        writer.join()
        second = {hit.passage.text for hit in library.retriever().search(QUERY, 10)}
    assert first & second == set()
    assert all(one in (first, second) for one in seen)
