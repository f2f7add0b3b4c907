from __future__ import annotations

from pathlib import Path

import pytest

from ui.errors import InterfaceError
from ui.page.uploads import EARLIER, keep


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "uploads"


def given(tmp_path: Path, text: str) -> Path:
    """A file `报告.txt` of the browser."""
    file = tmp_path / text / "报告.txt"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def contents(folder: Path) -> dict[str, str]:
    """What lies in a folder, by name."""
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.is_file()}


def test_a_file_is_kept_under_its_own_name(tmp_path: Path, folder: Path) -> None:
    assert keep(given(tmp_path, "甲"), folder).path == folder / "报告.txt"
    assert contents(folder) == {"报告.txt": "甲"}


def test_another_file_of_the_name_keeps_the_earlier_one_aside(tmp_path: Path, folder: Path) -> None:
    for text in ("甲", "乙", "丙"):
        keep(given(tmp_path, text), folder)
    assert contents(folder) == {"报告.txt": "丙"}
    assert sorted(contents(folder / EARLIER).values()) == ["乙", "甲"]
    assert all(name.endswith(".txt") for name in contents(folder / EARLIER))


def test_the_same_file_again_keeps_nothing_twice(tmp_path: Path, folder: Path) -> None:
    for _ in range(2):
        keep(given(tmp_path, "甲"), folder)
    assert contents(folder / EARLIER) == {}


def test_taking_back_puts_the_earlier_file_where_it_was(tmp_path: Path, folder: Path) -> None:
    keep(given(tmp_path, "甲"), folder)
    keep(given(tmp_path, "乙"), folder).take_back()
    assert (contents(folder), contents(folder / EARLIER)) == ({"报告.txt": "甲"}, {})


def test_taking_back_the_same_file_again_leaves_the_one_that_was_there(tmp_path: Path, folder: Path) -> None:
    keep(given(tmp_path, "甲"), folder)
    keep(given(tmp_path, "甲"), folder).take_back()
    assert (contents(folder), contents(folder / EARLIER)) == ({"报告.txt": "甲"}, {})


def test_taking_back_the_first_file_leaves_nothing(tmp_path: Path, folder: Path) -> None:
    keep(given(tmp_path, "甲"), folder).take_back()
    assert contents(folder) == {}


def test_a_file_that_is_gone_is_told_by_name(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(InterfaceError) as told:
        keep(tmp_path / "走了.txt", folder)
    assert "走了.txt" in told.value.user_message
