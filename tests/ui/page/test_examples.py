from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from corpus.document import Kind, Passage
from ui.page.examples import candidates

MakePassage = Callable[..., Passage]


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("2.3 存在的主要问题", "存在的主要问题有哪些？"),
        ("第二章 低空经济发展现状", "低空经济发展现状怎么样？"),
        ("（三）改革背景", "改革背景是什么？"),
    ],
)
def test_a_heading_becomes_a_question_by_its_last_word(make_passage: MakePassage, heading: str, question: str) -> None:
    assert candidates([make_passage("正文。", heading_path=("第一篇", heading))]) == [question]


@pytest.mark.parametrize("heading", ["编委会", "附录", "难在哪里？", "关于进一步促进全市低空经济高质量发展的若干政策"])
def test_a_heading_that_says_not_what_to_ask_gives_none(make_passage: MakePassage, heading: str) -> None:
    assert candidates([make_passage("正文。", heading_path=(heading,))]) == []


def test_a_table_is_asked_for_one_figure(table_passage: Passage) -> None:
    assert candidates([table_passage]) == ["2021年的桩数是多少？"]


def test_a_table_that_lies_on_its_side_is_asked_the_other_way_round(table_passage: Passage) -> None:
    assert table_passage.table is not None
    rows = tuple(
        replace(row, cells=(replace(row.cells[0], text="桩数（台）"), row.cells[1])) for row in table_passage.table.rows
    )
    table = replace(table_passage.table, header=("", "甲区"), rows=rows)
    assert candidates([replace(table_passage, table=table)]) == ["甲区的桩数是多少？"]


def test_an_interviewers_short_question_is_asked_again(make_passage: MakePassage) -> None:
    turn = make_passage("审批太慢。", kind=Kind.SPEECH, speaker="林一", asked="您认为目前最难的是什么？")
    assert candidates([turn, replace(turn, asked="您好")]) == ["您认为目前最难的是什么？"]


def test_the_kinds_take_turns(make_passage: MakePassage, table_passage: Passage) -> None:
    turn = make_passage("慢。", kind=Kind.SPEECH, speaker="林一", asked="您认为目前最难的是什么？")
    headed = [make_passage("文。", heading_path=(name,)) for name in ("发展现状", "主要问题")]
    assert candidates([*headed, table_passage, turn]) == [
        "您认为目前最难的是什么？", "2021年的桩数是多少？", "发展现状怎么样？", "主要问题有哪些？",
    ]  # fmt: skip


def test_no_passages_give_no_questions() -> None:
    assert candidates([]) == []
