"""The log file: where an error's English text and its traceback go, so that the user sees one Chinese line."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs

LOG = logging.getLogger("yinju")
MAX_BYTES = 1_000_000  # of one log file; one older file is kept


def log_path() -> Path:
    """Where the log file is, or will be once there is something to say."""
    return Path(platformdirs.user_log_dir("yinju")) / "yinju.log"


def record(error: BaseException) -> Path | None:
    """Write an error with its traceback and causes; the log's path, or None where nothing can be written."""
    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            path, maxBytes=MAX_BYTES, backupCount=1, encoding="utf-8", errors="backslashreplace"
        )
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    LOG.propagate = False
    LOG.addHandler(handler)
    try:
        LOG.error("%s: %s", type(error).__name__, error, exc_info=error)
    finally:
        LOG.removeHandler(handler)
        handler.close()
    return path


def unexpected(error: BaseException) -> str:
    """The one honest Chinese line about a bug, after the log has been written."""
    path = record(error)
    where = f"详情已写入日志：{path}" if path else f"日志也无法写入：{log_path()}"
    return f"程序内部出错（{type(error).__name__}），这是引据的缺陷，不是您的操作有误。{where}"
