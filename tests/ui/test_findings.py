"""The commands `quotes` and `policies`, as a script and as a person read them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ui.cli import main

Run = Callable[..., tuple[int, str, str]]

TEXT = """4.1 专访·北港渔业

周岸，北港渔业董事长

问：为什么出海？

答：因为鱼在海里，不在港里，这个道理谁都懂。

二、政策

2021年3月，北港市渔业局印发《北港市渔港整修方案》（北渔发〔2021〕3号）。
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("findings")
    (folder / "访谈.txt").write_text(TEXT, encoding="utf-8")
    assert main(["index", str(folder / "访谈.txt"), "--library", str(folder / "library")]) == 0
    return folder / "library"


@pytest.fixture
def run(library: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the library: exit code, stdout, stderr."""

    def run_command(command: str, *rest: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([command, "--library", str(library), *rest])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_command


def read(output: tuple[int, str, str]) -> Any:
    assert output[0] == 0
    return json.loads(output[1])


def test_quotes_show_speaker_question_words_and_place(run: Run) -> None:
    code, out, _ = run("quotes", "--speaker", "周总")
    assert code == 0
    for part in (
        "周岸（北港渔业 董事长）",
        "问：为什么出海？",
        "因为鱼在海里，不在港里，这个道理谁都懂。",
        "访谈.txt · 第 7 行",
    ):
        assert part in out


def test_quotes_as_json_cite_the_exact_characters(run: Run) -> None:
    (quote,) = read(run("quotes", "--about", "出海", "--json"))["quotes"]
    citation = quote["citation"]
    assert (quote["speaker"], quote["organisation"], quote["role"], quote["asked"]) == (
        "周岸",
        "北港渔业",
        "董事长",
        "为什么出海？",
    )
    assert TEXT[citation["char_start"] : citation["char_end"]] == citation["quote"] == quote["text"]


def test_quotes_of_nobody_name_those_who_speak(run: Run) -> None:
    code, out, err = run("quotes", "--speaker", "王五")
    assert (code, out) == (0, "")
    assert "周岸" in err


@pytest.mark.parametrize(
    ("pasted", "verdict"),
    [("因为鱼在海里,不在港里", "一致"), ("因为鱼在河里，不在港里", "近似"), ("山路十八弯，水路九连环", "未找到")],
)
def test_a_check_has_one_of_three_verdicts_and_always_succeeds(run: Run, pasted: str, verdict: str) -> None:
    code, out, _ = run("quotes", "--check", pasted)
    assert (code, out.startswith(f"【{verdict}】")) == (0, True)


def test_a_check_marks_what_differs(run: Run) -> None:
    assert "因为鱼在〔河→海〕里，不在港里" in run("quotes", "--check", "因为鱼在河里，不在港里")[1]
    assert "〔多出：大〕" in run("quotes", "--check", "因为鱼在大海里，不在港里")[1]
    assert "〔缺少：在〕" in run("quotes", "--check", "因为鱼海里，不在港里，这个道理")[1]


def test_differences_as_json_count_characters_of_both(run: Run) -> None:
    found = read(run("quotes", "--check", "因为鱼在河里，不在港里", "--json"))
    (one,) = found["differences"]
    assert (one["kind"], one["start"], one["end"], one["text"], one["source"]) == ("replaced", 4, 5, "河", "海")
    assert TEXT[one["source_start"] : one["source_end"]] == "海"
    assert (found["speaker"], found["citation"]["line_start"]) == ("周岸", 7)


@pytest.mark.parametrize(
    "rest", [["--check", "一段话", "--speaker", "周岸"], ["--check", " "], ["--speaker", ""], ["--limit", "0"]]
)
def test_wrong_usage_is_said(run: Run, rest: list[str]) -> None:
    code, out, err = run("quotes", *rest)
    assert (code, out) == (2, "")
    assert "用法有误" in err


def test_policies_show_what_is_known_and_the_place(run: Run) -> None:
    code, out, _ = run("policies", "--place", "北港")
    assert code == 0
    for part in ("《北港市渔港整修方案》", "2021年3月 · 北港市 · 北港市渔业局 · 北渔发〔2021〕3号", "第 11 行"):
        assert part in out


@pytest.mark.parametrize("year", ["2021年", "21"])
def test_policies_of_a_year_as_json(run: Run, year: str) -> None:
    (policy,) = read(run("policies", "--year", year, "--json"))["policies"]
    citation = policy["citation"]
    assert policy["name"] == "北港市渔港整修方案"
    assert TEXT[citation["char_start"] : citation["char_end"]] == "《北港市渔港整修方案》"


def test_no_policy_is_no_failure(run: Run) -> None:
    assert read(run("policies", "--name", "航天", "--json"))["policies"] == []


def test_a_year_must_be_one(run: Run) -> None:
    code, _, err = run("policies", "--year", "去年")
    assert (code, "要写年份" in err) == (2, True)
