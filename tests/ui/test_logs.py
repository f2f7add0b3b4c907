from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui.logs import LogFile


@pytest.fixture
def logger() -> Iterator[logging.Logger]:
    """A logger of this test's own."""
    logger = logging.Logger("test")
    yield logger
    for handler in logger.handlers:
        handler.close()


def test_the_file_and_its_folder_are_made_with_the_first_line(tmp_path: Path, logger: logging.Logger) -> None:
    path = tmp_path / "logs" / "yinju.log"
    logger.addHandler(LogFile(path))
    assert not path.parent.exists()
    logger.warning("one line")
    assert path.read_text(encoding="utf-8").rstrip().endswith("WARNING test: one line")


def test_a_log_that_cannot_be_written_is_lost_in_silence(
    tmp_path: Path, logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    log = LogFile(tmp_path / "logs" / "yinju.log")
    logger.addHandler(log)
    logger.warning("one line")
    assert log.lost
    assert capsys.readouterr().err == ""


def test_no_message_forges_another_entry(tmp_path: Path, logger: logging.Logger) -> None:
    logger.addHandler(LogFile(tmp_path / "yinju.log"))
    logger.warning("bad name %s", "《a\n2026-01-01 ERROR yinju: forged\r\u2028\x1b[2J》")
    (line,) = (tmp_path / "yinju.log").read_text(encoding="utf-8").splitlines()
    assert line.endswith("bad name 《a\\n2026-01-01 ERROR yinju: forged\\r\\u2028\\x1b[2J》")


def test_a_traceback_keeps_its_lines(tmp_path: Path, logger: logging.Logger) -> None:
    logger.addHandler(LogFile(tmp_path / "yinju.log"))
    try:
        raise RuntimeError("a bug")
    except RuntimeError as error:
        logger.error("failed", exc_info=error)
    assert "\nRuntimeError: a bug" in (tmp_path / "yinju.log").read_text(encoding="utf-8")
