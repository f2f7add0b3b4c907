"""Which lines are tables: declared grids with what they hold around their rows, and what marks in a text show."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from corpus.document import Document, Parsed, Table
from corpus.formats.draft import Draft, Slot
from corpus.splitter import split
from corpus.tables.captions import is_note, unit_in

Parse = Callable[[str], Parsed]


def tables(found: Parsed) -> list[Table]:
    return [passage.table for passage in found.passages if passage.table]


def declared(*rows: str, header_rows: int | None = None, above: str = "") -> Table:
    """The one table of a document with this grid: cells separated by bars, a row of one cell is merged across."""
    split_rows = [[Slot(text) for text in row.split("|")] for row in rows]
    width = max(map(len, split_rows))
    draft = Draft()
    draft.add_text(above)
    draft.add_grid([row * width if len(row) == 1 else row for row in split_rows], header_rows=header_rows)
    found = draft.finish("", "docx")
    (table,) = tables(split(Document("0" * 64, "", "a", found.text, grids=found.grids)))
    return table


def texts(table: Table) -> list[tuple[str, tuple[str, ...]]]:
    return [(row.group, tuple(cell.text for cell in row.cells)) for row in table.rows]


def test_title_unit_and_notes_inside_a_grid_are_no_rows() -> None:
    table = declared("各港渔船", "单位：艘", "港|船", "北岸|3", "南岸|4", "注：年末数。")
    assert (table.caption, table.unit, table.note) == ("各港渔船", "单位：艘", "注：年末数。")
    assert (table.header, len(table.rows)) == (("港", "船"), 2)


def test_caption_and_unit_may_share_a_row() -> None:
    table = declared("表1 各港渔船|单位：艘", "港|船", "北岸|3")
    assert (table.caption, table.unit, table.header) == ("表1 各港渔船", "单位：艘", ("港", "船"))


def test_a_group_row_above_data_is_no_title() -> None:
    table = declared("北片", "1|北岸|3", "南片", "2|南岸|4")
    assert table.caption == ""
    assert texts(table) == [("北片", ("1", "北岸", "3")), ("南片", ("2", "南岸", "4"))]


def test_a_declared_header_counts_its_title_row() -> None:
    table = declared("各港渔船", "1|2", "北岸|3", header_rows=2)
    assert (table.caption, table.header) == ("各港渔船", ("1", "2"))


def test_a_table_without_declared_header_rows_has_none() -> None:
    assert declared("港|船", "北岸|3", header_rows=0).header == ()


def test_a_sentence_above_a_grid_with_a_title_is_no_caption() -> None:
    assert declared("各港渔船", "港|船", "北岸|3", above="各港情况").caption == "各港渔船"


def test_a_grid_of_one_row_is_a_table() -> None:
    assert texts(declared("北岸|3")) == [("", ("北岸", "3"))]


def test_aligned_columns_with_figures_are_a_table(parse: Parse) -> None:
    (table,) = tables(parse("正文一句。\n\n港口    渔船    泊位\n北岸港  120    31\n南岸港  86     24\n\n正文又一句。"))
    assert table.header == ("港口", "渔船", "泊位")
    assert texts(table)[1] == ("", ("南岸港", "86", "24"))


@pytest.mark.parametrize(
    "text",
    [
        "周海生  吴帆  林远\n陈舟  何岸  郑湾\n王港  李船  赵网",  # names
        "港口    渔船\n北岸港  120",  # two lines
        "一见  三次。\n二见  五次。\n三见  七次。",  # sentences
    ],
)
def test_aligned_words_are_no_table(parse: Parse, text: str) -> None:
    assert tables(parse(f"正文一句。\n\n{text}\n\n正文又一句。")) == []


def test_a_markdown_table_may_go_without_outer_pipes(parse: Parse) -> None:
    (table,) = tables(parse("正文。\n\n港 | 船\n--- | ---\n北岸 | 3\n南岸 | 4\n\n完。"))
    assert (table.header, [cells for _, cells in texts(table)]) == (("港", "船"), [("北岸", "3"), ("南岸", "4")])


def test_pipes_without_a_separator_are_text(parse: Parse) -> None:
    assert tables(parse("甲 | 乙\n丙 | 丁")) == []


def test_units_and_notes_are_told_by_their_first_words() -> None:
    assert [unit_in(text) for text in ("（单位：亿元）", "计量单位: 台", "单位很大")] == [
        "单位：亿元",
        "计量单位: 台",
        "",
    ]
    assert [is_note(text) for text in ("注：年末数。", "数据来源：协会", "注意安全")] == [True, True, False]
