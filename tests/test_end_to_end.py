"""The whole of it through the command line, as people use it. The page in a real browser: tests/ui/browser."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


def yinju(*argv: object) -> subprocess.CompletedProcess[str]:
    """Run the command and wait."""
    command = [sys.executable, "-m", "ui", *map(str, argv)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=False)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, sample_report: Path) -> Path:
    """A library with the sample report, made by the command line."""
    folder = tmp_path_factory.mktemp("yinju") / "library"
    done = yinju("index", sample_report, "--library", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def gold(sample_questions: Path) -> list[dict[str, str]]:
    """The questions on the sample report."""
    return [json.loads(line) for line in sample_questions.read_text(encoding="utf-8").splitlines()]


def test_index_ask_and_batch(library: Path, sample_report: Path, sample_questions: Path, tmp_path: Path) -> None:
    text = sample_report.read_text(encoding="utf-8")
    output = tmp_path / "predictions.jsonl"
    done = yinju("batch", sample_questions, "-o", output, "--library", library)
    assert done.returncode == 0, done.stderr
    predictions = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    asked = [json.loads(line)["id"] for line in sample_questions.read_text(encoding="utf-8").splitlines()]
    assert [one["id"] for one in predictions] == asked
    assert {one["verdict"] for one in predictions} >= {"found", "not_found"}
    for one in predictions:
        assert one["answerable"] == (one["verdict"] != "not_found") == bool(one["answer"]) == bool(one["citations"])
        assert len(one["passages"]) >= 10
        for citation in one["citations"]:
            quote = text[citation["char_start"] : citation["char_end"]]
            assert citation["quote"] == quote
            assert citation["line_start"] == 1 + text.count("\n", 0, citation["char_start"])
            assert citation["line_end"] == 1 + text.count("\n", 0, citation["char_end"] - 1)
    first = yinju("ask", predictions[0]["question"], "--json", "--library", library)
    assert json.loads(first.stdout)["answer"] == predictions[0]["answer"]
