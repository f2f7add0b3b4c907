"""Two small documents that tell of one thing, agreeing here and disagreeing there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.library import Library
from qa.answer import Answer
from qa.assistant import Assistant

ONE = """青禾市机器人产业年报

一、总体规模

2023年，青禾市机器人产业总产值达到120亿元，同比增长15%。全市共有机器人企业236家，从业人员1.8万人。

2022年，青禾市机器人产业总产值为104亿元。

青禾市机器人产业园位于高新区，占地面积350亩，入驻企业64家。
"""
OTHER = """东部机器人产业观察

一、城市比较

据统计，2023年青禾市机器人产业总产值为135亿元，位居全省第二。青禾市机器人企业数量为236家。

2023年，临澜市机器人产业总产值为98亿元。

青禾市机器人产业园位于高新区，占地面积350亩，入驻企业64家。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("rivals")
    (folder / "one.txt").write_text(ONE, encoding="utf-8")
    (folder / "other.txt").write_text(OTHER, encoding="utf-8")
    library = Library.open(folder / "library", create=True)
    library.update([folder / "one.txt", folder / "other.txt"])
    yield Assistant(library)
    library.close()


def figures(answer: Answer) -> list[tuple[str, str]]:
    return [(rival.text, rival.when) for rival in answer.rivals]


def test_another_figure_for_the_same_thing_and_year_is_a_rival(assistant: Assistant) -> None:
    answer = assistant.ask("2023年青禾市机器人产业总产值是多少？")
    told = {"135亿元", "120亿元"}
    assert sum(figure in answer.text for figure in told) == 1
    assert figures(answer) == [(next(figure for figure in told if figure not in answer.text), "2023年")]
    assert answer.rivals[0].text in answer.rivals[0].citation.quote


def test_without_a_year_the_figures_of_other_years_are_told_with_theirs(assistant: Assistant) -> None:
    answer = assistant.ask("青禾市机器人产业总产值是多少亿元？")
    assert {when for _, when in figures(answer)} <= {"2022年", "2023年"}
    in_answer = [figure for figure in ("135亿元", "120亿元") if figure in answer.text]
    beside = [figure for figure, _ in figures(answer)]
    assert "2022年" in answer.text or "2022年" in {when for _, when in figures(answer)}
    assert {"135亿元", "120亿元"} <= {*in_answer, *beside}
    assert not set(in_answer) & set(beside)


def test_another_place_is_no_rival(assistant: Assistant) -> None:
    answer = assistant.ask("2023年临澜市机器人产业总产值是多少？")
    assert "98亿元" in answer.text
    assert figures(answer) == []


def test_a_figure_of_something_else_is_no_rival(assistant: Assistant) -> None:
    answer = assistant.ask("青禾市有多少家机器人企业？")
    assert "236家" in answer.text
    assert figures(answer) == []


def test_the_same_sentence_in_another_document_is_another_place(assistant: Assistant) -> None:
    answer = assistant.ask("青禾市机器人产业园占地面积多少亩？")
    also = [other for citation in answer.citations for other in citation.also]
    cited = {citation.passage.source for citation in answer.citations}
    assert "350亩" in answer.text
    assert len(also) == 1
    assert also[0].passage.source not in cited
    assert also[0].quote == answer.citations[0].quote


def test_the_parts_of_an_answer_make_its_text(assistant: Assistant) -> None:
    answer = assistant.ask("青禾市机器人产业园占地面积多少亩？")
    assert "；".join(part.text for part in answer.parts) == answer.text
    assert {number for part in answer.parts for number in part.citations} == set(range(len(answer.citations)))
