from __future__ import annotations

from typing import Any

import pytest

from corpus.formats.pdf import read

Sheets = Any
FIRST = "全市今年新建口袋公园二十六个，改造旧公园九个，新增绿地面积一百二十八公顷，比上年多十二公顷，其中一半在老城区。"
SECOND = (
    "新增的绿地大多由闲置地块改建而来，资金由市、区两级财政按六比四分担，养护由街道委托专业公司负责，每季度考核一次。"
)


def lines(data: bytes) -> list[str]:
    return read(data, "x.pdf").text.splitlines()


def test_a_paragraph_broken_over_lines_is_one_line_without_spaces(sheets: Sheets) -> None:
    sheets.paragraph(FIRST)
    sheets.paragraph(SECOND)
    assert lines(sheets.data()) == [FIRST, SECOND]


def test_latin_words_keep_their_space_at_the_end_of_a_line(sheets: Sheets) -> None:
    sheets.line("The city opened twelve pocket parks and the northern green belt was finished in")
    sheets.line("two years. 项目由园林局实施。")
    assert lines(sheets.data()) == [
        "The city opened twelve pocket parks and the northern green belt was finished in two years. 项目由园林局实施。"
    ]


def test_a_hyphen_at_the_end_of_a_line_goes_and_one_inside_stays(sheets: Sheets) -> None:
    sheets.line("The committee asked for well-kept records of every park and of its mainte-", size=12)
    sheets.line("nance over the year, and for a plan that shows which districts come next in", size=12)
    sheets.line("the programme.", size=12)
    assert lines(sheets.data()) == [
        "The committee asked for well-kept records of every park and of its maintenance over the year, and for a plan "
        "that shows which districts come next in the programme."
    ]


def test_items_headings_and_turns_stay_apart(sheets: Sheets) -> None:
    full = "园林局负责人介绍了全年的建设情况，并回答了有关养护资金和树种选择的提问，现场约有四十人参加。"[:41]
    texts = [
        "一、总体情况",
        full + "。",
        "● 东区：五个",
        "● 西区：七个",
        "记者：资金从哪里来？",
        "林某某：市、区两级财政。",
    ]
    for text in texts:
        sheets.line(text)
    assert lines(sheets.data()) == texts


def test_a_question_below_a_full_line_stays_apart(sheets: Sheets) -> None:
    answer = "A：" + FIRST[:36] + "。"
    sheets.line(answer, x=94)
    sheets.line("Q：明年还建吗？")
    assert lines(sheets.data()) == [answer, "Q：明年还建吗？"]


def test_a_hanging_item_is_joined(sheets: Sheets) -> None:
    sheets.line("（1）东区今年新建口袋公园五个，面积合计三公顷多，主要分布在老旧小区周边和轨道交", LEFT)
    sheets.line("站点周围。", LEFT + 33)
    sheets.line("（2）西区新建七个。", LEFT)
    assert lines(sheets.data())[1] == "（2）西区新建七个。"


def test_a_paragraph_runs_on_over_the_page_and_the_boundary_lies_inside(sheets: Sheets) -> None:
    sheets.line("    ")
    for page, part in enumerate((FIRST[:38], FIRST[38:])):
        for top in (100, 118):
            sheets.line("　　正文。" if top == 100 and not page else "", y=top)
        sheets.line(part, x=LEFT + (22 if not page else 0), y=760 if not page else 100)
        sheets.next_page()
    found = read(sheets.data(), "x.pdf")
    assert FIRST in found.text.splitlines()
    assert found.text[found.pages[1].start :].startswith(FIRST[38:])
    assert found.pages[0].end == found.pages[1].start


def test_a_footnote_stands_before_the_paragraph_that_its_page_breaks(sheets: Sheets) -> None:
    sheets.paragraph(SECOND * 3)
    sheets.line(FIRST[:38], x=LEFT + 22, y=740)
    sheets.line("① 口径见《城市绿地统计口径（虚构）》，含附属绿地。", size=8, y=780)
    sheets.next_page()
    sheets.line(FIRST[38:], y=100)
    assert lines(sheets.data()) == [SECOND * 3, "① 口径见《城市绿地统计口径（虚构）》，含附属绿地。", FIRST]


def test_a_digit_run_broken_by_the_edge_has_no_space(sheets: Sheets) -> None:
    text = "园林局公布了本市各区公园建设计划，其中东区的实施期为二〇二四年至二〇二六年，即20"
    sheets.line(text)
    sheets.line("26年底前完成。")
    assert lines(sheets.data()) == [text + "26年底前完成。"]


def test_numbers_set_apart_by_spaces_stay_so_at_the_end_of_a_line(sheets: Sheets) -> None:
    sheets.line("全市 2023 年新建口袋公园 26 个，改造旧公园 9 个，新增绿地面积 128 公顷，比上年多")
    sheets.line("12 公顷。")
    assert lines(sheets.data())[0].endswith("比上年多 12 公顷。")


def test_a_heading_below_a_full_line_stays_apart(sheets: Sheets) -> None:
    full = "　　" + FIRST[:37] + "。"
    sheets.line(full)
    sheets.line("参考资料")
    assert lines(sheets.data()) == [full.strip("　"), "参考资料"]


def test_numbers_within_a_paragraph_that_is_set_in_do_not_break_it(sheets: Sheets) -> None:
    text = "鼓坪县全年增收不多，主要的原因有三条，县里在年底的总结里把它们一一列了出来，大致如下："
    sheets.paragraph(text + "①损耗高；②加工企业少；③品牌获准得晚。")
    sheets.paragraph(SECOND)
    assert lines(sheets.data())[0] == text + "①损耗高；②加工企业少；③品牌获准得晚。"


LEFT = 72.0
pytestmark = pytest.mark.filterwarnings("error::UserWarning")
