from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui.guard.journal import note, open_journal


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Path]:
    open_journal(tmp_path)
    yield tmp_path / "access.jsonl"
    log = logging.getLogger("yinju.access")
    for handler in list(log.handlers):
        handler.close()
        log.removeHandler(handler)


def test_a_request_is_one_line_whatever_it_is_called(journal: Path) -> None:
    note("GET", '/a\n{"forged": 1}\r\u2028b', 404, 1.24, "user:李")
    (line,) = journal.read_text(encoding="ascii").splitlines()
    entry = json.loads(line)
    assert (entry["method"], entry["status"], entry["ms"]) == ("GET", 404, 1.2)
    assert "李" not in line


def test_random_names_and_long_paths_are_left_out(journal: Path) -> None:
    note("GET", "/export/conversations/" + "f" * 32 + ".docx", 200, 1, "")
    note("GET", "/a/" * 500, 404, 1, "")
    first, second = (json.loads(line) for line in journal.read_text().splitlines())
    assert first["path"] == "/export/conversations/…"
    assert len(second["path"]) <= 120
