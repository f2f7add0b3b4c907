from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.milvus.filters import AllOf, Among, AnyOf, Holds, expression, scope_filter
from index.scope import Scope

KNOWN = {"a.txt": ["0a", "0b"]}


def test_conditions_are_written_as_milvus_reads_them() -> None:
    tree = AllOf((Among("kind", ("table", "list")), AnyOf((Holds("headings", "第一章"), Holds("headings", "2019")))))
    assert expression(tree) == (
        '(kind in ["table", "list"]) and ((headings like "%第一章%") or (headings like "%2019%"))'
    )


def test_no_condition_is_no_expression() -> None:
    assert expression(AllOf(())) == ""
    assert expression(scope_filter(Scope(), KNOWN, "text")) == ""


def test_of_no_values_none_is_right() -> None:
    assert expression(Among("instance", ())) == "instance in []"


@pytest.mark.parametrize("value", ['"', "a b", "表", "\\", "a\n"])
def test_a_value_that_could_end_the_text_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="not a plain value"):
        expression(Among("kind", (value,)))


def test_what_cannot_be_told_by_words_is_let_through() -> None:
    assert expression(Holds("headings", '%"_')) == ""
    assert expression(AnyOf((Holds("headings", "一"), Holds("headings", "？")))) == ""


def test_a_document_is_looked_for_by_its_instances() -> None:
    scope = Scope(docs=("a.txt", "gone.txt"))
    assert expression(scope_filter(scope, KNOWN, "text")) == '(instance in ["0a", "0b"])'


def test_a_year_that_is_none_is_left_to_the_reader() -> None:
    assert expression(scope_filter(Scope(years=("二〇一九",)), KNOWN, "text")) == ""
    assert expression(scope_filter(Scope(years=("2019",)), KNOWN, "figures")) == '((figures like "%2019%"))'


anything = st.lists(st.text(max_size=12), max_size=3).map(tuple)


@given(st.builds(Scope, docs=anything, kinds=anything, speakers=anything, sections=anything, years=anything))
def test_no_text_gets_out_of_its_quotes(scope: Scope) -> None:
    said = expression(scope_filter(scope, KNOWN, "text"))
    outside = re.sub(r'"[^"\\]*"', "", said)
    assert re.fullmatch(r"(?:instance|kind|speaker|headings|text| |in|like|and|or|[()\[\],])*", outside)


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_a_text_that_holds_another_is_never_filtered_away(before: str, text: str, after: str) -> None:
    said = expression(Holds("headings", text))
    pattern = re.search(r'like "%(.*)%"$', said)
    if pattern:  # Milvus's % is any text
        parts = map(re.escape, pattern[1].split("%"))
        assert re.search(".*".join(parts), before + text + after, re.DOTALL)
