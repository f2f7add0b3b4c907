from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from benchmarks.made import MADE, Made
from benchmarks.purposes import Report
from corpus.loader import load
from corpus.policies.glossary import find_glossary
from corpus.splitter import split
from index.names import NameKind
from qa.evaluate import GoldQuestion, gold_question

QUESTIONS = Path(__file__).parents[2] / "examples" / "sample_questions.jsonl"
FULL, SHORT = "星级评定规则", "星评规"


@pytest.fixture(scope="module")
def report(sample_report: Path) -> Report:
    golds = [gold_question(json.loads(line)) for line in QUESTIONS.read_text("utf8").splitlines()]
    golds.append(GoldQuestion("rules", f"{FULL}哪年出的？", evidence=((1, 1),)))
    return Report(split(load(sample_report)), tuple(golds), {"栖川市": NameKind.PLACE, "临澜市": NameKind.PLACE})


def made(kind: str, report: Report) -> Made:
    (one,) = MADE[kind]([report], random.Random(0))
    assert one.questions
    return one


def lines(one: Made) -> list[tuple[GoldQuestion, str]]:
    """Each question with the line that answers it."""
    each = one.text.split("\n")
    return [(gold, each[gold.evidence[0][0] - 1]) for gold in one.questions]


def test_the_short_name_is_defined_in_the_document_and_asked_for_in_place_of_the_long_one(report: Report) -> None:
    one = made("short names", report)
    assert f"{SHORT}哪年出的？" in [gold.question for gold in one.questions]
    assert SHORT in dict(find_glossary(one.text))
    assert one.text.count("\n") == report.parsed.document.text.count("\n")  # the evidence stands where it stood


def test_a_cell_of_a_long_table_stands_on_the_line_that_answers(report: Report) -> None:
    for gold, line in lines(made("long tables", report)):
        assert f" {gold.answers[0]} " in line
        assert line.split("|")[1].strip() in gold.question


def test_a_clause_is_answered_by_the_line_with_its_number(report: Report) -> None:
    for gold, line in lines(made("clauses", report)):
        assert line.partition("　")[0] in gold.question
