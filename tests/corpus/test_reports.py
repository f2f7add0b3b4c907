"""Whole reports: the users' own one and those written for this project; each test skips where they are missing."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.document import Parsed
from corpus.loader import load
from corpus.splitter import split
from corpus.structure.packing import LONGEST


@pytest.fixture(scope="module")
def real(real_report: Path) -> Parsed:
    """The users' report, taken apart."""
    return split(load(real_report))


@pytest.fixture(scope="module")
def written(written_reports: Path) -> list[tuple[Parsed, Path]]:
    """The fictional reports, each with its questions."""
    paths = [path for path in sorted(written_reports.iterdir()) if path.suffix in (".txt", ".md")]
    return [(split(load(path)), path.with_suffix(".jsonl")) for path in paths]


def evidence(questions: Path) -> Iterator[tuple[dict[str, Any], int, int]]:
    """Every place that answers a question, with the question."""
    for line in questions.read_text(encoding="utf-8").split("\n"):
        question = json.loads(line or "{}")
        for place in [*question.get("evidence", []), *(question.get("alt_evidence") or [])]:
            yield question, place["lines"][0], place["lines"][1]


def covered(found: Parsed) -> set[int]:
    """The lines that lie in some passage."""
    return {line for passage in found.passages for line in range(passage.line_start, passage.line_end + 1)}


def unanswerable(found: Parsed, questions: Path) -> list[tuple[str, int]]:
    """The lines with text that hold evidence and lie in no passage."""
    lines, inside = found.document.text.split("\n"), covered(found)
    return [
        (question["id"], line)
        for question, first, last in evidence(questions)
        for line in range(first, last + 1)
        if lines[line - 1].strip() and line not in inside
    ]


def test_every_evidence_line_of_the_real_report_lies_in_a_passage(real: Parsed, dev_questions: Path) -> None:
    assert unanswerable(real, dev_questions) == []


def test_every_gold_quote_of_the_real_report_lies_inside_one_passage(real: Parsed, dev_questions: Path) -> None:
    questions = [json.loads(line) for line in dev_questions.read_text(encoding="utf-8").splitlines()]
    quotes = [(question["id"], place["quote"]) for question in questions for place in question.get("evidence", [])]
    assert len({question for question, _ in quotes}) >= 100  # the other dev questions have no answer
    assert [quote for quote in quotes if not any(quote[1] in passage.text for passage in real.passages)] == []


def test_no_passage_of_the_real_report_is_only_page_furniture(real: Parsed) -> None:
    """Counted without the splitter: what recurs five times, and lone numbers; notes recur under pictures too."""
    seen = Counter(line.strip() for line in real.document.text.split("\n"))

    def decorates(line: str) -> bool:
        return seen[line.strip()] >= 5 or bool(re.fullmatch(r"[\W\d]*", line))

    notes = re.compile(r"注[:：]")
    told = [passage.text for passage in real.passages if not notes.match(passage.text)]
    assert [text for text in told if all(decorates(line) for line in text.split("\n"))] == []


def test_no_passage_of_the_real_report_lies_in_its_table_of_contents(real: Parsed) -> None:
    """The contents, counted without the splitter: before the text, nearly every line of them recurs further down."""
    lines = [re.sub(r"[\W\d]", "", line) for line in real.document.text.split("\n")]
    first = next(place for place, line in enumerate(lines, 1) if line in ("目录", "CONTENTS", "Contents"))
    entries = range(first, first + 60)
    listed = [place for place in entries if lines[place - 1] and lines.count(lines[place - 1]) > 1]
    inside = covered(real)
    assert len(listed) >= 10
    assert len([place for place in listed if place in inside]) <= len(listed) // 4


def test_every_row_of_the_real_report_is_kept_in_a_table(real: Parsed) -> None:
    """Runs of at least two lines with tabs are counted here without the splitter; the contents are none."""
    inside = covered(real)
    tabbed = {place for place, line in enumerate(real.document.text.split("\n"), 1) if "\t" in line} & inside
    rows = {place for place in tabbed if {place - 1, place + 1} & tabbed}
    tables = {line for p in real.passages if p.table for line in range(p.line_start, p.line_end + 1)}
    assert len(rows) > 500
    assert rows <= tables
    assert real.tables == sum(place - 1 not in rows for place in rows)


def test_everybody_who_signs_an_interview_of_the_real_report_is_a_speaker(real: Parsed) -> None:
    signed = re.findall(r"^——(\S{2,4}) \S+$", real.document.text, re.MULTILINE)
    assert len(signed) >= 7
    assert set(signed) <= set(real.speakers)
    assert all(p.organisation and p.role for p in real.passages if p.speaker in signed)


def test_every_question_of_the_real_interviews_is_answered_by_somebody(real: Parsed) -> None:
    asked = re.findall(r"^Q\s*[:：]", real.document.text, re.MULTILINE)
    assert len({p.asked for p in real.passages if p.speaker and p.asked}) >= 0.95 * len(asked)


def test_passages_of_the_real_report_are_no_longer_than_agreed(real: Parsed) -> None:
    assert [len(p.text) for p in real.passages if len(p.text) > LONGEST + 50] == []


def test_no_passage_of_the_real_report_repeats_a_page_header(real: Parsed) -> None:
    lines = [line.strip() for line in real.document.text.split("\n")]
    headers = {line for line in lines if re.fullmatch(r"[A-Za-z& ]{4,}", line) and lines.count(line) > 10}
    assert headers
    assert [p.line_start for p in real.passages if headers & {line.strip() for line in p.text.split("\n")}] == []


def test_every_evidence_line_of_the_written_reports_lies_in_a_passage(written: list[tuple[Parsed, Path]]) -> None:
    assert [miss for found, questions in written for miss in unanswerable(found, questions)] == []


def test_nearly_every_quotation_of_the_written_reports_has_its_speaker(written: list[tuple[Parsed, Path]]) -> None:
    known = []
    for found, questions in written:
        for question, first, last in evidence(questions):
            if question["type"] == "who-said" and question.get("speaker"):
                here = [p for p in found.passages if p.line_start <= last and p.line_end >= first]
                known.append(any(question["speaker"] in (p.speaker or "") + p.text for p in here))
    assert sum(known) >= 0.95 * len(known)


def test_every_table_of_the_written_reports_has_a_header(written: list[tuple[Parsed, Path]]) -> None:
    tables = [p.table for found, _ in written for p in found.passages if p.table]
    assert len(tables) > 150
    assert all(table.header for table in tables)


def test_the_sample_report_has_its_tables_and_interviews(sample_report: Path) -> None:
    found = split(load(sample_report))
    assert found.tables >= 6
    assert len({p.speaker for p in found.passages if p.asked and p.speaker}) >= 2
