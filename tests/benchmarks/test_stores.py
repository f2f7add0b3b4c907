"""The comparison of stores by hand, and over a Milvus that answers."""

from __future__ import annotations

from pathlib import Path

from benchmarks.milvus_lite import drop
from benchmarks.stores import WAYS, Comparison, measured
from index.milvus.address import parse_address
from tests.index.conftest import milvus_server as milvus_server
from tests.index.milvus.server import Server

QUESTIONS = (("q1", "青禾市建成充电桩多少台？"), ("q2", "岚溪市的老年人口占比是多少？"))


def test_a_question_counts_as_the_same_when_answer_and_places_are() -> None:
    assert Comparison(8, answers=["q1"], citations=["q1", "q2"], rankings=["q3"]).same == 1 - 2 / 8


def test_both_ways_of_milvus_are_compared_with_the_folder(milvus_server: Server, tmp_path: Path) -> None:
    file = tmp_path / "cities.txt"
    file.write_text("青禾市2023年建成充电桩1.2万台。\n\n岚溪市的老年人口占比为31.2%。\n", encoding="utf-8")
    address = parse_address(milvus_server.address("stores_test"))
    try:
        figures = measured(tmp_path / "place", address, [file], QUESTIONS)
    finally:
        drop(address)
    for way in WAYS:
        assert (figures[way]["same"], figures[way]["rankings"]) == (1.0, [])
