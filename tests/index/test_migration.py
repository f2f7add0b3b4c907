from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.document import Parsed
from index.embedder import Embedder
from index.errors import MigrationFailed
from index.library import Library
from index.migration import migrate
from index.milvus.library import MilvusLibrary
from index.milvus.records import digest
from index.segmenter import Segmenter
from index.storage import DocumentInfo
from index.store import Store
from tests.index.milvus.conftest import open_milvus as open_milvus

Open = Callable[..., MilvusLibrary]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.md").write_text("# 企业\n\n沛澜微电子（以下简称沛澜）2024年营收68.3亿元。\n", encoding="utf-8")
    (folder / "b.html").write_text(
        "<table><tr><th>市</th><th>桩数</th></tr><tr><td>青禾市</td><td>12</td></tr></table>", encoding="utf-8"
    )
    return folder


@pytest.fixture
def open_embedded(tmp_path: Path, embedder: Embedder) -> Callable[[str], Library]:
    return lambda name: Library.open(tmp_path / name, embedder, create=True)


def content(library: Store) -> list[str]:
    return [digest(one) for one in library.parsed()]


def test_a_library_goes_to_milvus_and_back_unchanged(
    open_embedded: Callable[[str], Library], open_milvus: Open, files: Path
) -> None:
    source = open_embedded("source")
    source.update([files])
    source.learn(["沛澜微电子"])
    source.name_models({"reader": "some/reader"})
    there = migrate(source, lambda: open_milvus(segmenter=None))
    assert (there.moved, there.held, there.words) == (2, 0, 1)
    middle = open_milvus(segmenter=None)
    assert content(middle) == content(source)
    back = migrate(middle, lambda: open_embedded("target"))
    assert (back.moved, back.passages) == (2, there.passages)
    target = open_embedded("target")
    assert content(target) == content(source)
    assert (target.words(), target.named_models()) == (("沛澜微电子",), {"reader": "some/reader"})
    ranked = [[hit.passage.text for hit in one.retriever().search("营收", 10)] for one in (source, middle, target)]
    assert ranked[0] == ranked[1] == ranked[2]


def test_what_the_target_holds_stays(open_embedded: Callable[[str], Library], files: Path) -> None:
    source, target = open_embedded("source"), open_embedded("target")
    source.update([files / "a.md"])
    target.update([files])
    found = migrate(source, lambda: open_embedded("target"))
    assert (found.moved, found.held) == (0, 1)
    assert len(open_embedded("target").documents()) == 2


class Forgetful(Library):
    """Gives back other passages than it was given."""

    def parsed(self) -> Iterator[Parsed]:
        return (replace(one, passages=one.passages[1:]) for one in super().parsed())


class Streaming(Library):
    """Takes over a stream, and no collection of everything."""

    def take_over(self, documents: Iterable[Parsed], *rest: Any) -> tuple[DocumentInfo, ...]:
        assert iter(documents) is documents
        return super().take_over(documents, *rest)


def test_documents_are_moved_one_by_one(open_embedded: Callable[[str], Library], files: Path, tmp_path: Path) -> None:
    source = open_embedded("source")
    source.update([files])
    found = migrate(source, lambda: Streaming.open(tmp_path / "target", source.embedder, create=True))
    assert found.moved == 2


def test_a_document_that_leaves_before_its_turn_is_passed_over(
    open_embedded: Callable[[str], Library], files: Path
) -> None:
    library, other = open_embedded("source"), open_embedded("source")
    library.update([files])
    documents = library.parsed()
    first = next(documents)
    other.remove([info.doc_id for info in library.documents() if info.doc_id != first.document.doc_id])
    assert list(documents) == []


def test_a_target_that_holds_something_else_afterwards_is_told(
    open_embedded: Callable[[str], Library], files: Path, tmp_path: Path, embedder: Embedder, segmenter: Segmenter
) -> None:
    source = open_embedded("source")
    source.update([files])
    with pytest.raises(MigrationFailed) as caught:
        migrate(source, lambda: Forgetful.open(tmp_path / "bad", embedder, create=True, segmenter=segmenter))
    assert "校验和" in caught.value.user_message or "核对不符" in caught.value.user_message
