from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from corpus.document import Passage
from qa.answer import Understood
from qa.evidence import Evidence, evidence_of
from qa.matching import (
    FEATURES,
    NEIGHBOUR,
    Query,
    QueryTerm,
    Scorer,
    Standing,
    among,
    features,
    meetings,
    telling_pairs,
)

Make = Callable[..., Passage]


def values(query: Query, evidence: Evidence, *others: Evidence) -> dict[str, float]:
    nothing = [0.0] * len(query.terms)
    (met,) = meetings(query.terms, [evidence])
    standing = Standing(met, 0.5, 0.25, 1.0, 1, nothing, nothing)
    return dict(zip(FEATURES, features(query, evidence, standing, among(query, [evidence, *others])), strict=True))


def test_a_word_is_met_by_itself_or_less_by_another_way_to_say_it() -> None:
    term = QueryTerm(2.0, (("收入", 1.0), ("营收", 0.8)))
    assert term.met("总收入很高") == 1.0
    assert term.met("总营收很高") == 0.8
    assert term.met("利润") == 0.0


def test_a_long_word_is_met_a_little_by_its_parts() -> None:
    assert QueryTerm(2.0, (("住宅电梯", 1.0),)).met("老旧电梯") == pytest.approx(0.6 * 1 / 3)


def test_cover_is_the_share_of_the_weight_that_is_met(
    make_passage: Make, make_query: Callable[..., Query], only_evidence: Callable[[Passage], Evidence]
) -> None:
    query = make_query("栖川的电梯", ("栖川", 4.0), ("电梯", 1.0))
    found = values(query, only_evidence(make_passage("电梯很多。", heading_path=("栖川",))))
    assert found["cover"] == pytest.approx(1 / 5)
    assert found["cover_around"] == pytest.approx((1 + NEIGHBOUR * 4) / 5)


def test_the_rarest_word_that_is_missing_tells_what_is_not_said(
    make_passage: Make, make_query: Callable[..., Query], only_evidence: Callable[[Passage], Evidence]
) -> None:
    query = make_query("临埠的电梯", ("临埠", 4.0), ("电梯", 1.0))
    assert values(query, only_evidence(make_passage("电梯很多。")))["missing_rare"] == 1.0


def test_another_year_than_the_asked_one_is_missed(
    make_passage: Make, make_query: Callable[..., Query], only_evidence: Callable[[Passage], Evidence]
) -> None:
    query = make_query("2019年有多少？", "电梯")
    met = values(query, only_evidence(make_passage("2019年有九台。")))
    missed = values(query, only_evidence(make_passage("2020年有九台。")))
    assert (met["year_met"], met["year_missed"]) == (1.0, 0.0)
    assert (missed["year_met"], missed["year_missed"]) == (0.0, 1.0)


def test_a_score_is_the_weighted_sum_of_the_features() -> None:
    weights = np.zeros(len(FEATURES), np.float32)
    weights[0], weights[1] = 2.0, -1.0
    row = np.arange(len(FEATURES), dtype=np.float32)[None]
    assert Scorer(weights).score(row).tolist() == [2.0 * 0 - 1.0 * 1]


def test_bigrams_that_few_of_the_sentences_hold_tell_more() -> None:
    weights = telling_pairs(frozenset({"电梯", "屏山", "地铁"}), ["电梯很多", "屏山的电梯", "栖川"])
    assert weights == {"电梯": math.log(1 + 3 / 2), "屏山": math.log(1 + 3 / 1)}


def test_a_sentence_shares_what_its_passage_meets_and_knows_what_follows(make_passage: Make) -> None:
    terms = (QueryTerm(1.0, (("栖川", 1.0),)), QueryTerm(1.0, (("电梯", 1.0),)))
    first, second = meetings(terms, evidence_of(make_passage("栖川很大。电梯很多。")))
    assert (first.inside, first.after, first.anywhere) == ((1.0, 0.0), (0.0, 1.0), (1.0, 1.0))
    assert (second.inside, second.around, second.after) == ((0.0, 1.0), (1.0, 0.0), (0.0, 0.0))


def test_an_asked_measure_word_is_met_behind_a_number_or_in_the_name_of_a_column(
    make_passage: Make, make_query: Callable[..., Query], only_evidence: Callable[[Passage], Evidence]
) -> None:
    query = make_query("栖川有多少台电梯？", "栖川")
    met = [
        values(query, only_evidence(make_passage(text)))["measure"] for text in ("有86台。", "电梯(台) 86", "有86家。")
    ]
    assert met == [1.0, 1.0, -1.0]


def test_a_line_under_a_table_is_a_note_and_a_row_is_not(make_table: Make, make_query: Callable[..., Query]) -> None:
    passage = make_table("城市\t电梯\n栖川\t86")
    row = next(one for one in evidence_of(passage) if one.row)
    assert values(make_query("栖川", "栖川"), row)["note"] == 0.0


def test_a_word_that_heads_another_section_is_missed_as_an_anchor_and_one_that_heads_none_is_not(
    make_passage: Make, make_query: Callable[..., Query], only_evidence: Callable[[Passage], Evidence]
) -> None:
    query = make_query("临埠的罚款", ("临埠", 3.0), ("罚款", 1.0))
    here = only_evidence(make_passage("电梯很多。", heading_path=("栖川",)))
    there = only_evidence(make_passage("电梯很少。", start=50, heading_path=("临埠",)))
    assert values(query, here, there)["anchor_missed"] == 3 / 4
    assert values(query, there, here)["anchor_missed"] == 0.0
    assert values(query, here)["anchor_missed"] == 0.0


def test_a_place_may_be_named_without_its_ending(
    make_passage: Make, make_query: Callable[..., Query], only_evidence: Callable[[Passage], Evidence]
) -> None:
    query = replace(make_query("栖川市的电梯", "电梯"), understood=(Understood("地点", "栖川市"),))
    named = [
        values(query, only_evidence(make_passage(f"{place}电梯很多。")))["place_missed"] for place in ("栖川", "屏山")
    ]
    assert named == [0.0, 1.0]


def test_whoever_asks_for_a_month_is_not_told_the_year_alone(
    make_passage: Make, make_query: Callable[..., Query], only_evidence: Callable[[Passage], Evidence]
) -> None:
    found = [
        values(make_query("哪年哪月建成？", "建成"), only_evidence(make_passage(text)))["month"]
        for text in ("2018.09建成", "2018年建成")
    ]
    assert found == [1.0, -1.0]
    assert values(make_query("哪一年建成？", "建成"), only_evidence(make_passage("2018年建成")))["month"] == 0.0


def test_who_said_so_wants_a_voice(
    make_passage: Make, make_query: Callable[..., Query], only_evidence: Callable[[Passage], Evidence]
) -> None:
    query = make_query("哪位嘉宾看好电梯？", "电梯")
    assert values(query, only_evidence(make_passage("电梯很好。", speaker="顾砚秋")))["voice"] == 1.0
    assert values(query, only_evidence(make_passage("电梯很好。")))["voice"] == -1.0
