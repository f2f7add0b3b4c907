"""Ranks and recall by hand."""

import numpy as np
import pytest

from training.evaluate import NOT_FOUND, first_ranks, report_recall
from training.reports import Question, Report, Unit, pool

VECTORS = {
    "甲": [1.0, 0.0],
    "乙": [0.0, 1.0],
    "甲乙": [0.6, 0.8],
    "问甲": [0.9, 0.1],
}


def _encode(texts: list[str]) -> np.ndarray:
    return np.array([VECTORS[text] for text in texts], dtype=np.float32)


def test_the_best_right_passage_counts_and_ties_are_in_its_favour() -> None:
    scores = np.array([[0.9, 0.5, 0.7, 0.7]], dtype=np.float32)
    assert first_ranks(scores, np.array([[False, True, True, False]])).tolist() == [1]


def test_a_question_without_a_right_passage_is_not_found() -> None:
    assert first_ranks(np.array([[0.9]], dtype=np.float32), np.array([[False]])).tolist() == [NOT_FOUND]


@pytest.fixture
def report() -> Report:
    passages = (Unit("乙", 1, 2, 0), Unit("甲乙", 3, 4, 1))
    sentences = (Unit("乙", 1, 2, 0), Unit("甲", 3, 3, 1), Unit("乙", 4, 4, 1))
    return Report("r", passages, sentences, (Question("问甲", ((4, 9),), ()),))


def test_recall_is_by_lines(report: Report) -> None:
    figures = report_recall(report, _encode)  # type: ignore[arg-type]
    assert figures["passage r@1"] == 1  # 0.62 against 0.1
    assert figures["sentence MRR"] == 1  # 0.9 against 0.1


def test_pooled_reports_keep_their_lines_apart(report: Report) -> None:
    pooled = pool([report, report])
    assert [[q.is_answered_by(unit) for unit in pooled.passages] for q in pooled.questions] == [
        [False, True, False, False],
        [False, False, False, True],
    ]
    assert [unit.passage for unit in pooled.sentences] == [0, 1, 1, 2, 3, 3]
