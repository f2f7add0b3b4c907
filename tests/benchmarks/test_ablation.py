from __future__ import annotations

from collections.abc import Sequence

from benchmarks.ablation import DIFFERENCES, METRICS, Scored, markdown, row
from qa.evaluate import UNANSWERABLE, GoldQuestion


def scored(values: Sequence[float]) -> list[Scored]:
    """Answered questions whose figures are all the same, and one that has no answer and is refused."""
    answered = [(GoldQuestion(str(i), "问"), dict.fromkeys(METRICS, value)) for i, value in enumerate(values)]
    return [*answered, (GoldQuestion("x", "问", UNANSWERABLE), {"trusted": 1.0, "abstain_recall": 1.0})]


def test_what_changes_nothing_lies_nothing_apart() -> None:
    found = row(scored([1, 0, 1]), scored([1, 0, 1]))
    assert {found[f"difference of {metric}{end}"] for metric in DIFFERENCES for end in ("", " -", " +")} == {0.0}


def test_the_difference_is_the_mean_over_pairs_and_lies_within_its_bounds() -> None:
    found = row(scored([0, 0, 1, 1]), scored([1, 0, 1, 1]))
    assert found["difference of r@1"] == -1 / 4
    assert found["difference of trusted"] == -1 / 5
    assert found["difference of r@1 -"] <= -1 / 4 <= found["difference of r@1 +"] <= 0


def test_differences_that_enclose_nought_are_not_bold() -> None:
    whole = scored([1.0] * 40)
    table = {"same": row(whole, whole), "worse": row(scored([0.0] * 40), whole)}
    same, worse = markdown({"set": table}).splitlines()[-2:]
    assert "**" not in same
    assert "**-1.000 [-1.000, -1.000]**" in worse
