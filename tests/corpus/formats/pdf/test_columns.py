from __future__ import annotations

from typing import Any

from corpus.formats.pdf import read

Sheets = Any
LEFT_TEXT = (
    "左栏的文字讲全市绿地的总体情况，新增面积一百二十八公顷，分布在十二个街道，大多由闲置地块改建而来，居民步行十分钟可到。"
    * 2
)
RIGHT_TEXT = (
    "右栏的文字讲养护的办法，街道委托专业公司，每季度考核一次，不合格的扣减费用，连续两次不合格的解除合同并重新招标。"
    * 2
)
ACROSS = (
    "全宽的段落从左到右排满一行，先说明本期的来历和口径，再交代资料的来源，最后列出参加编写的单位和人员名单，并向他们致谢。"
    * 2
)


def both(sheets: Sheets, left: str, right: str) -> None:
    top = sheets.y
    sheets.paragraph(left, x=72, width=210)
    bottom, sheets.y = sheets.y, top
    sheets.paragraph(right, x=313, width=210)
    sheets.y = max(bottom, sheets.y)


def test_two_columns_are_read_one_after_the_other(sheets: Sheets) -> None:
    both(sheets, LEFT_TEXT, RIGHT_TEXT)
    assert read(sheets.data(), "x.pdf").text.splitlines() == [LEFT_TEXT, RIGHT_TEXT]


def test_what_runs_across_the_page_parts_the_columns(sheets: Sheets) -> None:
    sheets.line("城市绿地通讯", x=230, size=20)
    sheets.y += 20
    both(sheets, LEFT_TEXT, RIGHT_TEXT)
    sheets.y += 10
    sheets.paragraph(ACROSS)
    sheets.y += 10
    both(sheets, RIGHT_TEXT, LEFT_TEXT)
    found = read(sheets.data(), "x.pdf").text.splitlines()
    assert found == ["城市绿地通讯", LEFT_TEXT, RIGHT_TEXT, ACROSS, RIGHT_TEXT, LEFT_TEXT]


def test_a_table_across_the_page_parts_the_columns(sheets: Sheets) -> None:
    both(sheets, LEFT_TEXT, RIGHT_TEXT)
    sheets.table([["区", "面积", "个数"], ["东区", "35.2", "5"], ["西区", "51.0", "7"]], widths=[150, 150, 150])
    both(sheets, RIGHT_TEXT, LEFT_TEXT)
    found = read(sheets.data(), "x.pdf").text.splitlines()
    assert found[:3] == [LEFT_TEXT, RIGHT_TEXT, "区\t面积\t个数"]
    assert found[5:] == [RIGHT_TEXT, LEFT_TEXT]


def test_a_paragraph_runs_on_into_the_next_column(sheets: Sheets) -> None:
    top = sheets.y
    sheets.paragraph(LEFT_TEXT[:59], x=72, width=210)
    sheets.paragraph(LEFT_TEXT[59:] + RIGHT_TEXT[: 19 * 3 - 59 % 19 + 2], x=72, width=210, indent=0)
    whole = LEFT_TEXT
    assert top < sheets.y
    assert whole[:59] in read(sheets.data(), "x.pdf").text


def test_three_columns(sheets: Sheets) -> None:
    texts = [LEFT_TEXT, RIGHT_TEXT, ACROSS]
    for x, text in zip((40, 220, 400), texts, strict=True):
        sheets.y = 90.0
        sheets.paragraph(text, x=x, width=155)
    assert read(sheets.data(), "x.pdf").text.splitlines() == texts
