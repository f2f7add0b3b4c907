"""`yinju export` and `yinju import`: a library as a folder of plain files with checksums, and back."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from ui import terminal
from ui.commands.documents import document_json
from ui.commands.index import PARTS, step_text
from ui.contract import file_name
from ui.options import add_library, open_library


def add(commands: Any) -> None:
    """Declare both commands."""
    does = "把文库导出为带校验和的文件夹（原文、段落和词典，不含对话和反馈）"
    export = commands.add_parser("export", help=does, description=f"{does}。已经存在的文件夹不会被覆盖。")
    export.add_argument("target", type=Path, metavar="DIR")
    add_library(export)
    export.set_defaults(run=run_export)
    does = "把导出的文件夹并入文库"
    taking = commands.add_parser(
        "import", help=does, description=f"{does}。先核对每个文件的校验和，有不符就拒绝，文库不变；已有的文档保持原样。"
    )
    taking.add_argument("bundle", type=Path, metavar="DIR")
    add_library(taking)
    taking.set_defaults(run=run_import)


def run_export(args: argparse.Namespace) -> int:
    """Write the bundle."""
    from index.bundle import Bundle, write_bundle

    library = open_library(args)
    bundle = Bundle(tuple(library.parsed()), library.words())
    write_bundle(bundle, args.target)
    if args.json:
        terminal.emit_json({"bundle": os.path.abspath(args.target), "documents": len(bundle.documents)})
    else:
        terminal.emit(f"已导出 {len(bundle.documents)} 份文档到“{args.target}”。")
    return 0


def run_import(args: argparse.Namespace) -> int:
    """Check the bundle, then take over what the library does not hold: documents first, then words."""
    from index.bundle import merged_words, read_bundle

    bundle = read_bundle(args.bundle)
    library = open_library(args, create=True)
    with terminal.progress("正在导入", counted=False) as report:
        added = library.take_over(
            bundle.documents, lambda step: report(step_text(step), round(step.share * PARTS), PARTS)
        )
    own = library.words()
    words = merged_words(own, bundle.words)
    if words != own:
        library.learn(words)
        open_library(args).retriever()  # the search files that go with it
    held = len(bundle.documents) - len(added)
    if args.json:
        documents = [document_json(one) for one in added]
        terminal.emit_json({"added": documents, "held": held, "words": len(words) - len(own)})
    else:
        for one in added:
            terminal.emit(f"已导入：{file_name(one.source)}（{one.title}）")
        terminal.emit(f"导入 {len(added)} 份文档、{len(words) - len(own)} 个词；文库里已有 {held} 份，保持原样。")
    return 0
