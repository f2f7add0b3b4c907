from __future__ import annotations

import json
import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from index.library import DATABASE, Library
from index.segmenter import Segmenter
from ui.cli import main

Examine = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def examine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Examine:
    def run(*options: str) -> tuple[int, dict[str, Any]]:
        code = main(["doctor", "--library", str(tmp_path / "library"), "--json", *options])
        return code, json.loads(capsys.readouterr().out)

    return run


def check(report: dict[str, Any], name: str) -> dict[str, str]:
    (found,) = (one for one in report["checks"] if one["name"] == name)
    return dict(found)


@pytest.fixture
def library(tmp_path: Path, report: Path, segmenter: Segmenter) -> Path:
    folder = tmp_path / "library"
    library = Library.open(folder, create=True, segmenter=segmenter)
    library.update([report])
    library.close()
    return folder


def test_a_sound_library_passes_and_the_embedder_is_named(examine: Examine, library: Path) -> None:
    code, report = examine()
    assert (code, report["ok"], report["store"]) == (0, True, "embedded")
    embedder = report["models"]["embedder"]
    assert embedder["dim"] == 256
    assert (Path(embedder["path"]) / "modules.json").is_file()
    assert "1 份文档" in check(report, "library")["message"]


def test_each_model_is_named_with_its_size_its_licence_and_its_data(examine: Examine, library: Path) -> None:
    _, report = examine()
    embedder, reader = report["models"]["embedder"], report["models"]["reader"]
    assert embedder["licence"] == "cc-by-sa-4.0"
    assert 10 < embedder["megabytes"] < 60
    assert "CC BY-SA" in embedder["data"]
    assert (reader["name"], reader["licence"]) == ("extractive", "apache-2.0、cc-by-sa-4.0")
    assert "DRCD" in reader["data"]
    assert report["models"]["reranker"]["name"].startswith("yinju-reranker-")
    assert report["models"]["reranker"]["licence"] == "cc-by-sa-4.0"


def test_a_named_reranker_that_does_not_open_fails_and_says_how_to_go_on(examine: Examine, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, report = examine("--reranker", str(tmp_path / "empty"))
    assert code == 1
    assert "--reranker none" in check(report, "reranker")["mend"]


def test_no_library_yet_is_a_note_and_none_is_made(examine: Examine, tmp_path: Path) -> None:
    code, report = examine()
    assert code == 0
    assert check(report, "library")["state"] == "note"
    assert "yinju index" in check(report, "library")["mend"]
    assert not (tmp_path / "library").exists()


def test_a_damaged_library_fails_and_says_how_to_mend_it(examine: Examine, library: Path) -> None:
    data = (library / DATABASE).read_bytes()
    (library / DATABASE).write_bytes(data[: len(data) // 2])
    code, report = examine()
    assert code == 1
    assert check(report, "library")["state"] == "failed"
    assert "损坏" in check(report, "library")["message"]


def test_a_port_that_is_taken_is_noticed(examine: Examine) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        _, report = examine("--port", str(taken.getsockname()[1]))
    assert check(report, "port")["state"] == "note"


def test_for_people_each_check_is_a_line(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--library", str(library)]) == 0
    said = capsys.readouterr().out
    assert "✓ 向量模型" in said
    assert said.endswith("一切正常。\n")
