"""The READMEs cannot fall behind the commands, the Makefile and the files they speak of."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path

import pytest

from ui.cli import build_parser, main

READMES = ("README.md", "README.en.md")


@pytest.fixture(params=READMES)
def readme(repository: Path, request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return (repository / name).read_text(encoding="utf-8")


def commands() -> set[str]:
    """The commands that `yinju` has."""
    for action in build_parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            return set(action.choices)
    raise AssertionError("the parser has no commands")


def test_the_table_of_commands_lists_every_command_and_no_other(readme: str) -> None:
    rows = [line for line in readme.splitlines() if line.startswith("| `yinju ")]
    assert {name for row in rows for name in re.findall(r"`yinju (\w+)", row.split(" | ")[0])} == commands()


def test_every_make_target_that_is_named_exists(readme: str, repository: Path) -> None:
    makefile = (repository / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^(\w+):", makefile, flags=re.MULTILINE))
    named = set(re.findall(r"\bmake (\w+)", readme))
    assert {"run", "test"} <= named <= targets


def test_every_relative_link_leads_to_a_file(readme: str, repository: Path) -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)", readme) if not link.startswith("http")]
    assert links
    assert [link for link in links if not (repository / link).exists()] == []


def test_the_example_shows_what_the_commands_print(
    readme: str,
    repository: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(repository)
    (example,) = re.findall(r"```console\n(.*?)```", readme, flags=re.DOTALL)
    for step in example.removeprefix("$ yinju ").split("\n$ yinju "):
        typed, *shown = step.rstrip("\n").split("\n")
        command, *arguments = shlex.split(typed)
        assert main([command, "--library", str(tmp_path / "library"), *arguments]) == 0
        printed = capsys.readouterr().out.splitlines()
        if shown[-1] == "…":  # the rest is left out
            shown, printed = shown[:-1], printed[: len(shown) - 1]
        assert shown == printed
