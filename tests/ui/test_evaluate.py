from __future__ import annotations

from pathlib import Path

import pytest

from qa.comparison import Outcome
from ui.commands.evaluate import Run, compared_text, misses_text, read_run, run_text
from ui.errors import UnreadableQuestions

GOOD = {"r@10": 1.0, "answer": 1.0, "cite_recall": 1.0, "false_abstain": 0.0, "trusted": 1.0}
BAD = GOOD | {"answer": 0.0, "trusted": 0.0}


def run_of(answer: str, figures: dict[str, float]) -> Run:
    return Run({"ALL": {"n": 1.0} | figures}, (Outcome("q1", "fact", "多少台？", answer, "found", figures, 20.0),))


def test_two_runs_stand_side_by_side_with_the_questions_that_changed() -> None:
    text = compared_text(run_of("八台", BAD), run_of("九台", GOOD))
    assert "+1.000" in text
    assert "[变好] q1 多少台？" in text
    assert text.index("之前：八台") < text.index("现在：九台")


def test_misses_are_listed_by_reason() -> None:
    assert misses_text(run_of("八台", BAD).outcomes).startswith("引对了，取错了字句：1 道\n  q1 多少台？")
    assert misses_text(run_of("九台", GOOD).outcomes) == "没有答错的题。"


def test_the_time_of_a_question_is_told() -> None:
    assert "中位数 20.0 毫秒，95% 在 20.0 毫秒以内" in run_text(run_of("九台", GOOD), None, misses=False)


@pytest.mark.parametrize("content", ["", "[]", '{"figures": {}}', '{"figures": {}, "results": [1]}'])
def test_a_file_that_is_no_saved_run_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableQuestions) as refused:
        read_run(path)
    assert "--save" in refused.value.user_message
