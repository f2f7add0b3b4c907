"""What a store holds: documents come in, are replaced, leave, and come back as they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.embedder import NoEmbedder
from index.errors import DocumentNotFound, EmbedderMismatch
from index.store import Store
from tests.index.store.place import QUESTIONS, Place, names, parsed, texts


def test_documents_come_back_as_they_were_taken_apart(report: Store, sample_report: Path) -> None:
    expected = parsed(sample_report)
    (info,) = report.documents()
    assert report.text(info.doc_id) == expected.document.text
    assert report.passages(info.doc_id) == expected.passages
    (found,) = report.parsed()
    assert (found.passages, found.glossary, found.document.pages) == (
        expected.passages,
        expected.glossary,
        expected.document.pages,
    )


def test_an_update_skips_what_has_not_changed(open_store: Place, files: Path) -> None:
    library = open_store()
    library.update([files])
    again = library.update([files])
    assert (again.added, again.replaced, len(again.unchanged)) == ((), (), 2)


def test_a_changed_file_takes_the_place_of_the_old_one(open_store: Place, files: Path) -> None:
    library = open_store()
    library.update([files])
    (files / "cities.txt").write_text("青禾市2023年建成充电桩9.9万台。\n", encoding="utf-8")
    summary = library.update([files])
    assert [Path(info.source).name for info in summary.replaced] == ["cities.txt"]
    assert sorted(names(library)) == ["cities.txt", "companies.md"]
    found = texts(library.retriever().search("充电桩有多少台", 10))
    assert any("9.9" in text for text in found)
    assert not any("1.2" in text for text in found)


def test_a_file_that_is_gone_leaves(open_store: Place, files: Path) -> None:
    library = open_store()
    library.update([files])
    (files / "cities.txt").unlink()
    assert [Path(info.source).name for info in library.update([files]).removed] == ["cities.txt"]
    assert names(library) == ["companies.md"]


def test_a_file_that_moved_keeps_its_document(open_store: Place, files: Path) -> None:
    library = open_store()
    library.update([files])
    before = {info.doc_id for info in library.documents()}
    (files / "cities.txt").rename(files / "moved.txt")
    library.update([files])
    assert {info.doc_id for info in library.documents()} == before
    assert sorted(names(library)) == ["companies.md", "moved.txt"]


def test_what_is_removed_is_gone_from_the_list_the_texts_and_both_legs(open_store: Place, files: Path) -> None:
    library = open_store()
    library.update([files])
    (removed,) = library.remove(["cities.txt"])
    assert names(library) == ["companies.md"]
    with pytest.raises(DocumentNotFound):
        library.text(removed.doc_id)
    assert library.passages(removed.doc_id) == ()
    for question in QUESTIONS:
        assert not any(hit.passage.doc_id == removed.doc_id for hit in library.retriever().search(question, 50))


def test_nothing_is_removed_where_one_of_the_names_is_unknown(open_store: Place, files: Path) -> None:
    library = open_store()
    library.update([files])
    with pytest.raises(DocumentNotFound):
        library.remove(["cities.txt", "no such document"])
    assert len(library.documents()) == 2


def test_documents_are_taken_over_once(open_store: Place, files: Path) -> None:
    library, documents = open_store(), [parsed(files / "cities.txt"), parsed(files / "companies.md")]
    assert len(library.take_over(documents[:1])) == 1
    assert [info.title for info in library.take_over(documents)] == [documents[1].document.title]
    assert [one.document for one in library.parsed()] == [one.document for one in documents]


def test_a_document_that_is_taken_over_drives_out_none_that_has_the_same_place(open_store: Place, files: Path) -> None:
    library, file = open_store(), files / "cities.txt"
    before = parsed(file)
    file.write_text("青禾市2023年建成充电桩9.9万台。\n", encoding="utf-8")
    library.update([file])
    assert len(library.take_over([before])) == 1
    assert library.take_over([before]) == ()
    library.update([files])  # that what lost its place would leave with
    held = {one.document.doc_id: one.document.text for one in library.parsed()}
    assert held[before.document.doc_id] == before.document.text
    assert "青禾市2023年建成充电桩9.9万台。\n" in held.values()
    assert len({info.source for info in library.documents()}) == len(held) == 3


def test_the_words_of_a_dictionary_are_kept(open_store: Place, files: Path) -> None:
    library = open_store()
    library.update([files])
    library.learn(["车规模块", "岑北晶能"])
    assert open_store().words() == ("车规模块", "岑北晶能")


def test_named_models_are_remembered(open_store: Place) -> None:
    open_store().name_models({"reranker": "some/reranker"})
    assert open_store().named_models() == {"reranker": "some/reranker"}


def test_another_embedder_is_refused(open_store: Place, files: Path) -> None:
    open_store().update([files])
    with pytest.raises(EmbedderMismatch):
        open_store(NoEmbedder())
