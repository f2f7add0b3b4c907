"""Opening and making a library's database, and what keeps writers apart. Every refusal says what to do about it."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import DamagedLibrary, LibraryBusy, LibraryInaccessible, UnknownLibrary
from index.seal import SEAL, library_seal

SCHEMA_VERSION = 5
APPLICATION_ID = 0x59696E6A  # "Yinj", in the SQLite header: tells a library from any other database

# Texts and vectors lie apart: a list of documents must not read through them.
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE documents (
    number INTEGER PRIMARY KEY, doc_id TEXT UNIQUE NOT NULL, title TEXT NOT NULL, source TEXT NOT NULL,
    encoding TEXT NOT NULL, characters INTEGER NOT NULL, passages INTEGER NOT NULL, tables INTEGER NOT NULL,
    warnings TEXT NOT NULL, speakers TEXT NOT NULL, glossary TEXT NOT NULL,
    digest TEXT NOT NULL, vectors_digest TEXT NOT NULL);
CREATE TABLE texts (
    document INTEGER PRIMARY KEY REFERENCES documents (number) ON DELETE CASCADE,
    text TEXT NOT NULL, pages TEXT NOT NULL);
CREATE TABLE vectors (
    document INTEGER PRIMARY KEY REFERENCES documents (number) ON DELETE CASCADE,
    passages BLOB NOT NULL, sentences BLOB NOT NULL, owners BLOB NOT NULL);
CREATE TABLE sources (
    path TEXT PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE);
CREATE INDEX sources_by_document ON sources (document);
CREATE TABLE passages (
    document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE, ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL, line_start INTEGER NOT NULL, line_end INTEGER NOT NULL,
    kind TEXT NOT NULL, details TEXT NOT NULL, PRIMARY KEY (document, ordinal)) WITHOUT ROWID;
"""

COMPANIONS = ("-wal", "-shm", "-journal")  # ends of the names of SQLite's own files beside a database
WAIT_FOR_WRITER = 10.0  # seconds
# What SQLite reports of the system and not of the file: no space, no permission, in use (sqlite.org/rescode.html).
OF_THE_SYSTEM = frozenset(
    [
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
    ]
)


def make(path: Path, meta: Mapping[str, str]) -> None:
    """Make a new database; it appears under its name only when it is complete."""
    draft = path.with_suffix(".new")
    with explained(path):
        draft.unlink(missing_ok=True)
        for end in COMPANIONS:  # SQLite would apply what an earlier database has left to this one
            draft.with_name(draft.name + end).unlink(missing_ok=True)
            path.with_name(path.name + end).unlink(missing_ok=True)
        with closing(sqlite3.connect(draft)) as connection:
            connection.executescript(f"BEGIN; PRAGMA application_id = {APPLICATION_ID}; {_SCHEMA}")
            rows = {"schema_version": str(SCHEMA_VERSION), "generation": "0", **meta}
            connection.executemany("INSERT INTO meta VALUES (?, ?)", rows.items())
            connection.execute("INSERT INTO meta VALUES (?, ?)", (SEAL, library_seal(connection)))
            connection.commit()
            connection.execute("PRAGMA journal_mode = WAL")
        draft.replace(path)
        flush([path.parent])


def connect(path: Path) -> sqlite3.Connection:
    """Open an existing library; every other file is refused before anything is written."""
    # A folder that may only be read has no place for WAL's files; what stands there does not change either.
    mode = "rw" if os.access(path.parent, os.W_OK) and os.access(path, os.W_OK) else "ro&immutable=1"
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
        )
        version = _version(connection)
    except (sqlite3.Error, TypeError) as error:
        if _is_of_the_system(error):
            raise LibraryInaccessible(
                f"cannot open {path}: {error}",
                f"无法打开文库“{path.parent}”：没有读写权限，或磁盘出错；没有改动它。请检查权限后重试。",
            ) from error
        raise UnknownLibrary(
            f"{path} is not a library: {error}",
            f"“{path}”不是引据的文库文件，或已损坏；没有改动它。请换一个文件夹（--library），或从备份恢复。",
        ) from error
    if version != str(SCHEMA_VERSION):
        connection.close()
        raise UnknownLibrary(
            f"{path} has schema {version!r}, this program reads {SCHEMA_VERSION}",
            f"文库“{path.parent}”不是这一版本的引据建立的（版本 {version or '未知'}，本程序需要 "
            f"{SCHEMA_VERSION}）；没有改动它。请换一个文件夹（--library）重新导入，或使用原来的版本。",
        )
    if _is_cut_short(path):
        time.sleep(0.1)  # another process may just be lengthening the file
        if _is_cut_short(path):
            connection.close()
            raise damaged(path, "shorter than its header says")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA busy_timeout = 5000")
    return connection


def _version(connection: sqlite3.Connection) -> str:
    """The schema version of a library; "" for any other database."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        return ""
    return str(connection.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()[0])


def _is_cut_short(path: Path) -> bool:
    """SQLite reads what is missing at the end of a file as zeros (https://www.sqlite.org/fileformat.html, 1.3)."""
    with path.open("rb") as file:
        header = file.read(100)
    page_size, pages = int.from_bytes(header[16:18], "big"), int.from_bytes(header[28:32], "big")
    return path.stat().st_size < (65536 if page_size == 1 else page_size) * pages


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """SQLite's and the system's errors as those of a library."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        if not _is_of_the_system(error):
            raise damaged(path, str(error)) from error
        raise LibraryInaccessible(
            f"cannot use {path}: {error}",
            f"无法读写文库“{path.parent}”（磁盘已满、没有权限，或正被占用）；原有内容没有改动。请处理后重试。",
        ) from error


def _is_of_the_system(error: Exception) -> bool:
    return isinstance(error, OSError) or getattr(error, "sqlite_errorcode", 0) & 0xFF in OF_THE_SYSTEM


def damaged(path: Path, reason: str) -> DamagedLibrary:
    """The error that says so."""
    return DamagedLibrary(
        f"{path} is damaged: {reason}",
        f"文库“{path.parent}”的数据库已损坏；没有改动它。请用 yinju verify --repair 查看并修复，"
        "或从备份恢复，或换一个文件夹（--library）重新导入原文件。",
    )


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Be the only writer."""
    lock = FileLock(folder / "write.lock", timeout=WAIT_FOR_WRITER)
    try:
        lock.acquire()
    except Timeout as error:
        raise LibraryBusy(
            f"{folder} is being written by another process",
            f"文库“{folder}”正被另一个程序写入；没有改动它。请等它结束后重试。",
        ) from error
    except OSError as error:
        raise LibraryInaccessible(
            f"cannot write to {folder}: {error}",
            f"无法写入文库“{folder}”：没有写权限，或磁盘只读；没有改动它。请检查权限后重试。",
        ) from error
    try:
        yield
    finally:
        lock.release()


def flush(paths: Iterable[Path]) -> None:
    """Wait until the files and folders are on the disk (a folder's entries where the system allows it)."""
    for path in paths:
        if path.is_dir() and os.name == "nt":
            continue
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def exists(path: Path) -> bool:
    """Whether there is a file; LibraryInaccessible where one may not look."""
    try:
        return path.exists()
    except OSError as error:
        raise LibraryInaccessible(
            f"cannot look into {path.parent}: {error}", f"无法打开文库“{path.parent}”：没有读权限。请检查权限后重试。"
        ) from error
