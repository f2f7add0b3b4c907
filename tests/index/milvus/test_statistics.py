from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Passage
from index.lexical import Alternative, LexicalIndex, Term
from index.milvus.legs import LexicalQuery
from index.milvus.statistics import (
    PLACES,
    Statistics,
    added_up,
    count,
    dimension,
    of_document,
    statistics_of,
    statistics_record,
    weights,
)
from index.names import NameKind
from index.units import FIELDS

tokens = st.lists(st.sampled_from(["充电", "城市", "增长", "·台", "·台数", "12"]), max_size=6)
unit = st.fixed_dictionaries(dict.fromkeys(FIELDS, tokens))
alternative = st.builds(
    Alternative,
    st.lists(st.sampled_from(["充电", "增长", "·台", "无"]), max_size=3, unique=True).map(tuple),
    st.sampled_from([1.0, 0.6]),
)
query = st.lists(st.builds(Term, st.lists(alternative, min_size=1, max_size=3).map(tuple)), max_size=4)


def passage(number: int) -> Passage:
    return Passage(f"d:{number}", "d", "标题", "d.txt", "", number, number, 1, 1)


def statistics(units: list[dict[str, list[str]]]) -> Statistics:
    return of_document([passage(i) for i in range(len(units))], count(units), (), ())


@given(st.lists(unit, min_size=1, max_size=6), query)
def test_weights_and_rarity_give_the_scores_of_the_embedded_index(
    units: list[dict[str, list[str]]], terms: list[Term]
) -> None:
    found = statistics(units)
    words = LexicalQuery.of(terms, found)
    scores = [words.score(weights(one, found.lengths)) for one in count(units)]
    assert scores == pytest.approx(LexicalIndex.build(units, FIELDS).scores(terms).tolist(), abs=1e-5)


@given(st.lists(unit, min_size=1, max_size=6), query)
def test_the_inner_product_is_never_below_the_score(units: list[dict[str, list[str]]], terms: list[Term]) -> None:
    found = statistics(units)
    words = LexicalQuery.of(terms, found)
    for one in count(units):
        row = weights(one, found.lengths)
        product = sum(weight * row.get(place, 0.0) for place, weight in words.bound().items())
        assert product >= words.score(row) - 1e-9


@given(st.lists(unit, max_size=4), st.lists(unit, max_size=4))
def test_two_documents_add_up_to_what_they_are_as_one(
    left: list[dict[str, list[str]]], right: list[dict[str, list[str]]]
) -> None:
    both, one = added_up([statistics(left), statistics(right)]), statistics(left + right)
    assert (both.passages, dict(both.holders), both.totals) == (one.passages, dict(one.holders), one.totals)


@given(st.text(min_size=1, max_size=8))
def test_every_token_has_a_place_in_milvus_range(token: str) -> None:
    assert 0 <= dimension(token) < PLACES


def test_characters_never_share_a_place() -> None:
    characters = [f"·{one}" for one in "一丁七万丈三上下不与鿿㐀"]
    words = ["充电", "·", "··", "a", "3.5亿元", "·〇", "·a"]
    assert len({dimension(token) for token in characters + words}) == len(characters) + len(words)


def test_rarity_is_that_of_the_embedded_index() -> None:
    units: list[dict[str, list[str]]] = [{"text": ["充电", "城市"]}, {"text": ["充电"]}, {"text": []}]
    index, found = LexicalIndex.build(units, FIELDS), statistics(units)
    for token in ("充电", "城市", "无"):
        assert found.idf(token) == pytest.approx(index.idf(token), abs=1e-6)
        assert (token in found, len(found.units(token))) == (token in index, len(index.units(token)))


def test_what_is_recorded_comes_back(make_passage: Callable[..., Passage], table_passage: Passage) -> None:
    passages = [make_passage("甲", speaker="周岸", organisation="北港渔业"), make_passage("乙", 1), table_passage]
    found = of_document(passages, count([{"text": ["甲"]}, {}, {}]), ("临澜",), (("渔协", "北港渔业协会"),))
    assert statistics_of(json.loads(json.dumps(statistics_record(found)))) == found
    assert (NameKind.PERSON, "周岸") in found.declared[0].names
