from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from corpus.document import Passage
from qa.evidence import Evidence
from qa.matching import FEATURES, NEIGHBOUR, Query, QueryTerm, Scorer, Standing, features, telling_pairs

Make = Callable[..., Passage]


def values(query: Query, evidence: Evidence) -> dict[str, float]:
    nothing = [0.0] * len(query.terms)
    return dict(
        zip(FEATURES, features(query, evidence, Standing(0.5, 0.25, 1.0, 1, nothing, nothing), {}), strict=True)
    )


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
