"""CSV and TSV."""

from __future__ import annotations

import pytest

from corpus.formats.delimited import read


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_makes_rows_of_equal_length(delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in (["港", "船，人"], ["北岸", "3"], ["南岸", "4"]))
    assert read(text.encode(), "a.csv").text == "港\t船，人\n北岸\t3\n南岸\t4\n"


def test_quoted_cells_may_hold_delimiters_quotes_and_line_ends() -> None:
    assert read('港,记\r\n北岸,"大,""老""\r\n港"\r\n'.encode(), "a.csv").text == '港\t记\n北岸\t大,"老" 港\n'


def test_ragged_rows_keep_their_cells() -> None:
    (grid,) = read("港,船,人\n北岸,3\n南岸,4,5,6\n".encode(), "a.csv").grids
    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["港", "船", "人", ""],
        ["北岸", "3", "", ""],
        ["南岸", "4", "5", "6"],
    ]


def test_cells_have_addresses_and_records_are_rows() -> None:
    (grid,) = read('"港\n口",船\n北岸,3\n'.encode(), "a.csv").grids
    assert [[cell.address for cell in row] for row in grid.rows] == [["A1", "B1"], ["A2", "B2"]]


def test_a_quote_that_nothing_closes_swallows_nothing() -> None:
    assert read('港,船\n"北岸,3\n南岸,4\n'.encode(), "a.csv").text == '港\t船\n"北岸\t3\n南岸\t4\n'


def test_the_encoding_is_told() -> None:
    assert read("港,船\n北岸,三百\n".encode("gb18030"), "a.csv").encoding == "gb18030"


def test_one_column_is_lines() -> None:
    found = read("北岸港\n南岸港\n".encode(), "a.csv")
    assert (found.text, found.grids) == ("北岸港\n南岸港\n", ())
