from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from benchmarks.purposes import EACH, PURPOSES, Report
from corpus.loader import load
from corpus.splitter import split
from index.names import NameKind
from qa.evaluate import UNANSWERABLE, gold_question

QUESTIONS = Path(__file__).parents[2] / "examples" / "sample_questions.jsonl"


@pytest.fixture(scope="module")
def reports(sample_report: Path) -> list[Report]:
    """The sample report, twice: some kinds of question are about what another one says."""
    golds = tuple(gold_question(json.loads(line)) for line in QUESTIONS.read_text("utf8").splitlines())
    return [Report(split(load(sample_report)), golds, {"栖川": NameKind.PLACE})] * 2


def test_a_misspelt_question_differs_in_one_character_and_keeps_its_evidence(reports: list[Report]) -> None:
    made, _ = PURPOSES["misspelt"](reports, random.Random(0))
    evidence = {gold.evidence for gold in reports[0].golds}
    assert 0 < len(made) <= EACH
    assert all(gold.evidence in evidence and gold.kind != UNANSWERABLE for gold in made)
    originals = [gold.question for gold in reports[0].golds]
    assert not any(gold.question in originals for gold in made)


def test_a_section_is_asked_for_by_its_heading_and_answered_by_its_lines(reports: list[Report]) -> None:
    made, _ = PURPOSES["headed"](reports, random.Random(0))
    lines = reports[0].parsed.document.text.split("\n")
    assert made
    assert all(0 < first <= last <= len(lines) for gold in made for first, last in gold.evidence)


def test_the_same_seed_makes_the_same_questions(reports: list[Report]) -> None:
    assert PURPOSES["quotations"](reports, random.Random(1)) == PURPOSES["quotations"](reports, random.Random(1))
