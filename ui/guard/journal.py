"""The access log: one JSON object a line, about requests and never about what they say.

No question, answer, file name or query string goes into it; a user is eight digits of a hash that changes with every
start. JSON in ASCII leaves no character with which a request could forge a second line.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs

MAX_BYTES, FILES = 5_000_000, 3
LONGEST_PATH = 120  # characters
_SALT = secrets.token_bytes(16)
_LOG = logging.getLogger("yinju.access")


def open_journal(folder: Path | None = None) -> None:
    """Write the access log into a folder, by default beside the program's own log. Calling it again changes nothing."""
    if any(isinstance(handler, RotatingFileHandler) for handler in _LOG.handlers):
        return
    _LOG.propagate = False
    _LOG.setLevel(logging.INFO)
    folder = folder or Path(platformdirs.user_log_dir("yinju"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _LOG.addHandler(RotatingFileHandler(folder / "access.jsonl", maxBytes=MAX_BYTES, backupCount=FILES, delay=True))
    except OSError as error:
        logging.getLogger(__name__).warning("no access log in %s: %s", folder, error)
        _LOG.addHandler(logging.NullHandler())


def note(method: str, path: str, status: int, milliseconds: float, owner: str) -> None:
    """One request."""
    if _LOG.handlers:
        _LOG.info(
            json.dumps(
                {
                    "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
                    "method": method,
                    "path": public_path(path),
                    "status": status,
                    "ms": round(milliseconds, 1),
                    "user": hashlib.sha256(_SALT + owner.encode()).hexdigest()[:8] if owner else "",
                }
            )
        )


def public_path(path: str) -> str:
    """A path without the random names in it, which open somebody's export or event stream."""
    kept = [part if len(part) < 20 else "…" for part in path.split("/")]
    return "/".join(kept)[:LONGEST_PATH]
