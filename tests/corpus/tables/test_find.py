"""Tables within a text: caption, unit, notes, page breaks, and the passages they become."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from corpus.document import Kind, Parsed, Passage, Table
from corpus.structure.packing import LONGEST

Parse = Callable[[str], Parsed]
ROWS = "年份\t渔船（艘）\n2021\t30\n2022\t41"


def tables(found: Parsed) -> list[tuple[Passage, Table]]:
    """The passages of tables, each with its table."""
    return [(passage, passage.table) for passage in found.passages if passage.kind is Kind.TABLE and passage.table]


@pytest.mark.parametrize(
    ("above", "caption"),
    [
        ("表：渔船数量\n\n", "表：渔船数量"),
        ("表1 渔船数量\n", "表1 渔船数量"),
        ("**表2-1：渔船数量**\n\n", "表2-1：渔船数量"),
        ("*表2-1　渔船数量*\n\n", "表2-1　渔船数量"),
        ("📌 表：渔船数量\n\n", "表：渔船数量"),
        ("各港渔船数量\n", "各港渔船数量"),
        ("正文讲到这里为止，下面是数字。\n\n", ""),
    ],
)
def test_the_caption_stands_above(parse: Parse, above: str, caption: str) -> None:
    ((passage, table),) = tables(parse(f"开头一句。\n\n{above}{ROWS}\n\n结尾一句。"))
    assert table.caption == caption
    assert passage.text.startswith(above.strip() if caption else "年份")


def test_unit_and_notes_belong_to_the_table(parse: Parse) -> None:
    text = f"表：渔船数量\n单位：艘\n\n{ROWS}\n注：不含木船。\n数据来源：渔业协会。\n\n结尾。"
    ((passage, table),) = tables(parse(text))
    assert (table.unit, table.note) == ("单位：艘", "注：不含木船。\n数据来源：渔业协会。")
    assert passage.text.endswith("渔业协会。")
    assert (passage.line_start, passage.line_end) == (1, 8)


def test_a_markdown_table_is_a_table(parse: Parse) -> None:
    ((_, table),) = tables(parse("表：渔船\n\n| 年份 | 艘 |\n|---|---|\n| 2021 | 30 |\n\n结尾。"))
    assert table.header == ("年份", "艘")
    assert [cell.text for cell in table.rows[0].cells] == ["2021", "30"]


def test_one_line_with_a_tab_is_no_table(parse: Parse) -> None:
    assert tables(parse("甲\t乙\n\n正文。")) == []


def test_marks_without_text_are_no_table(parse: Parse) -> None:
    assert tables(parse("甲\n---\t---\n---\t---\n乙")) == []


def test_two_tables_stay_two(parse: Parse) -> None:
    found = parse(f"表1 渔船\n{ROWS}\n\n表2 码头\n{ROWS}\n")
    assert [table.caption for _, table in tables(found)] == ["表1 渔船", "表2 码头"]
    assert found.tables == 2


def test_blank_lines_between_rows_do_not_cut_a_table(parse: Parse) -> None:
    ((_, table),) = tables(parse("港\t船\n\n甲\t3\n\n乙\t4\n\n丙\t5\n"))
    assert len(table.rows) == 3


def page_break(header: str) -> str:
    """A table cut by a page, with running headers elsewhere so that they are known as such."""
    rest = "\n\nPORT REVIEW\n\n后文。\n\nPORT REVIEW\n\n后文。"
    return f"表：渔船\n港\t船\n甲\t3\n乙\t4\n\nPORT REVIEW\n\n{header}丙\t5\n丁\t6\n注：年末数。{rest}"


@pytest.mark.parametrize("header", ["", "港\t船\n", "续表\n港\t船\n", "续表\n"])
def test_a_table_goes_on_behind_a_page_break(parse: Parse, header: str) -> None:
    found = parse(page_break(header))
    (_, first), (_, second) = tables(found)
    assert found.tables == 1
    assert second.caption == first.caption == "表：渔船"
    assert second.header == ("港", "船")
    assert [row.cells[0].text for row in second.rows] == ["丙", "丁"]
    assert first.note == second.note == "注：年末数。"


def test_another_header_behind_a_page_break_begins_another_table(parse: Parse) -> None:
    assert parse(page_break("码头\t泊位\n")).tables == 2


def test_a_long_table_is_cut_at_rows_and_every_part_knows_the_whole(parse: Parse) -> None:
    rows = "\n".join(f"{place}\t第{place}号渔港\t位于北岸第{place}湾，水深{place}米" for place in range(1, 41))
    found = parse(f"表：渔港名录\n序号\t名称\t位置\n{rows}\n注：排名不分先后。")
    parts = tables(found)
    assert found.tables == 1
    assert len(parts) > 1
    assert all(len(part.text) <= LONGEST for part, _ in parts)
    assert {(table.caption, table.header, table.note) for _, table in parts} == {
        ("表：渔港名录", ("序号", "名称", "位置"), "注：排名不分先后。")
    }
    assert [row.cells[0].text for _, table in parts for row in table.rows] == [str(place) for place in range(1, 41)]


def test_the_parts_of_a_table_are_about_equally_long(parse: Parse) -> None:
    rows = "\n".join(f"{place}\t第{place}号渔港\t位于北岸" for place in range(1, 41))
    lengths = [len(part.text) for part, _ in tables(parse(f"序号\t名称\t位置\n{rows}"))]
    assert max(lengths) < 1.5 * min(lengths)


def test_a_group_row_is_never_the_end_of_a_part(parse: Parse) -> None:
    groups = "\n".join(f"第{place}类：2个\t\t\n1\t{'甲' * 30}\t北岸\n2\t{'乙' * 30}\t南岸" for place in range(1, 12))
    parts = tables(parse(f"序号\t名称\t位置\n{groups}"))
    assert len(parts) > 1
    assert all(part.text.rsplit("\n", 1)[-1][0] in "12" for part, _ in parts)


def test_cells_of_a_passage_point_into_the_document(parse: Parse) -> None:
    found = parse(f"开头一句。\n\n表：渔船\n{ROWS}")
    ((passage, table),) = tables(found)
    for row in table.rows:
        assert passage.start <= row.start <= row.end <= passage.end
        assert all(found.document.text[cell.start : cell.end] == cell.text for cell in row.cells)


def test_a_heading_right_above_belongs_to_the_table(parse: Parse) -> None:
    ((passage, _),) = tables(parse(f"第一章 渔船\n\n1.1 数量\n\n表：渔船\n{ROWS}\n"))
    assert passage.text.startswith("第一章 渔船")
    assert passage.heading_path == ("第一章 渔船", "1.1 数量")
