"""`yinju serve`: the chat page."""

from __future__ import annotations

import argparse
import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui import terminal
from ui.commands import index
from ui.errors import WrongUsage
from ui.guard.passwords import Users
from ui.options import add_library, add_models, assistants, open_library, search_reranker

if TYPE_CHECKING:
    from ui.page.desk import Desk
    from ui.server import Options

DEFAULT_PORT = 7860


def add(commands: Any) -> None:
    """Declare the command."""
    command = commands.add_parser(
        "serve", help="打开问答网页", description="打开问答网页；写了 PATH 就先把这些文件加入文库。"
    )
    command.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    command.add_argument("--host", default="127.0.0.1", help="监听的地址（默认只有本机能访问）")
    command.add_argument("--port", type=port, default=DEFAULT_PORT, help=f"端口（默认 {DEFAULT_PORT}）")
    command.add_argument(
        "--auth", metavar="USER:PASSWORD", help="登录的用户名和密码，或一行一个的文件（密码可用 yinju password 加密）"
    )
    command.add_argument("--no-auth", action="store_true", help="不设密码也让其他电脑访问")
    command.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME", help="另一个可用来访问的域名，可重复"
    )
    command.add_argument("--mcp", action="store_true", help="同时在 /mcp 提供只读的 MCP 服务")
    command.add_argument("--stdio", action="store_true", help="不开网页，只在标准输入输出上提供 MCP 服务")
    command.add_argument("--ssl-certfile", type=Path, metavar="PEM", help="TLS 证书，与 --ssl-keyfile 同用")
    command.add_argument("--ssl-keyfile", type=Path, metavar="PEM", help="TLS 私钥")
    add_library(command, json=False)
    add_models(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted. The port is taken first, so that a busy one is told before the long work."""
    if args.stdio:
        return _serve_stdio(args)
    options = _options(args)
    from ui import server

    with server.listen(args.host, args.port) as listener:
        desk = _open_desk(args)
        server.serve(desk, listener, options)
    return 0


def _options(args: argparse.Namespace) -> Options:
    """How the server is opened. Raises WrongUsage where others could come in without a login."""
    from ui.guard.headers import is_loopback
    from ui.server import Options

    users = _users(args.auth) if args.auth else Users()
    if not users and not args.no_auth and not is_loopback(args.host):
        raise WrongUsage(
            f"--host {args.host} without --auth",
            f"用法有误：{args.host} 会让其他电脑也能打开这个网页。请用 --auth 用户名:密码 设置登录，"
            "或者用 --no-auth 表示确实不需要。",
        )
    pair = (args.ssl_certfile, args.ssl_keyfile)
    if any(pair) and not _fit(*pair):
        raise WrongUsage(
            "bad TLS files", "用法有误：--ssl-certfile 和 --ssl-keyfile 要同时写，是一对 PEM 格式的证书和私钥。"
        )
    return Options(args.host, users, tuple(args.allow_host), args.mcp, *pair)


def _fit(certificate: Path | None, key: Path | None) -> bool:
    """Whether there are both and they belong together."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate or "", key or "")
    except OSError:  # SSLError is one
        return False
    return True


def _serve_stdio(args: argparse.Namespace) -> int:
    """The MCP server on stdin and stdout, for a client that starts the program itself."""
    import asyncio

    from ui.api.mcp import mcp_server
    from ui.api.service import Service

    asyncio.run(mcp_server(Service(_open_desk(args))).run_stdio_async())
    return 0


def _open_desk(args: argparse.Namespace) -> Desk:
    """The desk over the library, with the PATHs taken in. The model is loaded once for all its life."""
    from ui.page.desk import Desk

    library = open_library(args, create=True)
    make = assistants(args, library)
    if args.paths:
        terminal.say(index.summary_text(index.update(library, args.paths)))
    reranker = search_reranker(args, library)
    return Desk(library, lambda: open_library(args, embedder=library.embedder), make, reranker)


def port(text: str) -> int:
    """A port number, of a command line."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"端口要写 1 到 65535 的整数，不能是 {text}")
    return int(text)


def _users(auth: str) -> Users:
    """The users of --auth: one pair, or the lines of a file."""
    path = Path(auth)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines() if path.is_file() else [auth]
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUsage(f"cannot read {path}: {error}", f"用法有误：无法读取 --auth 的文件《{auth}》。") from error
    kept = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    pairs = [line.partition(":") for line in kept]
    if not pairs or not all(user and password for user, _, password in pairs):
        raise WrongUsage("bad --auth", "用法有误：--auth 要写成 用户名:密码，或者写一个文件名，文件里一行一个。")
    try:
        return Users((user, password) for user, _, password in pairs)
    except ValueError as error:
        message = "用法有误：--auth 的文件里有一行加密的密码不完整。请用 yinju password 重新生成。"
        raise WrongUsage(f"bad --auth: {error}", message) from error
