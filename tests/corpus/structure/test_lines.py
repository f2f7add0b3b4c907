"""Lines count by newline alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.structure.lines import lines_of


def test_only_a_newline_ends_a_line() -> None:
    assert [line.text for line in lines_of("一\u2028二\x0b三\x0c四\n五")] == ["一\u2028二\x0b三\x0c四", "五"]


def test_an_empty_text_is_one_empty_line() -> None:
    assert [(line.start, line.end, line.blank) for line in lines_of("")] == [(0, 0, True)]


@given(st.text(alphabet="中a \n\t\u2028"))
def test_every_line_lies_where_it_says(text: str) -> None:
    lines = lines_of(text)
    assert "\n".join(line.text for line in lines) == text
    assert all(text[line.start : line.end] == line.text for line in lines)
    assert [line.index for line in lines] == list(range(text.count("\n") + 1))
