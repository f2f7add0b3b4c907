"""`yinju migrate FROM TO`: a library from a folder into Milvus, or the other way."""

from __future__ import annotations

import argparse
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.errors import LibraryNotFound
from index.store import Store
from ui import terminal
from ui.commands.index import PARTS, step_text
from ui.options import EMBEDDED, open_library, place


def add(commands: Any) -> None:
    """Declare the command."""
    does = "把文库迁到另一处：从文件夹到 Milvus，或反过来"
    command = commands.add_parser(
        "migrate",
        help=does,
        description=f"{does}。原来的文库只读不改；迁移后逐份核对数量和校验和。"
        "目标里已有的文档保持原样。对话、反馈和上传的文件留在原来的文件夹里。",
    )
    command.add_argument("source", type=place, metavar="FROM", help="文件夹，或 milvus://主机:端口/文库名")
    command.add_argument("target", type=place, metavar="TO", help="同上；还没有文库时新建")
    command.add_argument("--json", action="store_true", help="以 JSON 输出")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Move and compare."""
    from index.migration import migrate

    with closing(_open(args.source)) as source, terminal.progress("正在迁移", counted=False) as report:
        found = migrate(
            source,
            lambda: _open_target(args.target, source),
            lambda step: report(step_text(step), round(step.share * PARTS), PARTS),
        )
    if args.json:
        terminal.emit_json({"from": str(args.source), "to": str(args.target), **asdict(found)})
    else:
        terminal.emit(
            f"已迁移 {found.moved} 份文档、{found.words} 个词；目标里已有 {found.held} 份，保持原样。"
            f"{found.moved + found.held} 份文档、{found.passages} 个段落的数量和校验和都相符。"
        )
    return 0


def _open(where: Path | str, **options: Any) -> Store:
    store = EMBEDDED if isinstance(where, Path) else None  # whatever MILVUS_URI says
    return open_library(argparse.Namespace(library=where, store=store, embedder=None), **options)


def _open_target(where: Path | str, source: Store) -> Store:
    """The library there, with its own embedder; a new one is made with the source's."""
    try:
        return _open(where)
    except LibraryNotFound:
        return _open(where, create=True, embedder=source.embedder)
