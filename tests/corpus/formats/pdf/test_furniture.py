from __future__ import annotations

from typing import Any

import pytest

from corpus.formats.pdf import read

Sheets = Any
BODY = [
    "第一页讲全市绿地的总体情况，新增面积一百二十八公顷，分布在十二个街道。",
    "接着讲养护的办法，街道委托专业公司，每季度考核一次，不合格的扣减费用。",
    "然后讲资金的来源，由市、区两级财政按六比四分担，社会捐赠占百分之三。",
    "最后讲明年的计划，再建二十个口袋公园，重点补齐老旧小区周边的缺口。",
]


def drawn(sheets: Sheets, head: str, foot: str, first: int = 1) -> bytes:
    for number, text in enumerate(BODY, start=first):
        sheets.line(head.format(n=number), size=9, y=40)
        sheets.line(text, y=120)
        sheets.line(foot.format(n=number), x=290, size=9, y=810)
        sheets.next_page()
    return bytes(sheets.data())


@pytest.mark.parametrize("foot", ["{n}", "— {n} —", "第 {n} 页", "第{n}页 共 9 页", "{n} / 9", "Page {n} of 9"])
def test_heads_and_page_numbers_are_left_out_and_label_the_pages(sheets: Sheets, foot: str) -> None:
    found = read(drawn(sheets, "城市绿地年度报告（虚构）", foot, first=5), "x.pdf")
    assert found.text.splitlines() == BODY
    assert [page.label for page in found.pages] == ["5", "6", "7", "8"]
    assert [found.text[page.start : page.end].strip() for page in found.pages] == BODY


def test_heads_of_left_and_right_pages_take_turns(sheets: Sheets) -> None:
    for number, text in enumerate(BODY * 2):
        sheets.line("绿地年度报告" if number % 2 else "第一章　总体情况", size=9, y=40)
        sheets.line(f"{number + 1}、{text}", y=120)
        sheets.next_page()
    found = read(sheets.data(), "x.pdf").text.splitlines()
    assert found == [f"{number + 1}、{text}" for number, text in enumerate(BODY * 2)]


def test_what_stands_once_at_the_edge_is_text(sheets: Sheets) -> None:
    sheets.line("城市绿地年度报告", size=20, y=60)
    sheets.line(BODY[0], y=120)
    sheets.line("编写单位：园林研究所（虚构）", y=780)
    found = read(sheets.data(), "x.pdf").text.splitlines()
    assert found == ["城市绿地年度报告", BODY[0], "编写单位：园林研究所（虚构）"]


def test_numbers_that_do_not_count_the_pages_are_text(sheets: Sheets) -> None:
    for text, number in zip(BODY, (350, 17, 99, 4), strict=True):
        sheets.line(text, y=120)
        sheets.line(str(number), x=290, y=800)
        sheets.next_page()
    assert "350" in read(sheets.data(), "x.pdf").text.splitlines()


def test_labels_of_the_file_come_before_printed_numbers(sheets: Sheets) -> None:
    sheets.canvas.addPageLabel(0, style="ROMAN_LOWER", start=1)
    sheets.canvas.addPageLabel(2, style="ARABIC", start=1)
    found = read(drawn(sheets, "城市绿地年度报告（虚构）", "{n}"), "x.pdf")
    assert [page.label for page in found.pages] == ["i", "ii", "1", "2"]


def test_roman_page_numbers_are_labels(sheets: Sheets) -> None:
    for text, numeral in zip(BODY, ("i", "ii", "iii", "iv"), strict=True):
        sheets.line(text, y=120)
        sheets.line(numeral, x=290, size=9, y=810)
        sheets.next_page()
    assert [page.label for page in read(sheets.data(), "x.pdf").pages] == ["i", "ii", "iii", "iv"]


def test_a_blank_page_is_an_empty_page(sheets: Sheets) -> None:
    sheets.line(BODY[0])
    sheets.next_page()
    sheets.next_page()
    sheets.line(BODY[1])
    found = read(sheets.data(), "x.pdf")
    assert [found.text[page.start : page.end].strip() for page in found.pages] == [BODY[0], "", BODY[1]]


def test_captions_that_differ_in_the_year_are_text_and_their_tables_two(sheets: Sheets) -> None:
    for year, count in (("2021", "35"), ("2022", "41")):
        sheets.line(f"{year}年部门预算收支表（虚构）", y=90)
        sheets.y = 110
        sheets.table([["区", "面积"], ["东区", count], ["西区", "12"]])
        sheets.next_page()
    found = read(sheets.data(), "x.pdf")
    assert [line for line in found.text.splitlines() if "收支表" in line] == [
        "2021年部门预算收支表（虚构）",
        "2022年部门预算收支表（虚构）",
    ]
    assert len(found.grids) == 2


@pytest.mark.parametrize("head", ["2021年绿地年报　第{n}页", "{n}  年度绿地报告", "绿地月报 2021 年 3月　{n}"])
def test_a_running_head_with_a_date_is_one_on_every_page(sheets: Sheets, head: str) -> None:
    assert read(drawn(sheets, head, "— {n} —"), "x.pdf").text.splitlines() == BODY
