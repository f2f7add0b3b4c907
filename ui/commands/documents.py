"""`yinju list` and `yinju remove`: what is in the library, and how it leaves."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ui import terminal
from ui.contract import file_name
from ui.options import add_library, library_name, open_library
from ui.render import table_text

if TYPE_CHECKING:
    from index.storage import DocumentInfo

SHORT_ID = 12  # characters of a document's id that a person needs


def add(commands: Any) -> None:
    """Declare both commands."""
    listing = commands.add_parser("list", help="列出文库里的文档", description="列出文库里的文档。")
    listing.add_argument("--warnings", action="store_true", help="只列出提醒：每份文档读取时发现的问题")
    add_library(listing)
    listing.set_defaults(run=run_list)
    removal = commands.add_parser("remove", help="把文档移出文库", description="把文档移出文库；原文件不受影响。")
    removal.add_argument("names", nargs="+", metavar="DOC", help="文件名、标题或编号")
    add_library(removal)
    removal.set_defaults(run=run_remove)


def run_list(args: argparse.Namespace) -> int:
    """Print the documents."""
    found = open_library(args).documents()
    if args.json:
        folder = library_name(args)
        terminal.emit_json({"library": folder, "documents": [document_json(one) for one in found]})
    elif args.warnings:
        terminal.emit(_warnings(found))
    elif found:
        terminal.emit(_table(found))
    else:
        terminal.say("文库是空的。用 yinju index 加入文件。")
    return 0


def run_remove(args: argparse.Namespace) -> int:
    """Remove the documents and name them."""
    removed = open_library(args).remove(args.names)
    if args.json:
        terminal.emit_json({"removed": [document_json(one) for one in removed]})
    else:
        for one in removed:
            terminal.emit(f"已移出文库：{file_name(one.source)}（{one.title}）")
    return 0


def document_json(document: DocumentInfo) -> dict[str, object]:
    """One document of the library."""
    return {
        "doc_id": document.doc_id,
        "file": file_name(document.source),
        "title": document.title,
        "source": document.source,
        "encoding": document.encoding,
        "characters": document.characters,
        "passages": document.passages,
        "tables": document.tables,
        "speakers": list(document.speakers),
        "warnings": list(document.warnings),
    }


def _warnings(documents: tuple[DocumentInfo, ...]) -> str:
    lines = [f"《{file_name(one.source)}》：{warning}" for one in documents for warning in one.warnings]
    return "\n".join(lines) or "没有提醒。"


def _table(documents: tuple[DocumentInfo, ...]) -> str:
    rows = [["文件", "标题", "编码", "字数", "段落", "表格", "说话人", "提醒", "编号"]]
    for one in documents:
        counts = (one.characters, one.passages, one.tables, len(one.speakers), len(one.warnings))
        rows.append([file_name(one.source), one.title, one.encoding, *map(str, counts), one.doc_id[:SHORT_ID]])
    return table_text(rows)
