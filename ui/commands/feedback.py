"""`yinju feedback`: what users said of answers, and as questions that `yinju eval` scores."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from ui import terminal
from ui.errors import OutputNotWritable
from ui.options import add_library, library_folder

SHOWN = 60  # characters of an answer in the list


def add(commands: Any) -> None:
    """Declare the command."""
    does = "列出网页上收集的反馈，或写成可供 yinju eval 评测的问题"
    command = commands.add_parser("feedback", help=does, description=f"{does}。反馈只保存在本机的文库文件夹里。")
    command.add_argument(
        "-o", "--output", type=Path, metavar="QUESTIONS.jsonl", help="把知道正确答案的反馈写成问题文件"
    )
    add_library(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """List, or write the questions."""
    from ui.feedback import FILE, FeedbackBook, gold_record

    path = library_folder(args) / FILE
    found = FeedbackBook(path, or_memory=False).all() if path.exists() else ()
    if args.output is not None:
        records = [record for i, one in enumerate(found, start=1) if (record := gold_record(one, i)) is not None]
        _write(args.output, "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records))
        terminal.say(f"{len(found)} 条反馈中有 {len(records)} 条知道正确答案，已写入《{args.output}》。")
    elif args.json:
        rows = [
            {
                "mark": one.mark.value,
                "given": one.given,
                "question": one.question,
                "verdict": one.verdict.value,
                "answer": one.answer,
                "correction": one.correction,
                "citations": list(one.citations),
            }
            for one in found
        ]
        terminal.emit_json({"feedback": rows})
    elif found:
        terminal.emit("\n".join(f"{one.mark}  {one.question}\n      {one.answer[:SHOWN]}" for one in found))
        terminal.emit(
            "，".join(f"{mark} {count} 条" for mark, count in Counter(one.mark.value for one in found).items())
        )
    else:
        terminal.say("还没有反馈。在网页上每个回答下面可以点“答对”“答错”“引文不对”“漏了”。")
    return 0


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputNotWritable(
            f"cannot write {path}: {error}", f"无法写入《{path}》：文件夹不存在、磁盘已满或没有权限。反馈没有改动。"
        ) from error
