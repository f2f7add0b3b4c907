from __future__ import annotations

from collections.abc import Callable

from corpus.document import Passage
from qa.answer import Answer, CellName, Citation, Verdict
from ui.render import answer_markdown, answer_text, marked_parts, place, table_text


def test_each_part_of_an_answer_carries_the_number_of_the_citation_that_holds_it(
    make_passage: Callable[..., Passage], make_answer: Callable[..., Answer]
) -> None:
    first, second = make_passage("甲市有3家。"), make_passage("乙市有5家。", start=50)
    answer = make_answer("3家；5家", [(first, "甲市有3家"), (second, "乙市有5家")])
    assert marked_parts(answer) == [("3家；", (1,)), ("5家", (2,))]


def test_a_citation_that_holds_no_part_stands_after_the_last(
    make_passage: Callable[..., Passage], make_answer: Callable[..., Answer]
) -> None:
    answer = make_answer("3家；5家", [(make_passage("甲市有3家。"), "甲市有3家"), (make_passage("表"), "表")])
    assert marked_parts(answer) == [("3家；", (1,)), ("5家", (2,))]


def test_the_terminal_shows_verdict_answer_place_and_quote(
    make_passage: Callable[..., Passage], make_answer: Callable[..., Answer]
) -> None:
    passage = make_passage("全市有86个。", heading_path=("第一章", "1.1 现状"), line_start=7, line_end=7)
    text = answer_text(make_answer("86个", [(passage, "有86个")]))
    assert text == "【找到明确答案】\n86个 [1]\n\n[1] 年报.txt · 第 7 行 · 第一章 › 1.1 现状\n    有86个"


def test_not_found_names_the_nearest_passages(
    make_passage: Callable[..., Passage], make_answer: Callable[..., Answer]
) -> None:
    answer = make_answer("", [(make_passage("别的事"), "别的事")], verdict=Verdict.NOT_FOUND)
    text = answer_text(answer)
    assert text.startswith("【文中未找到】")
    assert "最接近的段落：" in text
    assert "别的事" in text


def test_what_was_understood_is_said_only_when_it_differs(
    make_passage: Callable[..., Passage], make_answer: Callable[..., Answer]
) -> None:
    quoted = [(make_passage("文"), "文")]
    assert "已理解为" not in answer_text(make_answer("文", quoted))
    assert "已理解为：全市有几个？" in answer_text(make_answer("文", quoted, understood_as="全市有几个？"))


def test_markup_in_a_quote_stays_text_in_markdown(
    make_passage: Callable[..., Passage], make_answer: Callable[..., Answer]
) -> None:
    quote = "<b>*看*</b> [这里](http://x)"
    shown = answer_markdown(make_answer(quote, [(make_passage(quote), quote)]))
    assert r"\<b\>\*看\*\</b\> \[这里\]\(http://x\)[^1]" in shown
    assert "<b>" not in shown


def test_a_place_names_the_cell(make_passage: Callable[..., Passage]) -> None:
    citation = Citation(make_passage("20"), 0, 2, CellName("表1", "2022年", "桩数"))
    assert place(citation.passage, citation) == "年报.txt · 第 1 行 · 表1 / 2022年 / 桩数"


def test_chinese_characters_take_two_places_in_a_table() -> None:
    assert table_text([["名称", "n"], ["a", "10"]]) == "名称   n\na     10"


def test_a_cell_of_a_workbook_is_placed_by_sheet_and_address(make_passage: Callable[..., Passage]) -> None:
    passage = make_passage("甲市\t3", source="港.xlsx", page=2, page_label="各市")
    cell = CellName("表1", "甲市", "船", "各市", "B7")
    assert (
        place(passage, Citation(passage, 0, 4, cell))
        == "港.xlsx · 工作表“各市” · 第 1 行 · 表1 / 甲市 / 船（单元格 B7）"
    )
