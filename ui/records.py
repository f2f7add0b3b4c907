"""A private SQLite file of what users said and did: conversations and feedback, never the documents themselves."""

from __future__ import annotations

import logging
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from ui.errors import StoreUnusable

_log = logging.getLogger(__name__)


class Records:
    """An open file; threads take turns. What a `transaction` wrote survives the end of the process at any moment.

    Where the folder cannot be written, the records live in memory until the program ends. A damaged file is set aside
    under another name, never overwritten.
    """

    def __init__(self, path: Path, schema: str, *, or_memory: bool = True) -> None:
        """Raises StoreUnusable where the file cannot be opened and memory will not do (`or_memory`)."""
        self.path = path
        self._turn = threading.RLock()
        try:
            self._connection = _open(path, schema)
        except sqlite3.OperationalError as error:
            if not or_memory:
                raise _unusable(path, error) from error
            _log.warning("cannot keep %s, it lives in memory: %s", path, error)
            self._connection = _connect(":memory:", schema)
        except sqlite3.DatabaseError as error:
            aside = path.with_suffix(f".damaged-{secrets.token_hex(4)}")
            _log.warning("%s is damaged and kept as %s: %s", path, aside.name, error)
            path.replace(aside)
            self._connection = _open(path, schema)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing. Raises StoreUnusable where the disk is full or the file is taken."""
        try:
            with self._turn, self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
        except sqlite3.Error as error:
            raise _unusable(self.path, error) from error

    def close(self) -> None:
        """Release the file."""
        self._connection.close()


def new_id() -> str:
    """A name that nobody can guess: 128 random bits, hexadecimal."""
    return secrets.token_hex(16)


def now() -> str:
    """The moment, in UTC: 2026-01-31T08:15:00Z; as text the moments sort by time."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _unusable(path: Path, error: sqlite3.Error) -> StoreUnusable:
    return StoreUnusable(
        f"cannot use {path}: {error}",
        f"无法读写“{path.name}”（磁盘已满、没有权限，或正被占用）；已有的记录没有改动。请处理后重试。",
    )


def _open(path: Path, schema: str) -> sqlite3.Connection:
    if not path.exists() and os.access(path.parent, os.W_OK):
        path.touch(mode=0o600)  # only this user reads it; SQLite gives its WAL the same mode
    connection = _connect(str(path), schema)
    connection.execute("PRAGMA journal_mode = WAL")
    return connection


def _connect(name: str, schema: str) -> sqlite3.Connection:
    connection = sqlite3.connect(name, isolation_level=None, check_same_thread=False, timeout=5)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.executescript(f"BEGIN; {schema}; COMMIT;")
        connection.execute("PRAGMA quick_check").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection
