"""`yinju index`: add files and folders to the library, or bring them up to date."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import AssistantError
from corpus.files.watching import changes
from ui import terminal
from ui.commands.documents import document_json
from ui.contract import file_name
from ui.options import add_library, add_models, assistants, library_name, open_library

if TYPE_CHECKING:
    from index.intake import Reading, Step
    from index.store import Store
    from index.summary import UpdateSummary

PARTS = 1000  # of the progress bar


def add(commands: Any) -> None:
    """Declare the command."""
    command = commands.add_parser(
        "index", help="把文件或文件夹加入文库", description="加入或更新文件；没有变化的会跳过。"
    )
    command.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    command.add_argument(
        "--ray", metavar="ADDRESS", help="在 Ray 集群的各台机器上读文件、算向量，如 10.0.0.1:6379；写入仍由本机做"
    )
    command.add_argument("--watch", action="store_true", help="之后继续留意，文件有变化就更新，按 Ctrl+C 结束")
    add_library(command)
    add_models(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Index and print the summary. 3 where some files could not be read, 1 where none could."""
    library = open_library(args, create=True)
    _remember_models(library, args)
    summary = _update_on_ray(library, args) if args.ray else update(library, args.paths)
    _show(summary, args)
    if args.watch:
        terminal.say("正在留意这些文件，有变化就更新。按 Ctrl+C 结束。")
        with suppress(KeyboardInterrupt):
            _follow(library, args)
    return exit_code(summary)


def _update_on_ray(library: Store, args: argparse.Namespace) -> UpdateSummary:
    """Update the library with what the nodes of a cluster have read."""
    from index.on_ray import RayReading, cluster, to_read

    with cluster(args.ray):
        files = to_read(args.paths, {info.doc_id: info for info in library.documents()})
        return update(library, args.paths, RayReading(files, library.embedder))


def _remember_models(library: Store, args: argparse.Namespace) -> None:
    """Keep the models that are named for this library, once they are known to open."""
    from index.library import NAMED_PARTS

    named = {part: name for part in NAMED_PARTS if (name := getattr(args, part)) is not None}
    if named:
        assistants(args, library)
        library.name_models(named)


def _follow(library: Store, args: argparse.Namespace) -> None:
    """Update the library whenever the files change, for ever. What fails this time is tried again at the next change."""
    for _ in changes(args.paths):
        try:
            _show(update(library, args.paths), args)
        except AssistantError as error:
            terminal.say(error.user_message)


def _show(summary: UpdateSummary, args: argparse.Namespace) -> None:
    if args.json:
        terminal.emit_json(summary_json(summary) | {"library": library_name(args)})
    else:
        terminal.emit(summary_text(summary))


def update(library: Store, paths: Sequence[Path], reading: Reading | None = None) -> UpdateSummary:
    """Update the library with a progress bar; each file that failed is named on stderr, as is each warning."""
    with terminal.progress("正在建立索引", counted=False) as report:
        summary = library.update(paths, lambda step: report(step_text(step), round(step.share * PARTS), PARTS), reading)
    for _, error in summary.failed:
        terminal.say(error.user_message)
    for warning in summary.warnings:
        terminal.say(f"提醒：{warning}")
    return summary


def exit_code(summary: UpdateSummary) -> int:
    """0 where every file was taken in, 3 where some were, 1 where none was."""
    if not summary.failed:
        return 0
    return 3 if summary.added or summary.replaced or summary.unchanged else 1


def summary_text(summary: UpdateSummary) -> str:
    """What has happened, and what the library holds now."""
    counts = (
        ("新增", summary.added),
        ("更新", summary.replaced),
        ("未变", summary.unchanged),
        ("失败", summary.failed),
        ("移除", summary.removed),
    )
    happened = "，".join(f"{name} {len(files)} 份" for name, files in counts if files) or "没有找到可用的文件"
    lines = [
        f"{happened}。文库现有文档 {summary.documents} 份，段落 {summary.passages} 个，"
        f"表格 {summary.tables} 张，说话人 {len(summary.speakers)} 位，提醒 {len(summary.warnings)} 条。"
    ]
    lines += [f"已移出文库（原文件已不在）：{file_name(one.source)}" for one in summary.removed]
    if summary.skipped:
        kinds = Counter(path.suffix.lower() or "无后缀" for path in summary.skipped)
        lines.append("格式不支持，跳过：" + "，".join(f"{kind} {count} 个" for kind, count in kinds.most_common()))
    return "\n".join(lines)


def step_text(step: Step) -> str:
    """What is being done, for the progress bar."""
    part = f"{step.stage} {step.done}/{step.total}" if step.total else step.stage
    count = f"（{step.files_done + 1}/{step.files}）" if step.file and step.files > 1 else ""
    return f"{step.file}{count} {part}".strip() or "写入文库"


def summary_json(summary: UpdateSummary) -> dict[str, object]:
    """The same as JSON."""
    return {
        "added": [document_json(one) for one in summary.added],
        "replaced": [document_json(one) for one in summary.replaced],
        "unchanged": [str(path) for path in summary.unchanged],
        "failed": [{"file": str(path), "message": error.user_message} for path, error in summary.failed],
        "documents": summary.documents,
        "passages": summary.passages,
        "tables": summary.tables,
        "speakers": list(summary.speakers),
        "warnings": list(summary.warnings),
        "removed": [document_json(one) for one in summary.removed],
        "skipped": [str(path) for path in summary.skipped],
    }
