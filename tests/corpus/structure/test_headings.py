"""Which lines are headings, and how they nest."""

from __future__ import annotations

import pytest

from corpus.structure.contents import find_contents
from corpus.structure.furniture import furniture
from corpus.structure.headings import find_headings
from corpus.structure.lines import lines_of
from corpus.structure.outline import heading_paths

TEXT = "这里是一段正文，用来跟在标题后面，长度超过四十个字，以便与标题区别开来，读起来也像一句完整的话。"


def paths(text: str, title: str = "") -> list[str]:
    """Every heading's path, joined."""
    lines = lines_of(text)
    skip = furniture(lines)
    contents = find_contents(lines, skip)
    headings = find_headings(lines, skip | contents.lines, contents)
    return [" > ".join(path) for path in heading_paths(headings, title)]


def body(*lines: str) -> str:
    """Each heading with a paragraph below it."""
    return "\n\n".join(f"{line}\n\n{TEXT}" for line in lines)


def test_chapters_sections_and_decimals_nest() -> None:
    assert paths(body("第一章 概念", "1.1 渔港", "1.1.1 天然渔港", "1.2 渔船", "第二章 规模")) == [
        "第一章 概念",
        "第一章 概念 > 1.1 渔港",
        "第一章 概念 > 1.1 渔港 > 1.1.1 天然渔港",
        "第一章 概念 > 1.2 渔船",
        "第二章 规模",
    ]


def test_chinese_numbers_nest_in_the_usual_order() -> None:
    assert paths(body("一、总体情况", "（一）数量", "1. 渔船", "（1）木船", "（二）产值", "二、问题")) == [
        "一、总体情况",
        "一、总体情况 > （一）数量",
        "一、总体情况 > （一）数量 > 1. 渔船",
        "一、总体情况 > （一）数量 > 1. 渔船 > （1）木船",
        "一、总体情况 > （二）产值",
        "二、问题",
    ]


def test_a_document_may_nest_its_styles_otherwise() -> None:
    assert paths(body("一、管理条例", "第一章 总则", "第二章 许可", "二、实施细则", "第一章 总则")) == [
        "一、管理条例",
        "一、管理条例 > 第一章 总则",
        "一、管理条例 > 第二章 许可",
        "二、实施细则",
        "二、实施细则 > 第一章 总则",
    ]


def test_markdown_headings_nest_by_their_marks() -> None:
    assert paths(body("# 渔港手册", "## **一、概念**", "### 码头", "## 二、规模 ##"), "渔港手册") == [
        "",
        "一、概念",
        "一、概念 > 码头",
        "二、规模",
    ]


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        (f"1.1\n\n渔港的由来\n\n{TEXT}", "1.1 渔港的由来"),
        (f"1.1\n\n渔港的由来，\n以及它的前景\n\n{TEXT}", "1.1 渔港的由来，以及它的前景"),
        (f"第二章　总体规模\n与走势\n\n{TEXT}", "第二章　总体规模与走势"),
        (f"第二章\n规模\n\n{TEXT}", "第二章 规模"),
        (f"第三节 渔业资源与\n环境\n3.1 概况\n{TEXT}", "第三节 渔业资源与环境"),
        (f"**1.2 渔港为什么重要\n\n{TEXT}", "1.2 渔港为什么重要"),
        (f"# 第三篇 渔港\n样本\n\n{TEXT}", "第三篇 渔港样本"),
    ],
)
def test_a_heading_is_joined_over_its_lines(text: str, heading: str) -> None:
    assert paths(text)[0] == heading


def test_the_contents_tell_how_far_a_heading_goes() -> None:
    text = f"目录\n3.1 北岸：港小船多，赋能三县 9\n3.2 南岸 12\n\n3.1 北岸\n\n港小船多，\n\n赋能三县\n\n{TEXT}\n\n3.2 南岸\n\n{TEXT}"
    assert paths(text) == ["3.1 北岸 港小船多，赋能三县", "3.2 南岸"]


def test_a_title_that_the_contents_announce_is_a_heading_of_their_level() -> None:
    text = f"目录\n第一篇\n渔港的由来 1\n1.1 码头 2\n第二篇\n渔港的前景 9\n\n渔港的由来\n\n1.1 码头\n\n{TEXT}\n\n渔港的前景\n\n{TEXT}"
    assert paths(text) == ["渔港的由来", "渔港的由来 > 1.1 码头", "渔港的前景"]


def test_what_the_contents_leave_out_stands_below_what_they_announce() -> None:
    text = "目录\n一、条例 1\n二、细则 9\n\n" + body("一、条例", "第一章 总则", "二、细则")
    assert paths(text) == ["一、条例", "一、条例 > 第一章 总则", "二、细则"]


def test_items_of_a_list_are_no_headings() -> None:
    assert paths(f"办法如下：\n\n（1）木船\n（2）铁船\n（3）快艇\n\n{TEXT}") == []


@pytest.mark.parametrize(
    "line",
    [
        "（1）价格下探。去年下半年起降了两成。",
        "1. 先看码头，再看船；",
        "第三条 渔港由市人民政府统一规划，分级管理。",
        "① 做法：由街道统一建设、统一收费，当年改造三百个。",
    ],
)
def test_numbered_sentences_are_no_headings(line: str) -> None:
    assert paths(f"{line}\n\n{TEXT}") == []


def test_captions_notes_questions_and_bullets_are_no_headings() -> None:
    for line in ("表1 渔船数量", "图：渔港分布", "注：不含木船", "问：渔港多吗", "- 一、渔港", "> 一、渔港"):
        assert paths(f"{line}\n\n{TEXT}") == []


def test_parts_of_a_book_need_no_number_and_end_at_the_first_chapter() -> None:
    assert paths(body("要点速览", "一、概念", "后　记", "参考文献")) == ["要点速览", "一、概念", "后　记", "参考文献"]


def test_rows_within_a_preface_stay_below_it() -> None:
    assert paths(body("核心要点", "1 渔港", "2 渔船", "第一章 概念")) == [
        "核心要点",
        "核心要点 > 1 渔港",
        "核心要点 > 2 渔船",
        "第一章 概念",
    ]


def test_a_row_goes_on_though_its_marks_change() -> None:
    assert paths(body("1.1 布局", "(1) 东部", "1 北岸", "② 南岸", "(2) 西部"))[2:] == [
        "1.1 布局 > (1) 东部 > 1 北岸",
        "1.1 布局 > (1) 东部 > ② 南岸",
        "1.1 布局 > (2) 西部",
    ]


def test_a_number_that_falls_back_belongs_to_an_outer_row() -> None:
    assert paths(body("第一章 渔港", "后记", "(1) 生活", "1 吃", "2 穿", "2 应用"))[-1] == "后记 > 2 应用"


def test_a_lone_number_goes_on_a_row() -> None:
    text = f"17\n\n{TEXT}\n\n18\n\n{body('1 渔港', '2 渔船')}\n\n3\n\n竞争上：\n\n船多鱼少\n\n{TEXT}\n\n19\n"
    assert paths(text)[-1] == "3 竞争上：船多鱼少"


def test_a_titled_paragraph_ends_at_the_next_heading() -> None:
    assert paths(body("4.1 专访·北岸渔业", "北岸渔业公司介绍", "4.2 专访·南岸渔业")) == [
        "4.1 专访·北岸渔业",
        "4.1 专访·北岸渔业 > 北岸渔业公司介绍",
        "4.2 专访·南岸渔业",
    ]


def test_questions_of_a_handbook_are_headings() -> None:
    assert paths(body("Q1  渔港是什么？", "Q2  渔船怎么停？")) == ["Q1  渔港是什么？", "Q2  渔船怎么停？"]
