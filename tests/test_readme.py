"""The READMEs cannot fall behind the commands, the Makefile and the files they speak of."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from ui.cli import build_parser

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
