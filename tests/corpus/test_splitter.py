"""Passages of whole documents."""

from __future__ import annotations

import json
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document, Kind, Parsed
from corpus.record import parsed_of, parsed_record
from corpus.splitter import split
from corpus.structure.contents import find_contents
from corpus.structure.furniture import furniture
from corpus.structure.lines import lines_of
from corpus.structure.packing import LONGEST

Parse = Callable[..., Parsed]

PARAGRAPH = "渔港是渔船停靠、卸鱼和补给的地方，也是渔民回家的地方，全市共有大小渔港十二座。"

# Lines of every kind that a report has, in any order: the rules must hold for all of them together.
LINES = st.sampled_from(
    [
        "",
        "",
        "第一章 概念",
        "第二章 规模",
        "1.1 渔港",
        "1.2",
        "一、总体",
        "（一）数量",
        "（1）木船；",
        "① 铁船",
        "# 标题",
        "**加粗的标题**",
        "目录",
        "概念………3",
        "规模 9",
        "PORT REVIEW",
        "7",
        "8",
        "---",
        "表：渔船",
        "单位：艘",
        "港\t船\t人",
        "甲\t3\t5",
        "北片：2个\t\t",
        "\t4\t6",
        "| a | b |",
        "|---|---|",
        "注：年末数。",
        "图：渔港分布",
        "专访·北港渔业",
        "周岸 北港渔业董事长",
        "——周岸 北港渔业董事长",
        "记者：为什么？",
        "周岸：因为鱼在海里。",
        "Q：难吗？",
        "A 难。",
        "董事长周岸表示：",
        "“船要开远，人要跟上，两件事都不能等。”",
        "- 木船",
        "● 铁船",
        PARAGRAPH,
        PARAGRAPH * 12,
        "没有标点的一行" * 80,
        "　　缩进的一段，以空格开头。",
        "\u2028😀，emoji 与 English 混排。",
    ]
)


def checked(text: str) -> Parsed:
    """The text taken apart, with what must hold for every text."""
    found = split(Document("0" * 64, "", "样本.txt", text))
    covered: set[int] = set()
    for passage in found.passages:
        assert passage.text == text[passage.start : passage.end]
        assert passage.text.strip() if passage.table else passage.text.strip() == passage.text != ""
        assert passage.line_start == text.count("\n", 0, passage.start) + 1
        assert passage.line_end == text.count("\n", 0, passage.end - 1) + 1
        assert passage.passage_id == f"{passage.doc_id}:{passage.start}"
        assert (passage.kind is Kind.TABLE) == (passage.table is not None)
        assert passage.start >= max(covered, default=-1)
        covered.update(range(passage.start, passage.end))
    kept = parsed_of(json.loads(json.dumps(parsed_record(found))))
    assert kept.passages == found.passages
    lines = lines_of(text)
    apart = furniture(lines)
    apart |= find_contents(lines, apart).lines
    for line in lines:
        if line.index not in apart:
            assert all(text[place].isspace() or place in covered for place in range(line.start, line.end))
    return found


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=40))
def test_every_text_lies_in_exactly_one_passage(lines: list[str]) -> None:
    checked("\n".join(lines))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="一、（1）.#|\t\n 。：“”A问答表注第章甲乙", max_size=200))
def test_no_text_is_too_strange(text: str) -> None:
    checked(text)


@settings(max_examples=100, deadline=None)
@given(st.lists(LINES, max_size=40))
def test_only_a_row_of_a_table_makes_a_passage_long(lines: list[str]) -> None:
    for passage in checked("\n".join(lines)).passages:
        assert len(passage.text) <= LONGEST or passage.kind is Kind.TABLE or "PORT REVIEW" in passage.text


def test_an_empty_document_has_no_passages(parse: Parse) -> None:
    assert parse("").passages == ()
    assert parse(" \n\u3000\n").passages == ()


def test_one_character_is_one_passage(parse: Parse) -> None:
    assert [(p.text, p.line_start, p.heading_path) for p in parse("\n\n甲").passages] == [("甲", 3, ())]


def test_neighbouring_paragraphs_share_a_passage(parse: Parse) -> None:
    (passage,) = parse(f"{PARAGRAPH}\n\n{PARAGRAPH}\n").passages
    assert (passage.line_start, passage.line_end, passage.kind) == (1, 3, Kind.PARAGRAPH)


def test_a_passage_never_crosses_a_heading(parse: Parse) -> None:
    long = PARAGRAPH * 4
    found = parse(f"第一章 概念\n\n{long}\n\n第二章 规模\n\n{long}\n")
    assert [p.heading_path for p in found.passages] == [("第一章 概念",), ("第二章 规模",)]
    assert [p.text[:3] for p in found.passages] == ["第一章", "第二章"]


def test_a_chapter_and_its_first_section_open_one_passage(parse: Parse) -> None:
    (passage,) = parse(f"第一章 概念\n\n1.1 渔港\n\n{PARAGRAPH}\n").passages
    assert passage.text.startswith("第一章 概念\n\n1.1 渔港")
    assert passage.heading_path == ("第一章 概念", "1.1 渔港")


def test_tiny_neighbouring_sections_share_a_passage_under_their_parent(parse: Parse) -> None:
    found = parse(f"第一章 概念\n\n{PARAGRAPH * 3}\n\n1.1 渔港\n\n停船。\n\n1.2 渔船\n\n打鱼。\n")
    assert [p.heading_path for p in found.passages] == [("第一章 概念",), ("第一章 概念",)]
    assert "1.1 渔港" in found.passages[1].text
    assert "1.2 渔船" in found.passages[1].text


def test_the_title_is_no_part_of_a_path(parse: Parse) -> None:
    found = parse(f"# 渔港手册\n\n## 概念\n\n{PARAGRAPH}\n", title="渔港手册")
    assert found.passages[-1].heading_path == ("概念",)


def test_furniture_and_contents_are_in_no_passage_but_count_as_lines(parse: Parse) -> None:
    page = "PORT REVIEW\n7\n"
    text = f"目录\n第一章 概念……3\n\n{page}\n第一章 概念\n\n{PARAGRAPH}\n\n{page}\n{PARAGRAPH}\n\n{page}\n{PARAGRAPH}\n"
    found = parse(text)
    assert not any("PORT" in p.text or "……" in p.text for p in found.passages)
    assert found.document.text == text
    assert found.passages[0].line_start == 7


def test_a_sentence_that_a_page_breaks_stays_whole(parse: Parse) -> None:
    page = "\n\nPORT REVIEW\n\n"
    found = parse(f"渔港是渔船停靠、卸鱼和补给的{page}地方，也是渔民回家的地方。{page}别的事情。{page}还有一件。")
    assert "渔船停靠" in found.passages[0].text
    assert "回家的地方。" in found.passages[0].text
    assert [p.text for p in found.passages[1:]] == ["别的事情。", "还有一件。"]


def test_mostly_items_make_a_list(parse: Parse) -> None:
    (passage,) = parse("渔船有三种：\n\n- 木船，岸边捕捞用的那一种\n- 铁船，远洋捕捞用的那一种\n").passages
    assert passage.kind is Kind.LIST


def test_a_heading_without_text_is_a_heading(parse: Parse) -> None:
    assert [p.kind for p in parse("第一章 概念\n\n第二章 规模").passages] == [Kind.HEADING, Kind.HEADING]


def test_clauses_of_a_regulation_stay_under_their_chapter(parse: Parse) -> None:
    clause = "渔港由市人民政府统一规划，分级管理，任何单位和个人不得擅自占用。" * 4
    found = parse(f"第一章 总则\n\n第一条 {clause}\n\n第二条 {clause}\n\n第三条 {clause}\n")
    assert {p.heading_path for p in found.passages} == {("第一章 总则",)}
    assert all(p.text.count("条 ") >= 1 for p in found.passages)


def test_damaged_characters_are_warned_of(parse: Parse) -> None:
    (warning,) = parse("船\ufffd在\ufffd港里。").warnings
    assert "2 处" in warning


def test_the_glossary_comes_with_the_passages(parse: Parse) -> None:
    assert parse("北港渔业有限公司（以下简称“北港渔业”）成立。").glossary == (("北港渔业", "北港渔业有限公司"),)


def test_a_note_that_opens_the_next_table_is_no_part_of_the_one_above() -> None:
    row = "| --- | --- |"
    checked("\n".join([f"注：{row}", row, f"注：{row}", row, row, "", f"注：{row}", row, "", *[row] * 12]) + "\n")
