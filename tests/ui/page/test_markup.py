from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Passage
from ui.page.markup import Place, button, escape, marked, table_html, trail

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>${7*7}{{value}}"


def visible(markup: str) -> str:
    """The text that a browser would show."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


@given(st.text())
def test_escaped_text_holds_no_tag_no_quote_and_no_template(text: str) -> None:
    shown = escape(text)
    assert not set(shown) & set("<>\"'${}")
    assert html.unescape(shown) == html.unescape(html.escape(text))


@given(st.text(), st.integers(0, 50), st.integers(0, 60), st.integers(0, 60))
def test_marking_keeps_the_text_and_marks_exactly_what_lies_inside(text: str, start: int, low: int, high: int) -> None:
    shown = marked(text, start, (low, high))
    inside = "".join(text[i] for i in range(len(text)) if low <= start + i < high)
    found = re.search(r"<mark>(.*?)</mark>", shown, re.DOTALL)
    assert re.sub(r"</?mark>", "", shown) == escape(text)
    assert (found.group(1) if found else "") == escape(inside)


@given(st.text(min_size=1), st.integers(0), st.integers(0), st.integers(-1, 20))
def test_a_place_comes_back_from_its_text(doc_id: str, start: int, end: int, column: int) -> None:
    place = Place(doc_id, start, end, column)
    assert Place.parse(str(place)) == place


@pytest.mark.parametrize("text", ["", "d", "d:1:2", "d:a:b:0", "d:1:2:x"])
def test_anything_else_is_no_place(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  what int and split say
        Place.parse(text)


def table_of(passage: Passage, start: int, end: int, column: int = -1) -> str:
    assert passage.table is not None
    return table_html(passage, passage.table, Place("d", start, end, column))


def test_only_the_touched_row_and_cell_of_a_table_are_marked(table_passage: Passage) -> None:
    at = table_passage.text.rindex("20")
    shown = table_of(table_passage, at, at + 2)
    assert shown.count("<mark>") == 1
    assert '<tr class=cited><th scope="row">2022年</th><td><mark>20</mark></td></tr>' in shown


def test_of_a_quoted_row_only_the_column_that_counts_is_marked(table_passage: Passage) -> None:
    at = table_passage.text.index("2022年")
    shown = table_of(table_passage, at, len(table_passage.text), column=1)
    assert '<tr class=cited><th scope="row">2022年</th><td><mark>20</mark></td></tr>' in shown
    assert '<th scope="col">年份</th><th scope="col" class=cited>桩数</th>' in shown


def test_a_table_shows_caption_unit_and_header(table_passage: Passage) -> None:
    shown = table_of(table_passage, 0, 0)
    assert '<caption>表1 充电桩<span class="unit">单位：台</span></caption>' in shown
    assert '<th scope="col">桩数</th>' in shown
    assert "cited" not in shown


def test_a_quote_above_the_rows_marks_the_table_as_a_whole(table_passage: Passage) -> None:
    assert '<div class="scroll cited"' in table_of(table_passage, 0, 5)


def test_a_hostile_heading_or_name_stays_text(make_passage: Callable[..., Passage]) -> None:
    made = trail([HOSTILE]) + button(Place(HOSTILE, 0, 1), escape(HOSTILE), kind="cite", name=HOSTILE, hint=HOSTILE)
    assert re.findall(r"<(\w+)", made) == ["span", "button"]
    assert "${" not in made
    assert "{{" not in made
