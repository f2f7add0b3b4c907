from __future__ import annotations

from dataclasses import replace

import pytest

from qa.comparison import Miss, Outcome, changes, outcome_json, outcome_of, percentile

GOOD = {"r@10": 1.0, "answer": 1.0, "cite_recall": 1.0, "false_abstain": 0.0, "trusted": 1.0}
RIGHT = Outcome("a", "fact", "多少台？", "九台", "found", GOOD, 12.0)


def missed(figures: dict[str, float], kind: str = "fact") -> Miss | None:
    return replace(RIGHT, kind=kind, figures=GOOD | {"trusted": 0.0} | figures).miss


def test_a_trusted_answer_is_no_miss() -> None:
    assert RIGHT.miss is None


def test_a_miss_is_told_by_the_first_thing_that_went_wrong() -> None:
    assert missed({"r@10": 0.0, "false_abstain": 1.0}) is Miss.NOT_RETRIEVED
    assert missed({"false_abstain": 1.0, "cite_recall": 0.0}) is Miss.REFUSED
    assert missed({"cite_recall": 0.0}) is Miss.OTHER_PLACE
    assert missed({"answer": 0.5}) is Miss.PARTIAL
    assert missed({"answer": 0.0}) is Miss.OTHER_WORDS
    assert missed({}, "unanswerable") is Miss.NOT_REFUSED


def test_changes_are_those_of_the_answer_or_the_verdict_the_lost_ones_first() -> None:
    lost, same, won, other = (replace(RIGHT, question_id=name) for name in "abcd")
    before = [lost, same, replace(won, figures=GOOD | {"trusted": 0.0}, answer="八台"), other]
    after = [replace(lost, answer="", verdict="not_found", figures=GOOD | {"trusted": 0.0}), same, won,
             replace(other, answer="共九台"), replace(RIGHT, question_id="new")]  # fmt: skip
    found = changes(before, after)
    assert [(one.after.question_id, one.better) for one in found] == [("a", -1.0), ("c", 1.0), ("d", 0.0)]


@pytest.mark.parametrize(("share", "value"), [(0.5, 2), (0.95, 4), (1.0, 4), (0.25, 1)])
def test_a_percentile_is_the_nearest_rank(share: float, value: float) -> None:
    assert percentile([4, 1, 3, 2], share) == value


def test_nothing_takes_no_time() -> None:
    assert percentile([], 0.5) == 0.0


def test_an_outcome_is_saved_and_read_again() -> None:
    assert outcome_of(outcome_json(RIGHT)) == RIGHT
