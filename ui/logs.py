"""The log file: English and tracebacks go there, so that the user sees Chinese and one line at a time."""

from __future__ import annotations

import logging
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs

LOG = logging.getLogger("yinju")
MAX_BYTES = 1_000_000  # of one log file; one older file is kept


class OneLine(logging.Formatter):
    """A message takes one line, whatever name or question stands in it: no document can forge an entry of the log."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging's name
        """The line, with every other line end and control character as an escape."""
        line = super().formatMessage(record)
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)


class LogFile(RotatingFileHandler):
    """The file, made with the first line that goes into it. Where it cannot be written, lines are lost in silence."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, maxBytes=MAX_BYTES, backupCount=1, encoding="utf-8", errors="backslashreplace", delay=True
        )
        self.setFormatter(OneLine("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        self.lost = False

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  logging's name
        """Remember it; to say it on stderr would be another message in English."""
        self.lost = True


def start() -> None:
    """Send the warnings of all rooms and libraries to the log file. Calling it again changes nothing."""
    if _log_file() is None:
        logging.getLogger().addHandler(LogFile(Path(platformdirs.user_log_dir("yinju")) / "yinju.log"))


def record(error: BaseException) -> None:
    """Write an error with its traceback and causes."""
    LOG.error("%s: %s", type(error).__name__, error, exc_info=error)


def unexpected(error: BaseException) -> str:
    """The one honest Chinese line about a bug, after the log has been written."""
    start()
    record(error)
    log = _log_file()
    where = "日志无法写入" if log is None or log.lost else f"详情已写入日志：{log.baseFilename}"
    return f"程序内部出错（{type(error).__name__}），这是引据的缺陷，不是您的操作有误。{where}"


def _log_file() -> LogFile | None:
    return next((one for one in logging.getLogger().handlers if isinstance(one, LogFile)), None)
