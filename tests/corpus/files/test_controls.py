"""Characters that may not reach a terminal, a page or a database."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Cell, Grid
from corpus.extract import Extract
from corpus.files.controls import count_controls, without_controls


def test_control_characters_are_replaced_one_by_one_and_white_space_is_kept() -> None:
    found = without_controls(Extract("a\x1b[2J\x00\x9b\ud800\t\n\r\f\v\x85\u3000z", "\x07题"))
    assert found.text == "a\ufffd[2J\ufffd\ufffd\ufffd\t\n\r\f\v\x85\u3000z"
    assert found.title == "\ufffd题"


def test_cells_stay_slices_of_the_text_and_merged_ones_stay_one() -> None:
    cell = Cell("a\x01", 0, 2)
    found = without_controls(Extract("a\x01\n", grids=(Grid(((cell, cell),), 0, 2),)))
    first, second = found.grids[0].rows[0]
    assert first is second
    assert first.text == found.text[first.start : first.end] == "a\ufffd"


@given(st.text(alphabet=st.characters(codec=None)))
def test_the_length_stays_and_nothing_is_left(text: str) -> None:
    found = without_controls(Extract(text)).text
    assert len(found) == len(text)
    assert count_controls(found) == 0
    found.encode()
