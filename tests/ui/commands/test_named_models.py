"""`--reranker` and `--reader`: opened before anything is asked, and remembered by the library they were indexed with."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.library import Library
from index.segmenter import Segmenter
from ui.cli import main


@pytest.fixture
def library(tmp_path: Path, report: Path, segmenter: Segmenter) -> Path:
    library = Library.open(tmp_path / "library", create=True, segmenter=segmenter)
    library.update([report])
    library.close()
    return tmp_path / "library"


@pytest.mark.parametrize("option", ["--reranker", "--reader"])
def test_a_model_that_cannot_be_opened_is_named_and_not_remembered(
    option: str, library: Path, report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert main(["index", str(report), option, str(empty), "--library", str(library)]) == 1
    assert str(empty) in capsys.readouterr().err
    assert Library.open(library).named_models() == {}


def test_a_library_remembers_the_models_named_for_it_until_it_is_told_none(library: Path) -> None:
    opened = Library.open(library)
    opened.name_models({"reranker": "some/reranker", "reader": "some/reader"})
    opened.close()
    opened = Library.open(library)
    assert opened.named_models() == {"reranker": "some/reranker", "reader": "some/reader"}
    opened.name_models({"reader": "none"})
    assert opened.named_models() == {"reranker": "some/reranker"}


def test_what_the_library_remembers_is_used_and_none_switches_it_off(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opened = Library.open(library)
    opened.name_models({"reranker": str(tmp_path / "gone")})
    opened.close()
    (tmp_path / "gone").mkdir()
    assert main(["ask", "起降点有多少个", "--library", str(library)]) == 1
    assert str(tmp_path / "gone") in capsys.readouterr().err
    assert main(["ask", "起降点有多少个", "--reranker", "none", "--library", str(library)]) == 0
    assert "86" in capsys.readouterr().out
