"""`yinju ask`: one answer with its citations."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ui import terminal
from ui.contract import answer_json, explained_json, passages_json
from ui.errors import WrongUsage
from ui.options import add_library, add_models, add_scope, assistants, open_library, parse_scope
from ui.questions import read_history
from ui.render import answer_markdown, answer_text


def add(commands: Any) -> None:
    """Declare the command."""
    command = commands.add_parser("ask", help="问一个问题，得到答案和出处", description="问一个问题，得到答案和出处。")
    command.add_argument("question", metavar="问题")
    command.add_argument("--history", type=Path, metavar="FILE.json", help="之前的对话，用于追问")
    command.add_argument(
        "--explain", action="store_true", help="说明每个段落为什么命中：词、字段、各路得分；并列出用时"
    )
    command.add_argument("--markdown", action="store_true", help="以 Markdown 输出，出处作脚注")
    add_scope(command)
    add_library(command)
    add_models(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask and print."""
    if not args.question.strip():
        raise WrongUsage("empty question", '用法有误：问题是空的。例如：yinju ask "第三章讲了什么？"')
    scope = parse_scope(args.only)
    history = read_history(args.history) if args.history else ()
    library = open_library(args)
    answer = assistants(args, library)(library).ask(args.question, history, scope)
    if args.json:
        found = answer_json(answer, explain=args.explain)
        if args.explain:
            passages = passages_json(answer.hits, explain=True)
            found["passages"] = explained_json(passages, answer.hits, library.retriever().parse(answer.understood_as))
        terminal.emit_json(found)
    elif args.markdown:
        terminal.emit(answer_markdown(answer))
    else:
        query = library.retriever().parse(answer.understood_as) if args.explain else None
        terminal.emit(answer_text(answer, explain=args.explain, query=query))
    return 0
