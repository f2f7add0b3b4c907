"""What is wrong with the records beside a library: its conversations and its feedback. Nothing is changed by looking."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from index.verification import Finding
from ui import conversations, feedback

RECORDS = {conversations.FILE: "对话记录", feedback.FILE: "评价记录"}
RESTORE = "请先停止服务，再从备份恢复这个文件；没有备份就什么也不用做：服务启动时会把它改名保留，另建新的。文库和回答不受影响。"
ASK_AGAIN = "请从备份恢复这个文件，或重新提问；其余对话不受影响。"
KEPT = "这是损坏后改名保留的旧记录，可用 SQLite 的工具抢救；不需要时可以删除。"


def verify_records(folder: Path) -> tuple[Finding, ...]:
    """Everything that is wrong with what users said and did in a library. Files that are not there are no fault."""
    return (*_files(folder), *_set_aside(folder))


def _files(folder: Path) -> Iterator[Finding]:
    for name, what in RECORDS.items():
        path = folder / name
        if not path.is_file():
            continue
        try:
            with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
                yield from _inside(db, name, what)
        except sqlite3.OperationalError:
            yield Finding(name, f"{what}打不开。", "请检查读写权限，或等占用它的程序结束后再检查。")
        except sqlite3.DatabaseError:
            yield Finding(name, f"{what}已损坏，无法读取。", RESTORE)


def _inside(db: sqlite3.Connection, name: str, what: str) -> Iterator[Finding]:
    if db.execute("PRAGMA integrity_check").fetchone() != ("ok",) or db.execute("PRAGMA foreign_key_check").fetchone():
        yield Finding(name, f"{what}没有通过 SQLite 的完整性检查。", RESTORE)
    if name != conversations.FILE:
        return
    db.text_factory = bytes  # damaged text need not be UTF-8
    for question, content in db.execute("SELECT question, CAST(content AS BLOB) FROM exchanges ORDER BY number"):
        if not _whole(content):
            asked = conversations.shortened(question.decode(errors="replace"))
            yield Finding(name, f"“{asked}”的回答与保存时的校验和不符。", ASK_AGAIN)


def _whole(content: bytes) -> bool:
    """Whether a kept exchange is what was written: zlib carries a checksum of it."""
    try:
        zlib.decompress(content)
    except zlib.error:
        return False
    return True


def _set_aside(folder: Path) -> Iterator[Finding]:
    for name, what in RECORDS.items():
        for path in sorted(folder.glob(f"{Path(name).stem}.damaged-*")):
            yield Finding(path.name, f"曾经损坏的{what}。", KEPT, damage=False)
