from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from ui.exchange import Exchange
from ui.export import conversation_excel, rows_excel


def sheet(data: bytes, name: str) -> list[tuple[object, ...]]:
    return list(load_workbook(io.BytesIO(data))[name].iter_rows(values_only=True))


def test_a_row_for_each_question_and_one_for_each_citation(exchanges: Sequence[Exchange]) -> None:
    data = conversation_excel("对话", exchanges)
    answers, quotes = sheet(data, "答案"), sheet(data, "引文")
    assert [(row[0], row[3], row[4], row[6]) for row in answers[1:4]] == [
        (1, "找到明确答案", "20台；审批太慢。", "1、2"),
        (2, "文中未找到", None, None),
        (3, None, "程序内部出错", None),
    ]
    assert [row[0] for row in quotes] == ["引文序号", 1, 2, 3]
    assert quotes[1][2:6] == ("审批太慢", "年报.txt", "产业报告2023", "访谈")
    assert quotes[1][7:11] == ("5", 1, 1, "李某")


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_nothing_that_a_document_says_becomes_a_formula(words: str) -> None:
    data = rows_excel("=列表", [words], [[words]])
    book = load_workbook(io.BytesIO(data))
    for row in book.active.iter_rows():
        for cell in row:
            assert cell.data_type == "s"
            assert cell.quotePrefix
            assert cell.number_format == "@"
            assert cell.value == words


def test_numbers_stay_numbers() -> None:
    assert sheet(rows_excel("表", ["数"], [[709], [0.5], [None], ["709"]]), "表") == [
        ("数",),
        (709,),
        (0.5,),
        (None,),
        ("709",),
    ]


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=50))
def test_every_character_of_a_quote_comes_back(text: str) -> None:
    ((quote,),) = sheet(rows_excel("表", [], [[text]]), "表")[1:]
    assert quote == text


def test_the_same_list_gives_the_same_bytes(exchanges: Sequence[Exchange]) -> None:
    assert conversation_excel("对话", exchanges) == conversation_excel("对话", exchanges)


def test_a_sheet_name_that_excel_forbids_is_mended() -> None:
    data = rows_excel("原话/[2023]:" + "长" * 40, ["a"], [])
    assert load_workbook(io.BytesIO(data)).sheetnames == [("原话2023" + "长" * 40)[:31]]
