"""Workbooks: what their sheets show."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl

from corpus.extract import Extract
from corpus.formats.office.xlsx import read


def book(fill: Callable[[Any, Any], object]) -> bytes:
    """A workbook with one sheet 港口, filled by `fill(workbook, sheet)`."""
    workbook = openpyxl.Workbook()
    workbook.active.title = "港口"
    fill(workbook, workbook.active)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def lines(data: bytes) -> list[str]:
    """The lines below the sheet's name."""
    return read(data, "年报.xlsx").text.rstrip("\n").split("\n")[1:]


def addresses(found: Extract) -> list[list[list[str]]]:
    return [[[cell.address for cell in row] for row in grid.rows] for grid in found.grids]


def test_numbers_dates_and_truths_are_text_as_shown() -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.append(["量", "率", "日", "真", "和"])
        sheet.append([86420, 0.3561, datetime.date(2021, 3, 1), True, 0.1 + 0.2])
        sheet["A2"].number_format, sheet["B2"].number_format = "#,##0", "0.0%"

    assert lines(book(fill))[1] == "86,420\t35.6%\t2021-03-01\tTRUE\t0.3"


def test_formulas_show_their_cached_result_and_those_without_one_are_counted() -> None:
    data = book(lambda _, sheet: (sheet.append(["甲", "乙"]), sheet.append([1, "=A2+1"])))
    found = read(data, "年报.xlsx")
    assert found.text.split("\n")[2] == "1"
    assert "1 个公式" in found.warnings[0]
    assert lines(_cached(data))[1] == "1\t2"


def _cached(data: bytes) -> bytes:
    """As a spreadsheet program saves it, with the formula's result."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.namelist():
            new.writestr(member, old.read(member).replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>"))
    return out.getvalue()


def test_line_ends_inside_a_cell_become_spaces() -> None:
    assert lines(book(lambda _, sheet: (sheet.append(["甲\n乙", "丙"]), sheet.append([1, 2]))))[0] == "甲 乙\t丙"


def test_blank_rows_separate_tables() -> None:
    def fill(_: Any, sheet: Any) -> None:
        for row in (["港", "船"], ["北岸", 3], [], ["港", "人"], ["北岸", 4]):
            sheet.append(row)

    assert addresses(read(book(fill), "a.xlsx")) == [[["A1", "B1"], ["A2", "B2"]], [["A4", "B4"], ["A5", "B5"]]]


def test_a_blank_column_separates_tables_that_name_their_own_rows() -> None:
    def fill(_: Any, sheet: Any) -> None:
        for row in (["港", "船", None, "码头", "长"], ["北岸", 3, None, "一号", 120]):
            sheet.append(row)

    assert addresses(read(book(fill), "a.xlsx")) == [[["A1", "B1"], ["A2", "B2"]], [["D1", "E1"], ["D2", "E2"]]]


def test_a_blank_column_before_figures_cuts_nothing() -> None:
    def fill(_: Any, sheet: Any) -> None:
        for row in (["港", None, "船", "人"], ["北岸", None, 3, 4], ["南岸", None, 5, 6]):
            sheet.append(row)

    assert len(read(book(fill), "a.xlsx").grids) == 1


def test_a_merged_cell_is_one_cell_with_the_address_of_its_corner() -> None:
    def fill(_: Any, sheet: Any) -> None:
        for row in (["港", "船"], ["北岸", 3], [None, 4]):
            sheet.append(row)
        sheet.merge_cells("A2:A3")

    (grid,) = read(book(fill), "a.xlsx").grids
    assert grid.rows[1][0] is grid.rows[2][0]
    assert grid.rows[2][0].address == "A2"


def test_lone_cells_are_lines() -> None:
    found = read(book(lambda _, sheet: (sheet.append(["本表由渔业局编制"]), sheet.append(["数据截至年末"]))), "a.xlsx")
    assert (found.text, found.grids) == ("港口\n本表由渔业局编制\n数据截至年末\n", ())


def test_hidden_sheets_rows_and_columns_are_left_out_and_named() -> None:
    def fill(workbook: Any, sheet: Any) -> None:
        for row in (["港", "密", "船"], ["北岸", "x", 3], ["藏着", "y", 4], ["南岸", "z", 5]):
            sheet.append(row)
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True
        workbook.create_sheet("草稿")["A1"] = "草稿里的字"
        workbook["草稿"].sheet_state = "hidden"

    found = read(book(fill), "a.xlsx")
    assert not any(word in found.text for word in ("藏着", "x", "草稿"))
    assert len(found.grids) == 1
    assert found.warnings == ("隐藏的工作表没有收入：草稿。", "隐藏的行或列没有收入，在工作表：港口。")


def test_rows_that_only_a_filter_hides_are_kept() -> None:
    def fill(_: Any, sheet: Any) -> None:
        for row in (["港", "船"], ["北岸", 3], ["南岸", 4]):
            sheet.append(row)
        sheet.auto_filter.ref = "A1:B3"
        sheet.auto_filter.add_filter_column(0, ["北岸"])
        sheet.row_dimensions[3].hidden = True

    assert lines(book(fill)) == ["港\t船", "北岸\t3", "南岸\t4"]


def test_sheets_are_pages_in_their_order() -> None:
    found = read(
        book(lambda workbook, sheet: (sheet.append(["甲"]), workbook.create_sheet("码头").append(["乙"]))), "a"
    )
    assert [(page.label, found.text[page.start : page.end]) for page in found.pages] == [
        ("港口", "港口\n甲\n"),
        ("码头", "码头\n乙\n"),
    ]


def test_a_hundred_thousand_declared_rows_without_content_are_no_text() -> None:
    rows = "".join(f'<row r="{number}"/>' for number in range(3, 100_000))
    data = book(lambda _, sheet: (sheet.append(["港", "船"]), sheet.append(["北岸", 3])))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.namelist():
            new.writestr(member, old.read(member).replace(b"</sheetData>", rows.encode() + b"</sheetData>"))
    assert lines(out.getvalue()) == ["港\t船", "北岸\t3"]


def test_a_workbook_that_is_too_large_is_cut_and_says_where() -> None:
    from corpus.formats.office import xlsx as spreadsheet

    data = book(lambda _, sheet: [sheet.append([number, "甲"]) for number in range(1, 50)])
    kept, spreadsheet.MOST_CELLS = spreadsheet.MOST_CELLS, 20
    try:
        found = read(data, "a.xlsx")
    finally:
        spreadsheet.MOST_CELLS = kept
    assert "第 11 行" in found.warnings[0]
    assert len(found.grids[0].rows) == 11
