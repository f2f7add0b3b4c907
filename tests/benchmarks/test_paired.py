from __future__ import annotations

import pytest

from benchmarks.paired import Comparison, bounds


def question(value: float) -> dict[str, float]:
    return {"trusted": value}


def test_the_spread_is_that_of_the_runs_and_the_difference_that_of_their_mean() -> None:
    found = Comparison([question(1), question(0)], [[question(1), question(1)], [question(0), question(0)]]).record()
    row = found["trusted"]
    assert row["before"] == 1 / 2
    assert row["after"] == (2 / 2 + 0 / 2) / 2
    assert row["spread"] == 1 / 2  # of 1 and 0 around 1 / 2
    assert (row["better"], row["worse"]) == (1, 1)


def test_questions_without_a_metric_do_not_count_for_it() -> None:
    both = Comparison([question(1), {"r@1": 1.0}], [[question(0), {"r@1": 1.0}]])
    assert both.means("trusted") == (1, 0)
    assert both.differences("r@1") == [0]


def test_the_questions_of_several_documents_are_compared_run_by_run() -> None:
    one = Comparison([question(1)], [[question(1)], [question(0)]])
    other = Comparison([question(0)], [[question(0)], [question(1)]])
    assert Comparison.joined([one, other]).after == [[question(1), question(0)], [question(0), question(1)]]


def test_the_bounds_hold_the_mean_and_close_around_what_never_varies() -> None:
    low, high = bounds([0.0, 1.0] * 50)
    assert low < 1 / 2 < high
    assert bounds([0.25] * 10) == pytest.approx((0.25, 0.25))
