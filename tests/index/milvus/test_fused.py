"""The server's own fusion, checked against ours, and the quick way against the exact one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from benchmarks.milvus_lite import drop
from corpus.document import Passage
from index.embedder import NoEmbedder
from index.fusion import reciprocal_rank_fusion
from index.hit import Hit
from index.milvus.address import parse_address
from index.milvus.connection import STRONG, Connection
from index.milvus.legs import LexicalQuery
from index.milvus.library import MilvusLibrary
from index.milvus.records import padded
from index.milvus.schema import PASSAGES
from index.scope import Scope
from index.segmenter import Segmenter
from tests.index.conftest import SeededEmbedder
from tests.index.milvus.server import Server

Open = Callable[..., MilvusLibrary]
QUICK = "?fusion=engine"


@pytest.fixture(scope="module")
def address(milvus_server: Server, tmp_path_factory: pytest.TempPathFactory, sample_report: Path) -> Iterator[str]:
    """Of a library of one report."""
    address = milvus_server.address("fused_test")
    folder = tmp_path_factory.mktemp("front")
    with closing(MilvusLibrary.open(folder, parse_address(address), SeededEmbedder(), create=True)) as library:
        library.update([sample_report])
    yield address
    drop(parse_address(address))


@pytest.fixture
def questions(sample_questions: Path) -> list[str]:
    lines = sample_questions.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines[::5]]


def open_at(address: str, folder: Path, segmenter: Segmenter) -> MilvusLibrary:
    return MilvusLibrary.open(folder, parse_address(address), SeededEmbedder(), segmenter=segmenter)


def test_the_server_fuses_as_we_do(address: str, tmp_path: Path, segmenter: Segmenter, questions: list[str]) -> None:
    library = open_at(address, tmp_path, segmenter)
    statistics = vars(library.retriever())["_statistics"]
    with closing(Connection(parse_address(address))) as connection:
        for question in questions:
            words = LexicalQuery.of(library.retriever().parse(question).terms, statistics).bound()
            vector = padded(library.embedder.encode_queries([question]))[0]
            legs = {"terms": words, "vector": vector}
            found = [connection.search(PASSAGES, name, query, 50, fields=["id"]) for name, query in legs.items()]
            ours = reciprocal_rank_fusion(
                [[hit(row["id"], rank) for rank, (_, row) in enumerate(leg, 1)] for leg in found]
            )
            theirs = connection.fused(PASSAGES, legs, 50, ["id"], STRONG)
            scores = {one.passage.passage_id: one.score for one in ours}
            assert [score for score, _ in theirs] == pytest.approx([one.score for one in ours[:50]], abs=1e-6)
            assert [score for score, _ in theirs] == pytest.approx([scores[row["id"]] for _, row in theirs], abs=1e-6)


def hit(name: str, rank: int) -> Hit:
    return Hit(Passage(name, "d", "", "", "", 0, 0, 1, 1), 0.0, rank)


def test_the_quick_way_finds_what_the_exact_way_finds_with_the_same_scores(
    address: str, tmp_path: Path, segmenter: Segmenter, questions: list[str]
) -> None:
    exact, quick = (open_at(address + way, tmp_path, segmenter).retriever() for way in ("", QUICK))
    recalls = []
    for question in questions:
        scores = {one.passage.passage_id: one.score for one in exact.search(question, 10)}
        found = {one.passage.passage_id: one.score for one in quick.search(question, 10)}
        recalls.append(len(scores.keys() & found.keys()) / 10)
        for name in scores.keys() & found.keys():
            assert found[name] == pytest.approx(scores[name], abs=0.05)
    assert np.mean(recalls) >= 0.95


def test_a_scope_is_searched_exactly(address: str, tmp_path: Path, segmenter: Segmenter) -> None:
    exact, quick = (open_at(address + way, tmp_path, segmenter).retriever() for way in ("", QUICK))
    for scope in (Scope(kinds=("table",)), Scope(years=("2023",))):
        assert quick.search("数量是多少", 20, scope) == exact.search("数量是多少", 20, scope)


def test_one_leg_alone_is_enough(open_milvus: Open, milvus_address: str, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("青禾市建成充电桩12台。", encoding="utf-8")
    library = open_milvus(milvus_address + QUICK, embedder=NoEmbedder())
    library.update([file])
    assert "充电桩" in library.retriever().search("充电桩有多少", 1)[0].passage.text
    assert len(library.retriever().search("🙂", 5)) == 1  # no word of it is in the library


def test_what_another_program_has_removed_is_not_found(open_milvus: Open, milvus_address: str, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.txt", "b.txt")]
    for file in files:
        file.write_text(f"{file.stem}市建成充电桩12台。", encoding="utf-8")
    reader, writer = open_milvus(milvus_address + QUICK), open_milvus()
    writer.update(files)
    assert len(reader.retriever().search("充电桩", 10)) == 2
    writer.remove(["a.txt"])
    assert [one.passage.title for one in reader.retriever().search("充电桩", 10)] == ["b"]
