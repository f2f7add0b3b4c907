"""The sample report and its questions: what the other tests rest on must itself be right."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

TYPES = {
    "fact", "table", "list", "definition", "why", "how",
    "comparison", "who-said", "policy", "multi-hop", "unanswerable", "followup",
}  # fmt: skip
Question = dict[str, Any]


@pytest.fixture(scope="module")
def questions(sample_questions: Path) -> list[Question]:
    return [json.loads(line) for line in sample_questions.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def lines(sample_report: Path) -> list[str]:
    return sample_report.read_text(encoding="utf-8").split("\n")


def places(question: Question) -> Iterator[Question]:
    yield from question["evidence"]
    yield from question["alt_evidence"]


def squeezed(text: str) -> str:
    """Without blanks and thousands separators, as the scoring compares."""
    return re.sub(r"[\s,，]", "", text)


def test_the_sample_report_has_the_length_of_a_short_report(sample_report: Path) -> None:
    assert 12_000 <= len(sample_report.read_text(encoding="utf-8")) <= 20_000


def test_there_are_forty_questions_with_distinct_ids(questions: list[Question]) -> None:
    assert len({question["id"] for question in questions}) == len(questions) == 40


def test_every_type_is_asked_with_six_unanswerable_and_four_followups(questions: list[Question]) -> None:
    counts = Counter(question["type"] for question in questions)
    assert set(counts) == TYPES
    assert (counts["unanswerable"], counts["followup"]) == (6, 4)


def test_every_quote_stands_on_its_lines(questions: list[Question], lines: list[str]) -> None:
    for question in questions:
        for place in places(question):
            first, last = place["lines"]
            assert place["quote"] in "\n".join(lines[first - 1 : last]), question["id"]


def test_every_answer_stands_in_the_evidence_or_names_the_speaker(questions: list[Question]) -> None:
    for question in questions:
        evidence = squeezed("".join(place["quote"] for place in places(question)))
        required = all if question["answer_mode"] == "all" else any
        if question["type"] != "unanswerable":
            assert required(
                squeezed(answer) in evidence or answer == question.get("speaker") for answer in question["answers"]
            ), question["id"]


def test_only_an_unanswerable_question_has_no_evidence(questions: list[Question]) -> None:
    for question in questions:
        answerable = question["type"] != "unanswerable"
        assert bool(question["evidence"]) == bool(question["answers"]) == answerable, question["id"]


def test_only_a_followup_has_a_history(questions: list[Question]) -> None:
    for question in questions:
        assert ("history" in question) == (question["type"] == "followup"), question["id"]


def test_no_line_of_the_sample_is_taken_from_the_real_report(sample_report: Path, real_report: Path) -> None:
    # A printed page number or a one-word heading may agree; a line of twelve characters may not.
    def long_lines(path: Path) -> set[str]:
        return {line for line in map(squeezed, path.read_text(encoding="utf-8").splitlines()) if len(line) >= 12}

    assert not long_lines(sample_report) & long_lines(real_report)
