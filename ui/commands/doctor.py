"""`yinju doctor`: whether everything that Yinju needs is there, and how to mend what is not."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any

from ui import terminal
from ui.checks import Check, Named, State, checks
from ui.commands.serve import DEFAULT_PORT, port
from ui.models import Model
from ui.options import EMBEDDED, add_library, add_models, library_folder, store_address

MARKS = {State.OK: "✓", State.NOTE: "·", State.FAILED: "✗"}
USED = {"embedder": "所用的向量模型", "reranker": "所用的重排模型", "reader": "所用的阅读模型"}
NAMES = {
    "reranker": "重排模型",
    "embedder": "向量模型",
    "python": "Python",
    "reader": "阅读模型",
    "dictionary": "词典",
    "library": "文库",
    "disk": "磁盘",
    "port": "端口",
    "log": "日志",
}


def add(commands: Any) -> None:
    """Declare the command."""
    does = "检查模型、词典、文库、磁盘、端口和可选部件"
    command = commands.add_parser("doctor", help=does, description=f"{does}，并说明怎样修好每一处问题。")
    command.add_argument("--port", type=port, default=DEFAULT_PORT, help=f"要检查的端口（默认 {DEFAULT_PORT}）")
    add_library(command)
    add_models(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Check and print; 1 where something has failed."""
    folder, store = library_folder(args), store_address(args)
    models, found = checks(folder, Named(args.embedder, args.reranker, args.reader), "127.0.0.1", args.port, store)
    healthy = all(check.state is not State.FAILED for check in found)
    if args.json:
        report = _report(models, found, str(folder.absolute()), healthy=healthy)
        terminal.emit_json(report | {"store": str(store) if store else EMBEDDED})
    else:
        lines = [*(_line(check) for check in found), *(_model(part, one) for part, one in models.items() if one)]
        terminal.emit("\n".join(lines))
        terminal.emit("一切正常。" if healthy else "有问题需要处理，见上面标 ✗ 的各项。")
    return 0 if healthy else 1


def _line(check: Check) -> str:
    name = NAMES.get(check.name, check.name)
    return f"{MARKS[check.state]} {name}：{check.said}" + (f"\n    {check.mend}" if check.mend else "")


def _model(part: str, model: Model) -> str:
    """A line on one model: what, how large, under which licence, from whose data."""
    said = (
        f"· {USED[part]}：{model.name}，{model.megabytes:g} MB，许可：{model.licence or '未注明，请看模型自己的说明'}"
    )
    where = "（作者见其中的 README.md）" if Path(model.path).is_dir() else ""
    return said + f"\n    {model.path}{where}" + (f"\n    训练数据：{model.data}" if model.data else "")


def _report(
    models: Mapping[str, Model | None], found: tuple[Check, ...], folder: str, *, healthy: bool
) -> dict[str, object]:
    return {
        "ok": healthy,
        "version": _version(),
        "models": {part: asdict(one) if one else None for part, one in models.items()},
        "store": "embedded",
        "library": folder,
        "checks": [
            {"name": one.name, "state": one.state.value, "message": one.said, "mend": one.mend} for one in found
        ],
    }


def _version() -> str | None:
    try:
        return metadata.version("yinju")
    except metadata.PackageNotFoundError:  # run from a checkout that is not installed
        return None
