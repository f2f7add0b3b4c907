"""`yinju export`, `yinju import` and `yinju verify` as a script sees them. Each command loads the dictionary: few calls."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.dictionary import DICTIONARY
from index.library import DATABASE, Library
from index.segmenter import Segmenter
from ui.cli import main

Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run_command(*arguments: object, library: str = "library") -> tuple[int, Any, str]:
        code = main([*map(str, arguments), "--library", str(tmp_path / library), "--json"])
        said = capsys.readouterr()
        return code, json.loads(said.out or "null"), said.err

    return run_command


@pytest.fixture
def library(tmp_path: Path, report: Path, segmenter: Segmenter) -> Path:
    library = Library.open(tmp_path / "library", create=True, segmenter=segmenter)
    library.update([report])
    library.close()
    return tmp_path / "library"


def test_a_library_travels_with_its_dictionary(run: Run, library: Path, tmp_path: Path) -> None:
    (library / DICTIONARY).write_text("低空航线审批\n", encoding="utf-8")
    assert run("export", tmp_path / "bundle")[:2] == (0, {"bundle": str(tmp_path / "bundle"), "documents": 1})
    code, found, _ = run("import", tmp_path / "bundle", library="other")
    assert (code, len(found["added"]), found["held"], found["words"]) == (0, 1, 0, 1)
    assert (tmp_path / "other" / DICTIONARY).read_text(encoding="utf-8") == "低空航线审批\n"
    assert run("verify", library="other")[:2] == (
        0,
        {"library": str(tmp_path / "other"), "ok": True, "findings": []},
    )


def test_a_damaged_bundle_is_refused_before_a_library_is_made(run: Run, library: Path, tmp_path: Path) -> None:
    run("export", tmp_path / "bundle")
    (tmp_path / "bundle" / "documents.jsonl").write_text("")
    code, _, said = run("import", tmp_path / "bundle", library="other")
    assert code == 1
    assert "校验和不符" in said
    assert not (tmp_path / "other").exists()


def test_damage_is_named_and_mended(run: Run, library: Path) -> None:
    path = library / DATABASE
    path.write_bytes(path.read_bytes().replace("310万单".encode(), "910万单".encode()))
    code, found, _ = run("verify")
    assert (code, found["ok"]) == (1, False)
    assert "重新读入" in found["findings"][0]["mend"]
    code, found, _ = run("verify", "--repair")
    assert (code, found["ok"]) == (0, True)
