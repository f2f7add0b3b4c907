"""Files of questions (JSON Lines) and of a conversation so far (JSON)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qa.answer import Turn
from qa.evaluate import turns
from ui.errors import UnreadableQuestions

Record = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Questions:
    """What a question file holds: the records that can be asked, and what is wrong with the other lines."""

    records: tuple[tuple[int, Record], ...]  # line number from 1, in the file's order
    faults: tuple[str, ...]  # Chinese sentences, one a broken line


def read_questions(path: Path, *, numbered: bool = False) -> Questions:
    """Read a question file line by line; a broken line never hides the others.

    Args:
        path: a JSON Lines file.
        numbered: a line without an id gets its number as one.

    Raises:
        UnreadableQuestions: the file is missing, unreadable or holds no question.
    """
    records: list[tuple[int, Record]] = []
    faults: list[str] = []
    for number, line in enumerate(_content(path).split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            records.append((number, _record(line, str(number) if numbered else None)))
        except ValueError as error:
            faults.append(f"《{path.name}》第 {number} 行不能用：{error}。这一行已跳过。")
    if not records:
        reason = "".join(faults[:3]) or "文件是空的。"
        raise UnreadableQuestions(f"no question in {path}", f"《{path.name}》中没有可用的问题。{reason}")
    return Questions(tuple(records), tuple(faults))


def read_history(path: Path) -> tuple[Turn, ...]:
    """The turns in a file: a JSON list of {"question", "answer"}, or an object that has one as "history"."""
    try:
        value = json.loads(_content(path).decode("utf-8-sig"))
        return turns(value if isinstance(value, dict) else {"history": value})
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        form = '[{"question": "…", "answer": "…"}]'
        message = f"《{path.name}》不是可用的对话记录。请写成：{form}"
        raise UnreadableQuestions(f"no history in {path}: {error}", message) from error


def _record(line: bytes, default_id: str | None) -> Record:
    """One line. Raises ValueError with the reason in Chinese."""
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("不是 UTF-8 编码") from None
    except (ValueError, RecursionError):
        raise ValueError("不是完整的 JSON") from None
    if not isinstance(record, dict):
        raise ValueError("不是 JSON 对象")
    if default_id is not None:
        record.setdefault("id", default_id)
    for key in ("id", "question"):
        value = record.get(key)
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"缺少 {key}，或者它不是文字")
    try:
        turns(record)
    except (KeyError, TypeError, ValueError):
        raise ValueError("history 的写法不对") from None
    return record


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reasons = {FileNotFoundError: "文件不存在", IsADirectoryError: "它是文件夹", PermissionError: "没有读取权限"}
        reason = reasons.get(type(error), "读取失败")
        raise UnreadableQuestions(
            f"cannot read {path}: {error}", f"无法读取《{path}》：{reason}。请检查路径。"
        ) from error
