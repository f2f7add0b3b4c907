"""`yinju search`: ranked passages."""

from __future__ import annotations

import argparse
from time import perf_counter
from typing import Any

from ui import terminal
from ui.contract import explained_json, passages_json
from ui.errors import WrongUsage
from ui.options import add_library, add_reranker, add_scope, open_library, parse_scope, positive, search_reranker
from ui.render import hits_text


def add(commands: Any) -> None:
    """Declare the command."""
    command = commands.add_parser("search", help="按相关程度列出段落", description="按相关程度列出段落。")
    command.add_argument("query", metavar="词")
    command.add_argument("-k", type=positive, default=10, metavar="N", help="列出几段（默认 10）")
    command.add_argument("--explain", action="store_true", help="说明为什么命中：词、字段、各路得分")
    add_scope(command)
    add_library(command)
    add_reranker(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Search and print."""
    if not args.query.strip():
        raise WrongUsage("empty query", "用法有误：要找的词是空的。")
    scope = parse_scope(args.only)
    library = open_library(args)
    retriever, reranker = library.retriever(), search_reranker(args, library)
    from qa.passages import find_passages

    started = perf_counter()
    hits = find_passages(library, args.query, args.k, scope, reranker)
    spent = round((perf_counter() - started) * 1000, 1)
    if args.json:
        passages = passages_json(hits, explain=args.explain)
        if args.explain:
            passages = explained_json(passages, hits, retriever.parse(args.query))
        terminal.emit_json({"query": args.query, "passages": passages, "timings_ms": {"retrieve": spent}})
    elif hits:
        terminal.emit(hits_text(hits, explain=args.explain, query=retriever.parse(args.query)))
    else:
        terminal.say("没有找到相关的段落。")
    return 0
