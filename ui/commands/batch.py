"""`yinju batch`: many questions in one process, in the order given."""

from __future__ import annotations

import argparse
import errno
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import perf_counter
from typing import Any, TextIO

from qa.evaluate import turns
from ui import terminal
from ui.contract import answer_json
from ui.errors import OutputNotWritable
from ui.options import add_library, add_models, assistants, open_library
from ui.questions import read_questions


def add(commands: Any) -> None:
    """Declare the command."""
    command = commands.add_parser(
        "batch", help="回答一个文件里的全部问题", description="逐行回答 JSON Lines 文件里的问题，顺序不变。"
    )
    command.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    command.add_argument("-o", "--output", type=Path, metavar="PREDICTIONS.jsonl", help="写到这个文件（默认标准输出）")
    add_library(command, json=False)
    add_models(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Answer every line; 3 where some lines could not be read."""
    questions = read_questions(args.questions)
    for fault in questions.faults:
        terminal.say(fault)
    library = open_library(args)
    assistant = assistants(args, library)(library)
    ascii_only = args.output is None and not terminal.speaks_utf8()
    started = perf_counter()
    with _output(args.output) as file, terminal.progress("正在回答") as report:
        for done, (_, record) in enumerate(questions.records, start=1):
            answer = assistant.ask(str(record["question"]), turns(record))
            file.write(json.dumps(answer_json(answer, str(record["id"])), ensure_ascii=ascii_only) + "\n")
            report("", done, len(questions.records))
    terminal.say(f"已回答 {len(questions.records)} 个问题，用时 {perf_counter() - started:.1f} 秒。")
    return 3 if questions.faults else 0


@contextmanager
def _output(path: Path | None) -> Iterator[TextIO]:
    """Where to write: stdout, a device, or a file that replaces the old one only when it is complete."""
    if path is None:
        yield sys.stdout
        return
    aside = path.parent / f".yinju-{os.getpid()}.part"
    device = path.exists() and not path.is_file() and not path.is_dir()
    try:
        if path.is_dir():  # said before the work, not after it
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with (path if device else aside).open("w", encoding="utf-8", errors="backslashreplace") as file:
            yield file
        if not device:
            aside.replace(path)
    except OSError as error:
        raise OutputNotWritable(
            f"cannot write {path}: {error}",
            f"无法写入《{path}》：{error.strerror or error}。原有的文件没有改动，请换一个位置。",
        ) from error
    finally:
        with suppress(OSError):
            aside.unlink()
