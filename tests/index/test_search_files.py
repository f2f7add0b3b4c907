"""Libraries too large to be indexed anew by every change, made small."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Passage
from index import building, nearest, retriever, search_files, segment_writer, storage, vectors
from index.errors import DamagedLibrary
from index.library import Library
from index.scope import Scope
from index.segmenter import Segmenter
from index.verification import verify

TOPICS = ("充电", "汽车", "银行", "医院", "学校", "港口", "农业", "天气", "电影", "图书")
# All are cut into as many tokens, so that no average changes.
TEXTS = {f"{number}.txt": f"我们讨论{topic}问题。他们研究{topic}方法。" for number, topic in enumerate(TOPICS)}
QUESTIONS = ("讨论充电", "研究港口方法", "我们的问题", "天气电影图书")

Open = Callable[..., Library]


@pytest.fixture(autouse=True)
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every library counts as large, in every respect."""
    monkeypatch.setattr(search_files, "SMALL", 0)
    monkeypatch.setattr(search_files, "EAGER", 0)
    monkeypatch.setattr(storage, "EAGER", 0)
    monkeypatch.setattr(retriever, "EXHAUSTIVE", 0)
    monkeypatch.setattr(vectors, "WHOLE", 4)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    for name, text in TEXTS.items():
        (tmp_path / "files" / name).write_text(text, encoding="utf-8")
    return tmp_path / "files"


@pytest.fixture
def open_library(tmp_path: Path, embedder: Any, segmenter: Segmenter) -> Iterator[Open]:
    opened: list[Library] = []

    def open_it(name: str = "library", **options: Any) -> Library:
        arguments = {"segmenter": segmenter, "create": True, **options}
        opened.append(Library.open(tmp_path / name, embedder, **arguments))
        return opened[-1]

    yield open_it
    for library in opened:
        library.close()


def answers(library: Library) -> list[list[tuple[str, str, float]]]:
    found = [library.retriever().search(question, 50) for question in QUESTIONS]
    return [[(Path(hit.passage.source).name, hit.passage.text, hit.score) for hit in hits] for hits in found]


def segments(library: Library) -> list[str]:
    return sorted(path.name for path in (library.folder / "segments").iterdir())


def test_a_library_that_grew_answers_as_one_made_at_once(open_library: Open, files: Path) -> None:
    grown, whole = open_library("grown"), open_library("whole")
    for name in TEXTS:
        grown.update([files / name])
    whole.update([files])
    assert len(segments(grown)) > 1
    assert answers(grown) == answers(whole)
    assert answers(open_library("grown")) == answers(whole)


def test_what_was_removed_is_as_if_it_had_never_been_there(open_library: Open, files: Path) -> None:
    shrunk, whole = open_library("shrunk"), open_library("whole")
    shrunk.update([files])
    before = segments(shrunk)
    shrunk.remove(["3.txt", "0.txt"])
    assert segments(shrunk) == before
    whole.update([files / name for name in TEXTS if name not in ("0.txt", "3.txt")])
    assert answers(shrunk) == answers(whole)
    assert not shrunk.retriever().holds("医院")
    assert answers(open_library("shrunk")) == answers(whole)


def test_a_document_that_comes_back_is_found_again(open_library: Open, files: Path) -> None:
    library = open_library()
    library.update([files])
    library.remove(["9.txt"])
    library.update([files / "9.txt"])
    assert answers(library)[3][0][0] in ("7.txt", "8.txt", "9.txt")
    assert library.retriever().holds("图书")
    assert sorted(Path(info.source).name for info in library.documents()) == sorted(TEXTS)


def test_a_segment_with_little_left_in_it_is_written_anew(open_library: Open, files: Path) -> None:
    library, whole = open_library(), open_library("whole")
    library.update([files])
    library.remove([f"{number}.txt" for number in range(8)])
    assert segments(library) == ["2-0"]
    whole.update([files / "8.txt", files / "9.txt"])
    assert answers(library) == answers(whole)


def test_a_change_keeps_the_segments_that_it_does_not_touch(open_library: Open, files: Path) -> None:
    library = open_library()
    library.update([files / "1.txt", files / "2.txt"])
    kept = (library.folder / "segments" / "1-0" / "segment.json").stat().st_mtime_ns
    library.update([files / "3.txt"])
    assert segments(library) == ["1-0", "2-0"]
    assert (library.folder / "segments" / "1-0" / "segment.json").stat().st_mtime_ns == kept


def test_a_moved_file_is_cited_at_its_new_place(open_library: Open, files: Path) -> None:
    library = open_library()
    library.update([files])
    (files / "0.txt").rename(files / "moved.txt")
    library.update([files])
    hit = library.retriever().search("讨论充电", 1)[0]
    assert (Path(hit.passage.source).name, hit.passage.text) == ("moved.txt", TEXTS["0.txt"])


@pytest.mark.parametrize("announced", [True, False])
def test_a_large_import_is_cut_in_other_processes_and_gives_the_same(
    open_library: Open, files: Path, monkeypatch: pytest.MonkeyPatch, announced: bool
) -> None:
    whole = open_library("whole")
    whole.update([files])
    monkeypatch.setattr(building, "ASIDE", 0 if announced else 1 << 40)
    monkeypatch.setattr(building, "BATCH", 3)
    monkeypatch.setattr(building, "LARGEST", 6)
    monkeypatch.setattr(building, "PROCESSES", 2)
    streamed = open_library("streamed")
    streamed.update([files])
    assert len(segments(streamed)) == 2
    assert answers(streamed) == answers(whole)
    assert not [path for path in (streamed.folder / "segments").iterdir() if path.name.endswith((".new", ".cut"))]


def test_a_process_that_got_ready_for_a_file_that_cannot_be_read_leaves_nothing(
    open_library: Open, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "ASIDE", 0)
    monkeypatch.setattr(building, "PROCESSES", 2)
    (files / "broken.pdf").write_bytes(b"%PDF-1.7")
    library = open_library()
    assert library.update([files / "broken.pdf"]).failed
    assert not list((library.folder / "segments").iterdir())


def test_a_document_that_was_read_and_did_not_come_in_is_not_searched(
    open_library: Open, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = open_library()
    library.update([files])
    before = answers(library)
    ahead = building.Building.ahead
    other = library.passages(library.documents()[0].doc_id)

    def twice(self: building.Building, passages: Sequence[Passage]) -> None:
        ahead(self, other)
        ahead(self, passages)

    monkeypatch.setattr(building.Building, "ahead", twice)
    again = open_library("again")
    again.update([files])
    assert answers(again) == before


def test_a_scope_is_searched_to_its_end(open_library: Open, files: Path) -> None:
    library = open_library()
    library.update([files])
    hits = library.retriever().search("讨论充电", 10, Scope(docs=("9.txt",)))
    assert [hit.passage.text for hit in hits] == [TEXTS["9.txt"]]


def test_sentences_of_the_passages_that_were_found_give_the_best_the_same_score(
    open_library: Open, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = open_library()
    library.update([files])
    all_of_them = answers(library)
    monkeypatch.setattr(nearest, "SENTENCES", 0)
    assert [one[0] for one in answers(open_library())] == [one[0] for one in all_of_them]


@settings(max_examples=8, deadline=None)
@given(st.lists(st.sampled_from(sorted(TEXTS)), min_size=1, max_size=12))
def test_any_order_of_changes_leaves_the_documents_that_are_there(
    tmp_path_factory: pytest.TempPathFactory, segmenter: Segmenter, names: list[str]
) -> None:
    """A name that is there leaves, any other comes in."""
    from tests.index.conftest import SeededEmbedder

    folder = tmp_path_factory.mktemp("changes")
    with closing(Library.open(folder / "library", SeededEmbedder(), create=True, segmenter=segmenter)) as library:
        there: list[str] = []
        for name in names:
            if name in there:
                library.remove([name])
                there.remove(name)
            else:
                (folder / name).write_text(TEXTS[name], encoding="utf-8")
                library.update([folder / name])
                there.append(name)
        hits = library.retriever().search("我们讨论研究", 50)
        assert sorted(hit.passage.text for hit in hits) == sorted(TEXTS[name] for name in there)
        assert verify(library.folder) == ()


def test_codes_in_a_segment_rank_as_the_vectors_do(
    open_library: Open, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(10):  # codes are learnt from sixteen vectors at least
        (files / f"x{number}.txt").write_text(f"第{number}号", encoding="utf-8")
    library = open_library()
    library.update([files])
    exact = answers(library)
    monkeypatch.setattr(segment_writer, "CODED", 0)
    monkeypatch.setattr(vectors, "HALF", 0)
    coded = open_library("coded")
    coded.update([files])
    assert (coded.folder / "segments" / "1-0" / "codes.faiss").is_file()
    assert [[hit[:2] for hit in hits[:3]] for hits in answers(coded)] == [
        [hit[:2] for hit in hits[:3]] for hits in exact
    ]
    coded.remove(["0.txt"])
    assert all(hit[0] != "0.txt" for hits in answers(coded) for hit in hits)


# Damage that only shows when it is read


def answered(open_library: Open) -> object:
    """The answers, or what a refusal says is to be done."""
    try:
        return answers(open_library())
    except DamagedLibrary as error:
        return "yinju verify --repair" if "yinju verify --repair" in error.user_message else error


def every_file(library: Library) -> list[Path]:
    return [path for path in sorted((library.folder / "segments").rglob("*")) if path.stat().st_size and path.is_file()]


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_flipped_byte_is_never_answered_from(open_library: Open, files: Path, share: float) -> None:
    library = open_library()
    library.update([files])
    before = answers(library)
    shutil.copytree(library.folder, library.folder.with_name("whole"))
    for path in every_file(library):
        data = bytearray(path.read_bytes())
        data[round((len(data) - 1) * share)] ^= 1
        path.write_bytes(data)
        assert [one for one in verify(library.folder) if one.damage], path
        assert answered(open_library) in (before, "yinju verify --repair"), path
        shutil.rmtree(library.folder)
        shutil.copytree(library.folder.with_name("whole"), library.folder)


def test_a_damaged_search_file_is_mended_by_repair(open_library: Open, files: Path) -> None:
    library = open_library()
    library.update([files])
    before = answers(library)
    path = library.folder / "segments" / "1-0" / "records.bin"
    path.write_bytes(path.read_bytes().replace("充电".encode(), "放电".encode()))
    with pytest.raises(DamagedLibrary):
        answers(open_library())
    open_library(checked=False).repair()
    assert verify(library.folder) == ()
    assert answers(open_library()) == before


def test_a_changed_document_is_refused_when_it_is_read(open_library: Open, files: Path) -> None:
    library = open_library()
    library.update([files])
    first, second = (info.doc_id for info in library.documents()[:2])
    library.close()
    database = library.folder / "library.sqlite"
    database.write_bytes(database.read_bytes().replace("讨论充电".encode(), "讨论放电".encode()))
    again = open_library()
    assert "汽车" in again.text(second)
    with pytest.raises(DamagedLibrary):
        again.text(first)
    with pytest.raises(DamagedLibrary):
        again.passages(first)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE documents SET title = '别的'", "DELETE FROM sources", "PRAGMA foreign_keys = OFF; DELETE FROM documents"],
)
def test_a_changed_list_of_documents_is_refused_at_once(open_library: Open, files: Path, statement: str) -> None:
    import sqlite3

    library = open_library()
    library.update([files])
    library.close()
    with closing(sqlite3.connect(library.folder / "library.sqlite")) as connection:
        connection.executescript(statement)
    with pytest.raises(DamagedLibrary):
        open_library()
