from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.document import Passage
from qa.answer import Answer
from qa.evaluate import gold_question
from ui.cli import main
from ui.exchange import Exchange
from ui.feedback import FILE, FeedbackBook, Mark


@pytest.fixture
def library(tmp_path: Path, make_answer: Callable[..., Answer], make_passage: Callable[..., Passage]) -> Path:
    book = FeedbackBook(tmp_path / FILE)
    answer = make_answer("709亿元", [(make_passage("产值709亿元"), "709亿元")])
    book.give("甲", Exchange("产值？", answer, exchange_id="1"), Mark.RIGHT)
    book.give("甲", Exchange("增速？", answer, exchange_id="2"), Mark.WRONG)
    return tmp_path


def test_feedback_becomes_a_file_of_questions_for_the_evaluation(library: Path) -> None:
    questions = library / "questions.jsonl"
    assert main(["feedback", "--library", str(library), "-o", str(questions)]) == 0
    (record,) = map(json.loads, questions.read_text(encoding="utf-8").splitlines())
    assert gold_question(record).answers == ("709亿元",)


def test_feedback_is_listed_with_its_marks(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feedback", "--library", str(library)]) == 0
    said = capsys.readouterr().out
    assert "答对  产值？" in said
    assert "答对 1 条，答错 1 条" in said
    assert main(["feedback", "--library", str(library), "--json"]) == 0
    assert [one["mark"] for one in json.loads(capsys.readouterr().out)["feedback"]] == ["答对", "答错"]


def test_a_library_without_feedback_says_so_and_stays_without_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["feedback", "--library", str(tmp_path)]) == 0
    assert "还没有反馈" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_feedback_that_cannot_be_read_is_no_empty_feedback(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*_: object, **__: object) -> sqlite3.Connection:
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr(sqlite3, "connect", refused)
    questions = library / "questions.jsonl"
    questions.write_text("earlier\n", encoding="utf-8")
    assert main(["feedback", "--library", str(library), "-o", str(questions)]) == 1
    assert FILE in capsys.readouterr().err
    assert questions.read_text(encoding="utf-8") == "earlier\n"
