"""Metrics by hand, and against the project's scoring script where it is there."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.metrics import (
    answer_limit,
    answer_score,
    ndcg,
    new_places,
    normalise_answer,
    overlaps,
    precision,
    recall,
    reciprocal_rank,
)

PLACES = st.lists(st.tuples(st.integers(1, 30), st.integers(0, 3)).map(lambda p: (p[0], p[0] + p[1])), max_size=4)


@pytest.fixture(scope="session")
def script(dev_questions: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", dev_questions.with_name("score.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_places_overlap_when_they_share_a_line() -> None:
    assert overlaps((3, 5), [(5, 9)])
    assert not overlaps((3, 4), [(5, 9), (1, 2)])


def test_any_evidence_is_enough_for_an_answer_of_one_part() -> None:
    assert recall([(4, 4)], [(1, 1), (4, 4)], [], every=False) == 1.0


def test_recall_of_an_answer_of_several_parts_is_the_share_that_was_found() -> None:
    assert recall([(1, 1), (7, 7)], [(1, 1), (4, 4)], [], every=True) == 1 / 2


def test_an_alternative_place_counts_as_all_of_the_evidence() -> None:
    assert recall([(9, 9)], [(1, 1), (4, 4)], [(9, 9)], every=True) == 1.0


def test_precision_is_the_share_of_citations_on_evidence() -> None:
    assert precision([(1, 1), (2, 2), (3, 3)], [(2, 3)]) == 2 / 3
    assert precision([], [(2, 3)]) == 0.0


def test_the_reciprocal_rank_is_that_of_the_first_relevant_one() -> None:
    assert reciprocal_rank([False, False, True, True]) == 1 / 3
    assert reciprocal_rank([False]) == 0.0


def test_dates_and_widths_and_commas_do_not_matter_to_an_answer() -> None:
    assert normalise_answer("2018.09") == normalise_answer("２０１８年9月")
    assert normalise_answer("1,950 元") == "1950元"


def test_an_answer_counts_only_within_its_limit() -> None:
    assert answer_score("很" * 119 + "38%", ["38%"], every=False, limit=120) == 0.0
    assert answer_score("占38%", ["38%", "四成"], every=False, limit=120) == 1.0
    assert answer_score("占38%", ["38%", "四成"], every=True, limit=120) == 1 / 2


def test_facts_are_short_and_reasons_may_be_long() -> None:
    assert answer_limit("fact", 1) == 120
    assert answer_limit("fact", 3) == 400
    assert answer_limit("why", 1) == 400


@given(found=PLACES, evidence=PLACES.filter(bool), alternatives=PLACES, every=st.booleans())
def test_recall_is_the_scoring_scripts(
    script: ModuleType,
    found: list[tuple[int, int]],
    evidence: list[tuple[int, int]],
    alternatives: list[tuple[int, int]],
    every: bool,
) -> None:
    item = {
        "evidence": [{"lines": list(place), "quote": ""} for place in evidence],
        "alt_evidence": [{"lines": list(place), "quote": ""} for place in alternatives],
        "answer_mode": "all" if every else "any",
    }
    assert recall(found, evidence, alternatives, every=every) == script.hit_groups(item, found)


@given(answer=st.text("占约38%年2018.09月，, “x”", max_size=140), every=st.booleans())
def test_the_answer_score_is_the_scoring_scripts(script: ModuleType, answer: str, every: bool) -> None:
    item = {"type": "fact", "answers": ["38%", "2018年9月"], "answer_mode": "all" if every else "any"}
    assert answer_score(answer, item["answers"], every=every, limit=120) == script.answer_score(item, answer)


def test_ndcg_is_the_discounted_gain_as_a_share_of_the_best_order() -> None:
    # Two of two places, found at ranks 1 and 3.
    assert ndcg([1, 0, 1], 2) == pytest.approx((1 + 1 / math.log2(4)) / (1 + 1 / math.log2(3)))
    assert ndcg([0, 1], 1) == pytest.approx(1 / math.log2(3))
    assert ndcg([2], 2) == 1.0  # one passage that covers both
    assert ndcg([], 1) == 0.0


def test_a_place_is_new_only_the_first_time() -> None:
    assert new_places([[(1, 2)], [(2, 2)], [(5, 5)]], [(2, 3), (5, 6)]) == [1, 0, 1]
