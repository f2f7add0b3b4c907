from __future__ import annotations

from typing import Any

from corpus.document import MarkKind
from corpus.formats.pdf import read

Sheets = Any
TEXT = "全市今年新建口袋公园二十六个，改造旧公园九个，新增绿地面积一百二十八公顷，比上年多十二公顷，其中一半在老城区。"


def headings(data: bytes) -> list[tuple[int, str]]:
    found = read(data, "x.pdf")
    return [(m.level, found.text[m.start : m.end]) for m in found.marks if m.kind is MarkKind.HEADING]


def test_larger_type_is_the_outer_level(sheets: Sheets) -> None:
    for size, text in ((22, "城市绿地年度报告"), (16, "总体情况"), (13, "新增面积")):
        sheets.line(text, size=size)
        sheets.paragraph(TEXT)
    assert headings(sheets.data()) == [(1, "城市绿地年度报告"), (2, "总体情况"), (3, "新增面积")]
    assert read(sheets.out.getvalue(), "x.pdf").title == "城市绿地年度报告"


def test_of_one_type_the_numbering_tells_the_level(sheets: Sheets) -> None:
    texts = ("第一章　总体情况", "一、新增面积", "第二章　养护", "一、资金", "后记")
    for text in texts:
        sheets.line(text, size=14)
        sheets.paragraph(TEXT)
    assert headings(sheets.data()) == list(zip((1, 2, 1, 2, 1), texts, strict=True))


def test_bold_type_of_the_size_of_the_text_is_a_heading(sheets: Sheets) -> None:
    sheets.line("资金来源", bold=True)
    sheets.paragraph(TEXT)
    sheets.paragraph(TEXT)
    assert headings(sheets.data()) == [(1, "资金来源")]


def test_the_outline_of_the_file_tells_the_level(sheets: Sheets) -> None:
    for level, text in enumerate(("总体情况", "新增面积")):
        sheets.canvas.bookmarkPage(text)
        sheets.canvas.addOutlineEntry(text, text, level=level)
        sheets.line(text)
        sheets.paragraph(TEXT)
    assert headings(sheets.data()) == [(1, "总体情况"), (2, "新增面积")]


def test_a_title_over_two_centred_lines_is_one(sheets: Sheets) -> None:
    sheets.line("某市城市绿地建设与养护管理", x=167, size=20)
    sheets.line("年度报告（二〇二三年）", x=187, size=20)
    sheets.paragraph(TEXT)
    assert headings(sheets.data()) == [(1, "某市城市绿地建设与养护管理年度报告（二〇二三年）")]


def test_sentences_and_captions_set_large_are_no_headings(sheets: Sheets) -> None:
    sheets.line("全市新增绿地一百二十八公顷。", size=14)
    sheets.line("图1　绿地分布", size=14)
    sheets.paragraph(TEXT)
    assert headings(sheets.data()) == []


def test_a_title_whose_first_line_is_full_goes_on_in_the_middle(sheets: Sheets) -> None:
    sheets.line("北港市沿海各港口渔船与渔获统计年度报告", x=72, size=23.7)
    sheets.line("（全本）汇编", x=226.5, size=23.7)
    for _ in range(6):
        sheets.paragraph("北港有大小渔港十二座，停靠渔船三百四十艘，是沿海最大的渔业基地，四季都有船进出。" * 2)
    assert read(sheets.data(), "a.pdf").title == "北港市沿海各港口渔船与渔获统计年度报告（全本）汇编"
