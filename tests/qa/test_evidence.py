from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Kind, Passage
from qa.evidence import evidence_of


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
