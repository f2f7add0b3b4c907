from __future__ import annotations

from typing import Any

from corpus.document import Grid, MarkKind
from corpus.formats.pdf import read

Sheets = Any
ROWS = [["区", "面积（公顷）", "个数"], ["东区", "35.2", "5"], ["西区", "51.0", "7"], ["合计", "86.2", "12"]]
TEXT = (
    "表格之前的正文说明各区的情况，数字为年底数，包括附属绿地在内，不含水面；其中合计一栏由各区相加得到，可能有尾差。"
)


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows]


def grids(data: bytes) -> list[Grid]:
    found = read(data, "x.pdf")
    for grid in found.grids:
        for row in grid.rows:
            assert all(found.text[cell.start : cell.end] == cell.text for cell in row)
    return list(found.grids)


def test_a_ruled_table_is_a_grid_under_its_caption(sheets: Sheets) -> None:
    sheets.paragraph(TEXT)
    sheets.line("表1　各区绿地面积", x=220)
    sheets.table(ROWS)
    found = read(sheets.data(), "x.pdf")
    assert [(grid.caption, texts(grid)) for grid in found.grids] == [("表1　各区绿地面积", ROWS)]
    assert found.text.splitlines()[1:3] == ["表1　各区绿地面积", "区\t面积（公顷）\t个数"]
    assert [found.text[m.start : m.end] for m in found.marks if m.kind is MarkKind.CAPTION] == ["表1　各区绿地面积"]


def test_a_merged_cell_is_one_cell_in_every_position(sheets: Sheets) -> None:
    rows = [["区", "2023年", ""], ["", "面积", "个数"], ["东区", "35.2", "5"], ["西区", "51.0", "7"]]
    sheets.table(rows, spans=[((0, 0), (0, 1)), ((1, 0), (2, 0))])
    (grid,) = grids(sheets.data())
    assert texts(grid)[:2] == [["区", "2023年", "2023年"], ["区", "面积", "个数"]]
    assert grid.rows[0][0] == grid.rows[1][0]


def test_the_lines_of_a_cell_are_joined(sheets: Sheets) -> None:
    sheets.table([["项目", "说明"], ["口袋公园", "由闲置地块改建而来，\n面积不超过一公顷"]])
    (grid,) = grids(sheets.data())
    assert texts(grid)[1] == ["口袋公园", "由闲置地块改建而来，面积不超过一公顷"]


def test_a_table_without_rules_is_found_by_its_alignment(sheets: Sheets) -> None:
    sheets.paragraph(TEXT)
    sheets.line("表2　各区绿地面积", x=220)
    sheets.table(ROWS, widths=[120, 120, 120], ruled=False)
    sheets.paragraph(TEXT)
    (grid,) = grids(sheets.data())
    assert (texts(grid), grid.caption) == (ROWS, "表2　各区绿地面积")


def test_a_table_with_horizontal_rules_only(sheets: Sheets) -> None:
    sheets.table(ROWS, widths=[120, 120, 120], ruled=False, x=100)
    for y in (96, 114, 168):
        sheets.canvas.line(100, 842 - y, 460, 842 - y)
    assert [texts(grid) for grid in grids(sheets.data())] == [ROWS]


def test_a_blank_cell_stays_blank(sheets: Sheets) -> None:
    rows = [["项目", "甲", "乙"], ["收入", "3.5", "4.1"], ["支出", "", "2.2"], ["结余", "1.0", "1.9"]]
    sheets.table(rows, widths=[120, 120, 120], ruled=False)
    assert [texts(grid) for grid in grids(sheets.data())] == [rows]


def test_a_table_goes_on_over_the_page_and_its_header_is_not_repeated(sheets: Sheets) -> None:
    sheets.paragraph(TEXT)
    sheets.line("表3　各区绿地面积", x=220)
    sheets.table(ROWS[:3])
    sheets.next_page()
    sheets.line("表3（续）　各区绿地面积", x=220)
    sheets.table([ROWS[0], ROWS[3]])
    sheets.paragraph(TEXT)
    found = read(sheets.data(), "x.pdf")
    (grid,) = found.grids
    assert (texts(grid), grid.header_rows) == (ROWS, 1)
    assert found.text[found.pages[1].start :].startswith("合计\t86.2\t12\n")


def test_two_columns_of_running_text_are_no_table(sheets: Sheets) -> None:
    for x in (72, 313):
        sheets.y = 90.0
        sheets.paragraph(TEXT, x=x, width=210)
    assert grids(sheets.data()) == []


def test_a_frame_around_text_is_no_table(sheets: Sheets) -> None:
    sheets.canvas.rect(60, 600, 475, 170)
    sheets.paragraph(TEXT)
    found = read(sheets.data(), "x.pdf")
    assert (found.text.strip(), found.grids) == (TEXT, ())


def test_titles_with_page_numbers_are_no_table(sheets: Sheets) -> None:
    for number, title in enumerate(("第一章　总体情况", "第二章　分区情况", "第三章　养护办法", "第四章　明年计划")):
        sheets.y += 20
        sheets.line(title, y=sheets.y)
        sheets.line(str(number * 3 + 1), x=510, y=sheets.y)
    assert grids(sheets.data()) == []


def test_entries_with_leading_dots_are_no_table(sheets: Sheets) -> None:
    for number, title in enumerate(("总体情况", "分区情况", "养护办法", "明年计划"), start=1):
        sheets.y += 20
        sheets.line(f"第{number}章", y=sheets.y)
        sheets.line(f"{title} ....................................................... {number * 3}", x=130, y=sheets.y)
    assert grids(sheets.data()) == []


def test_a_bold_row_is_the_header(sheets: Sheets) -> None:
    for place, row in enumerate(ROWS):
        for column, text in enumerate(row):
            sheets.line(text, x=100 + 120 * column, y=120 + 20 * place, bold=not place)
    (grid,) = grids(sheets.data())
    assert (texts(grid), grid.header_rows) == (ROWS, 1)


def test_a_cell_over_several_columns_is_one_cell(sheets: Sheets) -> None:
    rows = [["区", "面积", "个数"], ["东区", "35.2", "5"], ["西区", "51.0", "7"]]
    sheets.line("二〇二三年各区的数字（虚构）", x=240, y=100)
    for place, row in enumerate(rows):
        for column, text in enumerate(row):
            sheets.line(text, x=100 + 150 * column, y=120 + 20 * place)
    assert [texts(grid) for grid in grids(sheets.data())] == [rows]


def test_a_wrapped_cell_is_joined_below_its_column(sheets: Sheets) -> None:
    rows = [
        ("口袋公园", "由闲置地块改建而来，面积"),
        ("社区绿道", "沿河布置，与小区的"),
        ("屋顶绿化", "由业主自建，财政补助一半"),
    ]
    for y, row in zip((120, 158, 178), rows, strict=True):
        for column, text in enumerate(row):
            sheets.line(text, x=100 + 150 * column, y=y)
    sheets.line("不超过一公顷", x=250, y=136)
    (grid,) = grids(sheets.data())
    assert texts(grid)[0] == ["口袋公园", "由闲置地块改建而来，面积不超过一公顷"]


def test_lines_of_one_row_are_closer_than_rows(sheets: Sheets) -> None:
    sheets.line("年份", x=100, y=100)
    sheets.line("文件", x=200, y=100)
    sheets.line("机构", x=400, y=100)
    cells = [
        ("2021", "城市绿地养护管理办法", "园林局"),
        ("2022", "口袋公园建设导则", "规划局"),
        ("2023", "绿道条例", "人大"),
    ]
    for place, (year, name, issuer) in enumerate(cells):
        y = 126 + 40 * place
        sheets.line("关于发布下列文件的通知之一", x=200, y=y)
        for x, text in ((100, year), (200, name), (400, issuer)):
            sheets.line(text, x=x, y=y + 14)
    (grid,) = grids(sheets.data())
    assert texts(grid)[1:] == [[year, f"关于发布下列文件的通知之一{name}", issuer] for year, name, issuer in cells]
