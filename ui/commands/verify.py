"""`yinju verify`: whether the library is what it was when it was written, and how what is not is mended."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ui import terminal
from ui.options import add_library, library_folder, open_library, store_address

if TYPE_CHECKING:
    from index.verification import Finding


def add(commands: Any) -> None:
    """Declare the command."""
    does = "检查文库是否完好：数据库、原文、段落位置、向量、检索文件和对话记录"
    command = commands.add_parser(
        "verify", help=does, description=f"{does}，并说明每一处损坏怎样修复。完好退出码为 0，有损坏为 1。"
    )
    command.add_argument("--repair", action="store_true", help="修复能修复的：从原文件重新读入，重建检索文件")
    add_library(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Look, mend where that is wanted, and say what is wrong; 1 where something is."""
    from index.milvus.verification import verify as verify_milvus
    from index.verification import verify
    from ui.verification import verify_records

    folder, store = library_folder(args), store_address(args)

    def look() -> tuple[Finding, ...]:
        return verify_milvus(folder, store) if store else verify(folder)

    found = look()
    if args.repair and any(one.damage for one in found):
        open_library(args, checked=False).repair()
        for one in found:
            terminal.say(f"已处理：{one.place}：{one.problem}")
        found = look()
    found = (*found, *verify_records(folder))  # which `repair` leaves alone
    _show(found, str(store or folder), as_json=args.json)
    return 1 if any(one.damage for one in found) else 0


def _show(found: tuple[Finding, ...], library: str, *, as_json: bool) -> None:
    sound = not any(one.damage for one in found)
    if as_json:
        findings = [
            {"place": one.place, "problem": one.problem, "mend": one.mend, "damage": one.damage} for one in found
        ]
        terminal.emit_json({"library": library, "ok": sound, "findings": findings})
        return
    for one in found:
        terminal.emit(f"{'✗' if one.damage else '·'} {one.place}：{one.problem}\n    {one.mend}")
    terminal.emit(f"文库“{library}”完好。" if sound else "文库有问题，见上面标 ✗ 的各项。")
