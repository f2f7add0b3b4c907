from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from qa.matching import Query
from qa.question import Want
from qa.spans import LONGEST, answering_span, clauses, trimmed

LONG = (
    "2023年全市共有电梯八万台，其中住宅占六成，商场与酒店占两成多，"
    + "其余的分布在工厂和仓库，" * 8
    + "医院有五千六百八十台。"
)


def test_commas_inside_numbers_brackets_and_quotations_do_not_cut() -> None:
    text = "共1,950台（含自动扶梯，不含家用），“先修，后换”。"
    assert [text[start:end] for start, end in clauses(text)] == [
        "共1,950台（含自动扶梯，不含家用），",
        "“先修，后换”。",
    ]


def test_the_clauses_that_meet_the_question_are_kept(make_query: Callable[..., Query]) -> None:
    query = make_query("医院有多少台？", "医院")
    start, end = answering_span(LONG, query.terms, frozenset({Want.NUMBER}))
    assert LONG[start:end] == "医院有五千六百八十台"


def test_blanks_marks_and_the_full_stop_are_trimmed() -> None:
    text = "- 其一：好。\n"
    assert text[slice(*trimmed(text, 0, len(text)))] == "其一：好"


@given(st.text("电梯有12台，。；（）“”", max_size=200))
def test_clauses_cover_the_text_in_order(text: str) -> None:
    assert "".join(text[start:end] for start, end in clauses(text)) == text


@given(st.text("电梯有12台，。；", max_size=300))
def test_a_span_lies_in_the_text_and_is_short_where_it_can_be_cut(text: str) -> None:
    start, end = answering_span(text, (), frozenset())
    assert 0 <= start <= end <= len(text)
    assert end - start <= max([LONGEST, *(b - a for a, b in clauses(text))])
