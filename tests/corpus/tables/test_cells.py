"""The cells of a line of text."""

from __future__ import annotations

from corpus.structure.lines import lines_of
from corpus.tables.cells import cells_of


def test_cells_lie_where_they_say() -> None:
    text = "名称\t 渔船 \t\t12"
    cells = cells_of(lines_of(text)[0])
    assert [cell.text for cell in cells] == ["名称", "渔船", "", "12"]
    assert all(text[cell.start : cell.end] == cell.text for cell in cells)


def test_cells_of_markdown_are_without_pipes_and_bold_marks() -> None:
    text = r"| **传动链** | a \| b |  | 7 |"
    cells = cells_of(lines_of(text)[0])
    assert [cell.text for cell in cells] == ["传动链", r"a \| b", "", "7"]
    assert all(text[cell.start : cell.end] == cell.text for cell in cells)


def test_a_markdown_row_may_go_without_outer_pipes() -> None:
    assert [cell.text for cell in cells_of(lines_of("甲 | 乙 | 丙")[0])] == ["甲", "乙", "丙"]


def test_wide_gaps_separate_cells_where_a_table_is_aligned() -> None:
    text = "北岸港  120\u3000\u3000三 十一"
    cells = cells_of(lines_of(text)[0], " ")
    assert [cell.text for cell in cells] == ["北岸港", "120", "三 十一"]
    assert all(text[cell.start : cell.end] == cell.text for cell in cells)
