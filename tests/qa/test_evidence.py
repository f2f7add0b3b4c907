from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Cell, Kind, Passage, Row, Table
from qa.evidence import evidence_of

ROWS = (("北岸", "3", 8), ("南岸", "5", 13))


def test_each_sentence_knows_its_place_and_the_one_before(make_passage: Callable[..., Passage]) -> None:
    first, second = evidence_of(make_passage("栖川有电梯。屏山也有。"))
    assert (first.quote, first.before) == ("栖川有电梯。", "")
    assert (second.quote, second.before) == ("屏山也有。", "栖川有电梯。")


def test_headings_belong_to_every_sentence_of_the_passage(make_passage: Callable[..., Passage]) -> None:
    (only,) = evidence_of(make_passage("增长百分之六。", heading_path=("第一篇 家底", "1.1 栖川")))
    assert "1.1 栖川" in only.context


def test_a_speaker_and_the_question_are_context_and_not_text(make_passage: Callable[..., Passage]) -> None:
    passage = make_passage("不能一概而论。", kind=Kind.SPEECH, speaker="顾砚秋", role="教授", asked="该不该换？")
    (only,) = evidence_of(passage)
    assert "顾砚秋" in only.context
    assert "该不该换" in only.context
    assert only.text == "不能一概而论。"


def test_a_row_is_read_with_the_names_of_its_columns(make_table: Callable[..., Passage]) -> None:
    rows = [one for one in evidence_of(make_table("城市\t接入率\n栖川\t45%")) if one.row]
    assert [row.text for row in rows] == ["城市 栖川;接入率 45%"]
    assert rows[0].quote.strip() == "栖川\t45%"


@given(st.text("栖川有12台电梯。！？\n“”；", max_size=120))
def test_a_quote_is_the_passages_own_text(text: str) -> None:
    passage = Passage("d:0", "d", "报告", "d.txt", text, 0, len(text), 1, 1 + text.count("\n"))
    for one in evidence_of(passage):
        assert one.quote == text[one.start : one.end]


def test_each_row_of_a_line_with_two_column_groups_is_evidence(make_passage: Callable[..., Passage]) -> None:
    text = "港\t船\t港\t船\n北岸\t3\t南岸\t5"
    groups = [Row((Cell(name, at, at + 2), Cell(ships, at + 3, at + 4)), at, at + 4) for name, ships, at in ROWS]
    table = Table("表1", ("港", "船"), tuple(groups))
    header, *rows = evidence_of(make_passage(text, kind=Kind.TABLE, table=table))
    assert header.frame
    assert [(row.quote, row.text) for row in rows] == [("北岸\t3", "港 北岸;船 3"), ("南岸\t5", "港 南岸;船 5")]


def test_a_line_that_only_says_who_speaks_is_a_frame(make_passage: Callable[..., Passage]) -> None:
    passage = make_passage(
        "——沈可凡 云栈公司总经理\n沈可凡说过很多话。",
        kind=Kind.SPEECH,
        speaker="沈可凡",
        organisation="云栈公司",
        role="总经理",
    )
    assert [one.frame for one in evidence_of(passage)] == [True, False]


@pytest.mark.parametrize(("line", "frame"), [("云栈律师事务所 合伙人", True), ("云栈律师事务所有九名合伙人。", False)])
def test_a_line_of_an_organisation_and_a_post_is_a_frame(
    make_passage: Callable[..., Passage], line: str, frame: bool
) -> None:
    assert evidence_of(make_passage(line))[0].frame is frame


def test_what_a_colon_announces_is_read_with_it(make_passage: Callable[..., Passage]) -> None:
    *_, last = evidence_of(make_passage("做法有三种：\n- 整机更新。\n- 部件改造。"))
    assert last.before.split("\n") == ["做法有三种:", "- 整机更新。"]
