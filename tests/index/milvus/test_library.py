from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import LibraryInaccessible, LibraryNotFound, UnknownLibrary
from index.milvus.filters import Among
from index.milvus.library import MilvusLibrary
from index.milvus.schema import COLLECTIONS, PASSAGES, declaration
from index.milvus.verification import verify

Open = Callable[..., MilvusLibrary]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cities.txt"
    path.write_text("青禾市2023年建成充电桩1.2万台。\n\n岚溪市的老年人口占比为31.2%。\n", encoding="utf-8")
    return path


# What can be wrong from the start


def test_a_server_that_is_not_there_is_told_with_its_address(open_milvus: Open) -> None:
    with pytest.raises(LibraryInaccessible) as caught:
        open_milvus("milvus://127.0.0.1:9/reports")
    assert "milvus://127.0.0.1:9/reports" in caught.value.user_message


def test_a_library_that_is_not_there_is_not_made_to_be_read(open_milvus: Open) -> None:
    with pytest.raises(LibraryNotFound):
        open_milvus(create=False)
    with pytest.raises(LibraryNotFound):
        open_milvus(create=False)


def test_another_version_is_refused(open_milvus: Open) -> None:
    vars(open_milvus())["_storage"].set_meta({"schema": "999"})
    with pytest.raises(UnknownLibrary) as caught:
        open_milvus()
    assert "999" in caught.value.user_message


def test_without_pymilvus_the_way_to_install_it_is_told(open_milvus: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(LibraryInaccessible) as caught:
        open_milvus()
    assert "pip install 'yinju[milvus]'" in caught.value.user_message


def test_making_what_is_there_leaves_it_as_it_is(open_milvus: Open, file: Path) -> None:
    library = open_milvus()
    library.update([file])
    for collection in COLLECTIONS:
        vars(library)["_connection"].create(collection, declaration(collection, library.embedder.dim))
    assert library.retriever().search("充电桩", 5)


# Damage


def test_a_whole_library_has_nothing_to_mend(open_milvus: Open, file: Path, tmp_path: Path) -> None:
    library = open_milvus()
    library.update([file])
    assert library.damaged() == ()
    assert library.left_over() == 0


def test_a_lost_passage_is_noticed_and_read_again(open_milvus: Open, file: Path) -> None:
    library = open_milvus()
    library.update([file])
    (entry,) = vars(library)["_storage"].contents().entries
    vars(library)["_connection"].delete(PASSAGES, Among("instance", (entry.instance,)))
    assert [info.source for info in library.damaged()] == [str(file)]
    with pytest.raises(LibraryInaccessible) as caught:
        library.passages(entry.info.doc_id)
    assert "verify --repair" in caught.value.user_message
    library.repair()
    assert library.damaged() == ()
    assert "1.2万台" in library.retriever().search("充电桩有多少台", 1)[0].passage.text


def test_repair_keeps_what_is_whole_and_its_order(open_milvus: Open, file: Path) -> None:
    other = file.with_name("a.txt")
    other.write_text("沛澜微电子2024年营收68.3亿元。", encoding="utf-8")
    library = open_milvus()
    library.update([file])
    library.update([other])
    before = library.documents(), [library.passages(info.doc_id) for info in library.documents()]
    library.repair()
    assert (library.documents(), [library.passages(info.doc_id) for info in library.documents()]) == before


# Growing


def test_passages_are_weighed_again_when_the_others_are_of_another_length(open_milvus: Open, file: Path) -> None:
    library = open_milvus()
    library.update([file])
    long = file.with_name("long.txt")
    long.write_text(
        "\n\n".join(f"{'沿海各市的渔港在当年共卸下海鱼若干吨，' * 6}第{i}。" for i in range(30)), encoding="utf-8"
    )
    library.update([long])
    lengths = [entry.lengths["text"] for entry in vars(library)["_storage"].contents().entries]
    assert lengths[0] == pytest.approx(lengths[1])
    assert [Path(info.source).name for info in library.documents()] == ["cities.txt", "long.txt"]


def test_a_dictionary_is_shared_by_all_front_ends_and_cuts_their_passages(open_milvus: Open, tmp_path: Path) -> None:
    path = tmp_path / "b.txt"
    path.write_text("岑北晶能主打车规模块。", encoding="utf-8")
    library = open_milvus(segmenter=None)
    library.update([path])
    assert not library.retriever().holds("车规模块")
    library.learn(["车规模块"])
    other = open_milvus(segmenter=None)
    assert other.words() == ("车规模块",)
    assert other.retriever().holds("车规模块")
    assert library.retriever().holds("车规模块")


def test_verify_finds_nothing_in_a_sound_library(open_milvus: Open, tmp_path: Path) -> None:
    library = open_milvus(embedder=None)
    assert verify(tmp_path, library.address) == ()
