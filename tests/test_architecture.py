"""Data flows one way, corpus -> index -> qa -> ui, and a room imports only from rooms to its left."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOMS = ("corpus", "index", "qa", "ui")
# Seconds each to import; whoever asks one question at the command line should not wait for them.
HEAVY = {"faiss", "gradio", "sentence_transformers", "sklearn", "torch", "transformers"}


def imported_modules(source: str) -> Iterator[str]:
    """The dotted names that a module imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def wrong_imports(room: str, source: str) -> list[str]:
    """The imports of a module of `room` that point to the right."""
    to_the_right = ROOMS[ROOMS.index(room) + 1 :]
    return [name for name in imported_modules(source) if name.split(".")[0] in to_the_right]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_from_rooms_to_its_left(repository: Path, room: str) -> None:
    modules = sorted((repository / room).rglob("*.py"))
    assert modules
    wrong = {str(path): wrong_imports(room, path.read_text(encoding="utf-8")) for path in modules}
    assert not {path: names for path, names in wrong.items() if names}


def test_an_import_to_the_right_is_noticed_also_inside_a_function() -> None:
    assert wrong_imports("index", "def f():\n    from qa.answer import Answer\n    import ui.cli, corpus") == [
        "qa.answer",
        "ui.cli",
    ]


@pytest.mark.parametrize("room", ROOMS)
def test_the_rooms_do_not_need_the_tools_beside_them(repository: Path, room: str) -> None:
    for path in (repository / room).rglob("*.py"):
        names = {name.split(".")[0] for name in imported_modules(path.read_text(encoding="utf-8"))}
        assert not names & {"tests", "training", "benchmarks"}, path


@pytest.mark.parametrize("module", ["ui.cli", "qa.assistant", "index.library", "index.retriever"])
def test_importing_the_command_line_loads_nothing_heavy(repository: Path, module: str) -> None:
    program = f"import sys, {module}; print(*sorted({HEAVY!r} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", program], cwd=repository, capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []


def test_the_declared_dependencies_are_what_the_rooms_import(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {distribution_name(requirement) for requirement in project["dependencies"]}
    imported = {
        name.split(".")[0]
        for room in ROOMS
        for path in (repository / room).rglob("*.py")
        for name in imported_modules(path.read_text(encoding="utf-8"))
    }
    optional = project["optional-dependencies"]
    extras = {distribution_name(requirement) for extra in ("milvus", "ocr", "ray") for requirement in optional[extra]}
    outside = imported - set(ROOMS) - sys.stdlib_module_names - extras  # what is optional may be missing
    providers = packages_distributions()
    assert {distribution_name(providers[name][0]) for name in outside} == declared


def test_every_constraint_is_one_exact_version(repository: Path) -> None:
    lines = (repository / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert pins
    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.]+", pin)] == []


def test_every_folder_of_a_room_that_holds_python_is_a_package(repository: Path) -> None:
    # setuptools ships packages only; a folder without __init__.py works here and is missing once installed.
    folders = {path.parent for room in ROOMS for path in (repository / room).rglob("*.py")}
    assert [str(folder) for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_data_file_of_a_room_ships_with_its_package(repository: Path, room: str) -> None:
    settings = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    patterns = settings["package-data"].get(room, [])
    shipped = {path for pattern in patterns for path in (repository / room).glob(pattern) if path.is_file()}
    files = {path for path in (repository / room).rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert {path for path in files if path.suffix != ".py"} - shipped == set()


def distribution_name(requirement: str) -> str:
    """The normalised name at the head of a requirement."""
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=!~;\[ ]", requirement, maxsplit=1)[0]).lower()
