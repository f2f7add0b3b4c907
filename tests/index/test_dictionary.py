from __future__ import annotations

from pathlib import Path

import pytest

from index.dictionary import DICTIONARY, lines, write
from index.errors import DamagedLibrary, LibraryInaccessible


def test_what_was_written_is_read(tmp_path: Path) -> None:
    write(tmp_path, ["低空航线审批", "换电"])
    assert lines(tmp_path) == ("低空航线审批", "换电")
    assert [path.name for path in tmp_path.iterdir()] == [DICTIONARY]


def test_a_library_may_have_none(tmp_path: Path) -> None:
    assert lines(tmp_path) == ()


def test_one_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / DICTIONARY).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DamagedLibrary) as error:
        lines(tmp_path)
    assert "UTF-8" in error.value.user_message


def test_where_nothing_can_be_written_that_is_told(tmp_path: Path) -> None:
    with pytest.raises(LibraryInaccessible):
        write(tmp_path / "missing", ["换电"])
