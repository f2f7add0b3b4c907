"""How many rows a header takes, and the names it gives; merged cells are one Cell in several positions."""

from __future__ import annotations

from corpus.document import Cell
from corpus.structure.lines import lines_of
from corpus.tables.cells import cells_of
from corpus.tables.header import bare, count_header_rows, is_header_like, names_of

PORT, YEAR, SHIPS, PEOPLE = (Cell(text, 0, len(text)) for text in ("港口", "2021年", "船", "人"))
ONE, TWO, THREE = (Cell(text, 0, 1) for text in "123")
NORTH = Cell("北岸", 0, 2)


def test_a_long_cell_names_no_column() -> None:
    assert not is_header_like(cells_of(lines_of("港\t" + "很长的说明" * 10)[0]))


def test_a_cell_that_is_merged_down_takes_the_rows_below_into_the_header() -> None:
    table = [[PORT, YEAR, YEAR], [PORT, ONE, TWO], [NORTH, ONE, TWO]]
    assert count_header_rows(table) == 2
    assert count_header_rows(table, declared=1) == 2


def test_a_header_is_no_longer_than_what_is_declared_and_merged() -> None:
    table = [[PORT, SHIPS], [NORTH, PEOPLE], [NORTH, ONE]]
    assert count_header_rows(table, declared=1) == 1
    assert count_header_rows(table, declared=0) == 0


def test_a_merged_name_holds_for_the_columns_that_it_covers_and_no_other() -> None:
    blank = Cell("", 0, 0)
    levels = [[PORT, YEAR, YEAR, blank], [PORT, SHIPS, PEOPLE, THREE]]
    assert names_of(levels, []) == ("港口", "2021年 船", "2021年 人", "3")


def test_a_merged_cell_is_bare_everywhere_but_where_it_begins() -> None:
    table = [[PORT, YEAR, YEAR], [PORT, SHIPS, PEOPLE], [PORT, ONE, TWO]]
    assert [[cell.text for cell in row] for row in bare(table)] == [
        ["港口", "2021年", ""],
        ["", "船", "人"],
        ["", "1", "2"],
    ]
