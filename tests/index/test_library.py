from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock

from corpus.errors import EmptyDocument, UnreadableDocument
from index import database
from index import library as libraries
from index.dictionary import DICTIONARY, own_segmenter
from index.embedder import SHIPPED_NAME
from index.errors import (
    DocumentNotFound,
    EmbedderMismatch,
    LibraryBusy,
    LibraryError,
    LibraryInaccessible,
    LibraryNotFound,
    UnknownLibrary,
)
from index.hit import Hit
from index.intake import Step
from index.library import DATABASE, Library
from index.retriever import HybridRetriever
from index.segment import ARRAYS, DESCRIPTION, NAMES, SUMS
from index.segmenter import Segmenter
from index.storage import Storage
from tests.index.texts import CITIES, COMPANIES

Open = Callable[..., Library]


@pytest.fixture
def open_library(folder: Path, embedder: object, segmenter: Segmenter) -> Iterator[Open]:
    opened: list[Library] = []

    def open_it(**options: object) -> Library:
        arguments = {"embedder": embedder, "segmenter": segmenter, "create": True, **options}
        opened.append(Library.open(folder, **arguments))  # type: ignore[arg-type]
        return opened[-1]

    yield open_it
    for library in opened:
        library.close()


@pytest.fixture
def library(open_library: Open, files: Path) -> Library:
    library = open_library()
    library.update([files])
    return library


def content(library: Library) -> dict[str, tuple[object, ...]]:
    """Everything that can be read from a library."""
    return {
        info.source: (info, library.text(info.doc_id), library.passages(info.doc_id)) for info in library.documents()
    }


def found(searcher: Library | HybridRetriever, query: str = "充电桩有多少台") -> list[Hit]:
    retriever = searcher.retriever() if isinstance(searcher, Library) else searcher
    return retriever.search(query, 10)


# What an update does


def test_documents_are_added_and_found(library: Library, files: Path) -> None:
    assert [Path(info.source).name for info in library.documents()] == ["cities.txt", "companies.md"]
    best = found(library)[0].passage
    assert "1.2万台" in best.text
    assert library.text(best.doc_id)[best.start : best.end] == best.text


def test_the_summary_counts_what_is_there(open_library: Open, files: Path) -> None:
    summary = open_library().update([files])
    assert [Path(info.source).name for info in summary.added] == ["cities.txt", "companies.md"]
    assert (summary.replaced, summary.unchanged, summary.failed) == ((), (), ())
    assert summary.documents == 2
    assert summary.passages == sum(info.passages for info in summary.added)


def test_progress_names_each_file_and_ends_complete(open_library: Open, files: Path) -> None:
    steps: list[Step] = []
    open_library().update([files], steps.append)
    calls = [(step.file, step.files_done, step.files) for step in steps]
    assert list(dict.fromkeys(calls)) == [("cities.txt", 0, 2), ("companies.md", 1, 2), ("", 2, 2)]
    assert [step.share for step in steps] == sorted(step.share for step in steps)
    assert {step.stage for step in steps} == {"", "读取", "切分", "计算向量", "整理索引"}
    assert steps[-1].share == 1.0


def test_an_unchanged_file_is_skipped(library: Library, files: Path) -> None:
    before = library.retriever()
    summary = library.update([files])
    assert (summary.added, summary.replaced) == ((), ())
    assert [path.name for path in summary.unchanged] == ["cities.txt", "companies.md"]
    assert library.retriever() is before


def test_a_changed_file_replaces_its_passages(library: Library, files: Path) -> None:
    (files / "cities.txt").write_text("浔安港换电一次5分钟。", encoding="utf-8")
    summary = library.update([files])
    assert [Path(info.source).name for info in summary.replaced] == ["cities.txt"]
    assert summary.added == ()
    texts = [hit.passage.text for hit in found(library)]
    assert "浔安港换电一次5分钟。" in texts
    assert not any("充电桩" in text for text in texts)


def test_adding_a_document_does_not_embed_the_others_again(library: Library, files: Path) -> None:
    library.embedder.encoded.clear()  # type: ignore[attr-defined]
    (files / "new.txt").write_text("甲乙丙。", encoding="utf-8")
    library.update([files])
    assert {text.split("\n")[-1] for text in library.embedder.encoded} == {"甲乙丙。"}  # type: ignore[attr-defined]


def test_two_copies_of_a_file_are_stored_once(library: Library, files: Path) -> None:
    shutil.copy(files / "cities.txt", files / "copy.txt")
    summary = library.update([files])
    assert summary.documents == 2
    assert "copy.txt" in [path.name for path in summary.unchanged]


def names(library: Library) -> list[str]:
    return [Path(info.source).name for info in library.documents()]


def test_a_file_that_was_removed_from_a_folder_leaves_no_trace(library: Library, files: Path) -> None:
    (files / "cities.txt").unlink()
    summary = library.update([files])
    assert [Path(info.source).name for info in summary.removed] == ["cities.txt"]
    assert names(library) == ["companies.md"]
    assert not any("充电桩" in hit.passage.text for hit in found(library))


def test_a_file_that_is_gone_stays_in_the_library_until_its_folder_is_indexed(library: Library, files: Path) -> None:
    (files / "cities.txt").unlink()
    summary = library.update([files / "companies.md"])
    assert summary.removed == ()
    assert len(library.documents()) == 2


def test_a_renamed_file_keeps_its_document(library: Library, files: Path) -> None:
    before = {info.doc_id for info in library.documents()}
    (files / "cities.txt").rename(files / "towns.txt")
    summary = library.update([files])
    assert (summary.added, summary.replaced, summary.removed) == ((), (), ())
    assert {info.doc_id for info in library.documents()} == before
    assert sorted(names(library)) == ["companies.md", "towns.txt"]
    (files / "towns.txt").write_text("浔安港换电一次5分钟。", encoding="utf-8")
    assert library.update([files / "towns.txt"]).documents == 2


def test_what_a_folder_holds_in_other_formats_is_counted(library: Library, files: Path) -> None:
    (files / "photo.png").write_bytes(b"x")
    (files / ".hidden").write_bytes(b"x")
    assert [path.name for path in library.update([files]).skipped] == ["photo.png"]


def test_a_warning_names_its_file(library: Library, files: Path) -> None:
    (files / "old.txt").write_bytes("北港有渔船三艘，铁船五艘。".encode("gb18030"))
    assert [warning[:11] for warning in library.update([files]).warnings] == ["《old.txt》：文"]


def test_a_document_stays_while_one_of_its_copies_does(library: Library, files: Path) -> None:
    shutil.copy(files / "cities.txt", files / "copy.txt")
    library.update([files])
    (files / "cities.txt").write_text("别的内容。", encoding="utf-8")
    library.update([files])
    assert {library.text(info.doc_id) for info in library.documents()} == {CITIES, COMPANIES, "别的内容。"}


def test_files_that_cannot_be_read_do_not_stop_the_others(open_library: Open, files: Path) -> None:
    (files / "empty.txt").write_bytes(b"")
    summary = open_library().update([files, files / "missing.txt"])
    assert len(summary.added) == 2
    assert {path.name: type(error) for path, error in summary.failed} == {
        "empty.txt": EmptyDocument,
        "missing.txt": UnreadableDocument,
    }


def test_a_file_that_became_unreadable_keeps_what_was_stored(library: Library, files: Path) -> None:
    before = content(library)
    (files / "cities.txt").write_bytes(b"")
    library.update([files])
    assert content(library) == before


# Removing


@pytest.mark.parametrize("name", ["cities.txt", "title", "doc_id", "source"])
def test_a_document_is_removed_by_any_of_its_names(library: Library, name: str) -> None:
    info = library.documents()[0]
    removed = library.remove([getattr(info, name, name)])
    assert removed == (info,)
    assert [Path(rest.source).name for rest in library.documents()] == ["companies.md"]
    assert not any("充电桩" in hit.passage.text for hit in found(library))


def test_an_unknown_name_removes_nothing(library: Library) -> None:
    before = content(library)
    with pytest.raises(DocumentNotFound) as error:
        library.remove(["cities.txt", "别的.txt"])
    assert "别的.txt" in error.value.user_message
    assert content(library) == before


def test_an_emptied_library_finds_nothing(library: Library) -> None:
    library.remove(["cities.txt", "companies.md"])
    assert found(library) == []


def test_the_text_of_a_removed_document_is_gone(library: Library) -> None:
    info = library.documents()[0]
    library.remove([info.doc_id])
    with pytest.raises(DocumentNotFound):
        library.text(info.doc_id)
    assert library.passages(info.doc_id) == ()


# Opening again


def test_a_library_opened_again_is_the_same(library: Library, open_library: Open) -> None:
    again = open_library(create=False)
    assert content(again) == content(library)
    assert found(again) == found(library)


def test_another_process_s_change_shows_at_the_next_search(library: Library, open_library: Open) -> None:
    reader = open_library(create=False)
    assert found(reader)
    library.remove(["cities.txt"])
    assert not any("充电桩" in hit.passage.text for hit in found(reader))


def test_without_a_library_opening_says_how_to_make_one(folder: Path, embedder: object) -> None:
    with pytest.raises(LibraryNotFound) as error:
        Library.open(folder, embedder)  # type: ignore[arg-type]
    assert "yinju index" in error.value.user_message
    assert not folder.exists()


def test_another_embedder_is_refused_and_nothing_changes(library: Library, open_library: Open) -> None:
    before = content(library)
    other = type(library.embedder)("other", 8)  # type: ignore[call-arg]
    with pytest.raises(EmbedderMismatch) as error:
        open_library(embedder=other)
    assert "seeded" in error.value.user_message
    assert content(open_library()) == before


def test_another_embedder_may_embed_everything_again(library: Library, open_library: Open) -> None:
    other = type(library.embedder)("other", 64)  # type: ignore[call-arg]
    open_library(embedder=other, reembed=True)
    again = open_library(embedder=other)
    assert content(again) == content(library)
    assert "1.2万台" in found(again)[0].passage.text


def test_another_version_is_refused(library: Library, folder: Path, open_library: Open) -> None:
    library.close()
    with sqlite3.connect(folder / DATABASE) as connection:
        connection.execute("UPDATE meta SET value = '999' WHERE key = 'schema_version'")
    with pytest.raises(UnknownLibrary):
        open_library()


def test_another_segmenter_gets_its_own_postings(library: Library, open_library: Open, tmp_path: Path) -> None:
    dictionary = tmp_path / "words.txt"
    dictionary.write_text("岑北晶能 1000\n", encoding="utf-8")
    again = open_library(segmenter=Segmenter(dictionary))
    assert "岑北晶能" in found(again, "岑北晶能主打什么")[0].passage.text


def test_a_library_of_an_earlier_shipped_model_is_embedded_again(folder: Path, files: Path) -> None:
    with closing(Library.open(folder, create=True)) as library:
        library.update([files])
        expected = [(hit.passage, hit.score) for hit in found(library)]
    with closing(Storage(folder / DATABASE)) as storage, storage.transaction():
        storage.set_meta("embedder", f"{SHIPPED_NAME}earlier")
    with closing(Library.open(folder)) as again:
        assert [(hit.passage, hit.score) for hit in found(again)] == expected


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9, 0.999])
def test_a_database_cut_short_is_explained(library: Library, folder: Path, open_library: Open, share: float) -> None:
    library.close()
    content = (folder / DATABASE).read_bytes()
    (folder / DATABASE).write_bytes(content[: int(len(content) * share)])
    with pytest.raises(LibraryError) as error:
        found(open_library())
    assert "损坏" in error.value.user_message


# Damage to what is derived

DERIVED = tuple(f"segments/1-0/{name}" for name in (*(f"{array}.bin" for array in ARRAYS), DESCRIPTION, SUMS, NAMES))


def damaged(path: Path, how: str) -> None:
    content = path.read_bytes()
    if how == "deleted":
        path.unlink()
    elif how == "cut":
        path.write_bytes(content[: len(content) // 2])
    else:
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


@pytest.mark.parametrize("how", ["deleted", "cut", "flipped"])
@pytest.mark.parametrize("name", [*DERIVED, "generations/1/manifest.json"])
def test_damaged_search_files_are_made_again(
    library: Library, folder: Path, open_library: Open, name: str, how: str
) -> None:
    expected = found(library)
    damaged(folder / name, how)
    assert found(open_library()) == expected
    assert [path.name for path in (folder / "generations").iterdir()] == ["2"]
    assert [path.name for path in (folder / "segments").iterdir()] == ["2-0"]


def test_a_library_without_any_search_files_makes_them_again(
    library: Library, folder: Path, open_library: Open, caplog: pytest.LogCaptureFixture
) -> None:
    expected = found(library)
    shutil.rmtree(folder / "generations")
    assert found(open_library()) == expected
    assert "made again" in caplog.text


def test_search_files_of_another_library_are_not_used(
    library: Library, folder: Path, open_library: Open, tmp_path: Path, segmenter: Segmenter
) -> None:
    expected = found(library)
    (tmp_path / "one.txt").write_text("只有一段。", encoding="utf-8")
    other = Library.open(tmp_path / "other", library.embedder, create=True, segmenter=segmenter)
    other.update([tmp_path / "one.txt"])
    other.close()
    (generation,) = (folder / "generations").iterdir()
    shutil.rmtree(generation)
    shutil.copytree(tmp_path / "other" / "generations" / "1", generation)
    assert found(open_library()) == expected


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_library_that_may_not_be_written_to_is_left_as_it_is(
    library: Library, folder: Path, files: Path, embedder: object
) -> None:
    library.close()
    (files / "new.txt").write_text("甲。", encoding="utf-8")
    inside = [folder, *folder.rglob("*")]
    for path in inside:
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        with pytest.raises(LibraryInaccessible):
            Library.open(folder, embedder).update([files])  # type: ignore[arg-type]
    finally:
        for path in inside:
            path.chmod(0o700)


def test_a_library_cannot_be_made_below_a_file(tmp_path: Path, embedder: object) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryInaccessible):
        Library.open(tmp_path / "file" / "library", embedder, create=True)  # type: ignore[arg-type]


# Interruption and other writers


class Interrupting:
    """An embedder that is interrupted in the middle of a document."""

    def __init__(self, embedder: object) -> None:
        self._embedder = embedder

    def __getattr__(self, name: str) -> object:
        return getattr(self._embedder, name)

    def encode_passages(self, texts: object) -> object:
        raise KeyboardInterrupt


def test_an_interrupted_update_leaves_the_old_state(library: Library, open_library: Open, files: Path) -> None:
    before = content(library), found(library)
    (files / "new.txt").write_text("甲乙丙。", encoding="utf-8")
    interrupted = open_library(embedder=Interrupting(library.embedder))
    with pytest.raises(KeyboardInterrupt):
        interrupted.update([files])
    again = open_library()
    assert (content(again), found(again)) == before


def test_a_second_writer_is_refused_and_told_why(
    library: Library, folder: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "WAIT_FOR_WRITER", 0.05)
    with FileLock(folder / "write.lock"), pytest.raises(LibraryBusy) as error:
        library.update([files])
    assert "另一个程序" in error.value.user_message


def test_a_second_writer_waits_for_the_first(library: Library, folder: Path, files: Path) -> None:
    (files / "new.txt").write_text("甲乙丙。", encoding="utf-8")
    lock = FileLock(folder / "write.lock", thread_local=False)
    lock.acquire()
    threading.Timer(0.2, lock.release).start()
    assert len(library.update([files]).added) == 1


def test_reading_goes_on_while_another_writes(library: Library, open_library: Open, folder: Path) -> None:
    reader = open_library(create=False)
    with FileLock(folder / "write.lock"):
        assert found(reader)


def test_a_damaged_library_answers_while_another_writes(
    library: Library, folder: Path, open_library: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "WAIT_FOR_WRITER", 0.05)
    expected = found(library)
    shutil.rmtree(folder / "generations")
    with FileLock(folder / "write.lock"):
        assert found(open_library()) == expected


STEPS = ("add", "set_source", "remove_orphans", "set_meta")


def _killed_at(step: str, folder: Path, files: Path, library_type: type) -> None:
    """In a process of its own: update, and die without a word at the first call of a storage method."""

    class Dying(Storage):
        def __getattribute__(self, name: str) -> object:
            if name == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return super().__getattribute__(name)

    vars(libraries)["Storage"] = Dying
    library = Library.open(folder, library_type(), segmenter=Segmenter())
    library.update([files])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
@pytest.mark.parametrize("step", STEPS)
def test_a_killed_update_leaves_the_old_state(
    library: Library, open_library: Open, folder: Path, files: Path, step: str
) -> None:
    before = content(library), found(library)
    (files / "cities.txt").write_text("别的内容。", encoding="utf-8")
    arguments = (step, folder, files, type(library.embedder))
    process = multiprocessing.get_context("fork").Process(target=_killed_at, args=arguments)
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    again = open_library()
    assert (content(again), found(again)) == before
    assert len(again.update([files]).replaced) == 1


def test_a_library_keeps_the_words_of_its_own_dictionary_whole(tmp_path: Path) -> None:
    assert "低空航线审批" not in own_segmenter(tmp_path).words("低空航线审批平均需要9个工作日")
    (tmp_path / DICTIONARY).write_text("低空航线审批\n", encoding="utf-8")
    assert "低空航线审批" in own_segmenter(tmp_path).words("低空航线审批平均需要9个工作日")
