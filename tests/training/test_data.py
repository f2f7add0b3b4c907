"""The open data: what is read of it, and that nothing measured is trained on."""

import re
from pathlib import Path

import pytest

from index.segmenter import normalise
from training.data import (
    DOCUMENTS,
    HEADINGS,
    QUESTIONS,
    WRITTEN,
    read_documents,
    read_encyclopaedia,
    read_lexicons,
    read_lines,
    read_pairs,
)
from training.evaluate import DEVELOPMENT_SETS, real_report
from training.reports import HELD_OUT, read_reports

pytestmark = pytest.mark.usefixtures("written_reports")  # skips where the data is not beside the checkout

LONG = 60  # characters, as the data's own README compares runs


def _bare(normal: str) -> str:
    return re.sub(r"\W+", "", normal)


@pytest.fixture(scope="module")
def trained() -> tuple[set[str], set[str]]:
    """Every query and every passage that a run may learn from."""
    pairs = [pair for name in (*QUESTIONS, *WRITTEN, *HEADINGS) for pair in read_pairs(name)]
    entries = read_encyclopaedia()
    queries = [pair.query for pair in pairs] + [normalise(asked) for entry in entries for asked, _ in entry.questions]
    passages = [pair.passage for pair in pairs] + [normalise(entry.text) for entry in entries]
    return set(map(_bare, queries)), set(map(_bare, passages))


def test_no_query_or_passage_of_a_development_set_is_trained_on(
    trained: tuple[set[str], set[str]], written_reports: Path
) -> None:
    queries, passages = trained
    folder = written_reports.parent / "dev"
    for name in DEVELOPMENT_SETS:
        asked = {_bare(normalise(row["query"])) for row in read_lines(folder / f"{name}.queries.jsonl.gz")}
        found = {_bare(normalise(row["text"])) for row in read_lines(folder / f"{name}.passages.jsonl.gz")}
        assert asked
        assert not asked & queries
        assert not found & passages


def test_no_long_line_of_a_development_set_is_in_the_running_text(written_reports: Path) -> None:
    """Shorter lines are the stock phrases of software documentation."""
    texts = (text for name in DOCUMENTS for _, text in read_documents(name))
    read = {_bare(line) for text in texts for line in text.split("\n") if len(line) >= LONG}
    assert len(read) > 100_000
    for name in DEVELOPMENT_SETS:
        rows = read_lines(written_reports.parent / "dev" / f"{name}.passages.jsonl.gz")
        lines = {_bare(normalise(line)) for row in rows for line in row["text"].split("\n")}
        assert not {line for line in lines if len(line) >= LONG} & read


def test_no_sentence_or_question_of_the_real_report_is_trained_on(trained: tuple[set[str], set[str]]) -> None:
    report = real_report()
    if report is None:
        pytest.skip("needs the real report beside the checkout")
    queries, passages = trained
    assert not {_bare(question.text) for question in report.questions} & queries
    assert not {_bare(unit.text) for unit in (*report.passages, *report.sentences)} & passages


def test_near_misses_are_no_pairs() -> None:
    assert all(pair.answer for name in WRITTEN for pair in read_pairs(name))


def test_every_group_of_terms_has_two_and_a_weight_between_0_and_1() -> None:
    groups = read_lexicons()
    assert len(groups) > 14_000
    assert all(len(group.terms) > 1 and 0 < group.weight <= 1 for group in groups)


def test_a_third_of_the_reports_is_held_out() -> None:
    names = [report.name for report in read_reports()]
    assert set(HELD_OUT) < set(names)
    assert len(HELD_OUT) == 9
    assert len(names) == 28


def test_nearly_every_question_has_a_passage_on_its_lines() -> None:
    answered = [
        any(question.is_answered_by(unit) for unit in report.passages)
        for report in read_reports()
        for question in report.questions
    ]
    assert sum(answered) / len(answered) > 0.99
