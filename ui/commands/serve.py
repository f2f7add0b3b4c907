"""`yinju serve`: the chat page."""

from __future__ import annotations

import argparse
import ipaddress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui import terminal
from ui.commands import index
from ui.errors import WrongUsage
from ui.options import add_library, open_library

if TYPE_CHECKING:
    from ui.page.desk import Desk

DEFAULT_PORT = 7860


def add(commands: Any) -> None:
    """Declare the command."""
    command = commands.add_parser(
        "serve", help="打开问答网页", description="打开问答网页；写了 PATH 就先把这些文件加入文库。"
    )
    command.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    command.add_argument("--host", default="127.0.0.1", help="监听的地址（默认只有本机能访问）")
    command.add_argument("--port", type=_port, default=DEFAULT_PORT, help=f"端口（默认 {DEFAULT_PORT}）")
    command.add_argument("--auth", metavar="USER:PASSWORD", help="登录的用户名和密码，或一行一个的文件")
    command.add_argument("--no-auth", action="store_true", help="不设密码也让其他电脑访问")
    add_library(command, json=False)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted. The port is taken first, so that a busy one is told before the long work."""
    users = _users(args.auth) if args.auth else []
    if not users and not args.no_auth and not _loopback(args.host):
        raise WrongUsage(
            f"--host {args.host} without --auth",
            f"用法有误：{args.host} 会让其他电脑也能打开这个网页。请用 --auth 用户名:密码 设置登录，"
            "或者用 --no-auth 表示确实不需要。",
        )
    from ui import server

    with server.listen(args.host, args.port) as listener:
        desk = _open_desk(args)
        server.serve(desk, listener, users)
    return 0


def _open_desk(args: argparse.Namespace) -> Desk:
    """The desk over the library, with the PATHs taken in. Model and dictionary are loaded once for all its life."""
    from index.library import Library
    from index.segmenter import Segmenter
    from qa.assistant import Assistant
    from ui.page.desk import Desk

    segmenter = Segmenter()
    library = open_library(args, create=True, segmenter=segmenter)
    if args.paths:
        terminal.say(index.summary_text(index.update(library, args.paths)))
    return Desk(library, lambda: Library.open(library.folder, library.embedder, segmenter=segmenter), Assistant)


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"端口要写 1 到 65535 的整数，不能是 {text}")
    return int(text)


def _users(auth: str) -> list[tuple[str, str]]:
    """The (user, password) pairs of --auth: one pair, or the lines of a file."""
    path = Path(auth)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines() if path.is_file() else [auth]
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUsage(f"cannot read {path}: {error}", f"用法有误：无法读取 --auth 的文件《{auth}》。") from error
    pairs = [line.strip().partition(":") for line in lines if line.strip()]
    if not pairs or not all(user and password for user, _, password in pairs):
        raise WrongUsage("bad --auth", "用法有误：--auth 要写成 用户名:密码，或者写一个文件名，文件里一行一个。")
    return [(user, password) for user, _, password in pairs]


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
