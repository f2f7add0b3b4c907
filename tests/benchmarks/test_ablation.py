from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.ablation import DIFFERENCES, REAL, SHOWN, Scored, markdown, row, watched
from benchmarks.made import MADE
from benchmarks.purposes import PURPOSES
from benchmarks.stages import MEANT_FOR, POOLED, STAGES
from corpus.loader import load
from corpus.splitter import split
from qa.evaluate import UNANSWERABLE, GoldQuestion
from qa.evidence import evidence_of


def scored(values: Sequence[float]) -> list[Scored]:
    """Answered questions whose figures are all the same, and one that has no answer and is refused."""
    answered = [(GoldQuestion(str(i), "问"), dict.fromkeys(SHOWN, value)) for i, value in enumerate(values)]
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
    same, worse = markdown({REAL: table}).splitlines()[-2:]
    assert "**" not in same
    assert "**-1.000 [-1.000, -1.000]**" in worse


def test_a_stage_of_reading_is_named_where_it_changes_something_and_is_as_it_was_afterwards(tmp_path: Path) -> None:
    stage = next(stages.reading for stages in STAGES if stages.name == "- items of a list")
    assert stage is not None
    whole = getattr(stage.holder, stage.name)
    path = tmp_path / "one.txt"
    path.write_text("一是油价。去年涨了。二是专用线。", encoding="utf-8")
    evidence = evidence_of(split(load(path)).passages[0])
    with watched() as changed:
        getattr(stage.holder, stage.name)(evidence[-1])
    assert changed == {"- items of a list"}
    assert getattr(stage.holder, stage.name) is whole


def test_no_two_stages_have_one_name() -> None:
    assert len({stages.name for stages in STAGES}) == len(STAGES)


def test_every_kind_of_question_is_made_for_stages_that_there_are() -> None:
    names = {stages.name for stages in STAGES}
    assert all(names.issuperset(meant) for meant in MEANT_FOR.values())
    assert set(MEANT_FOR) == set(PURPOSES) | set(MADE) | set(POOLED)
