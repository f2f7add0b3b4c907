"""The users' own report: what an answer cites is never its table of contents nor what stands on every page."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from index.library import Library
from qa.assistant import Assistant

EVERY = 6  # of the questions: all of them take half a minute
ENTRY = re.compile(r"[.…·]{4,}\s*\d+\s*$")  # a line of a table of contents
REPEATED = 15  # times that a line of text does not come by chance


@pytest.fixture(scope="module")
def cited(
    real_report: Path, dev_questions: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[str, list[str]]]:
    """The lines of every citation, with its question."""
    lines = real_report.read_text(encoding="utf-8").split("\n")
    library = Library.open(tmp_path_factory.mktemp("real") / "library", create=True)
    library.update([real_report])
    assistant = Assistant(library)
    questions = [json.loads(line)["question"] for line in dev_questions.read_text("utf-8").splitlines()[::EVERY]]
    found = [
        (question, lines[citation.line_start - 1 : citation.line_end])
        for question in questions
        for citation in assistant.ask(question).citations
    ]
    library.close()
    return found


def test_no_answer_cites_the_table_of_contents(cited: list[tuple[str, list[str]]]) -> None:
    assert len(cited) > 5
    assert [question for question, lines in cited if any(ENTRY.search(line) for line in lines)] == []


def test_no_answer_cites_what_stands_on_every_page(cited: list[tuple[str, list[str]]], real_report: Path) -> None:
    counted = Counter(line.strip() for line in real_report.read_text(encoding="utf-8").split("\n"))
    furniture = {line for line, times in counted.items() if times >= REPEATED and line}
    assert furniture
    assert [question for question, lines in cited if any(line.strip() in furniture for line in lines)] == []
