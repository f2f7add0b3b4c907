"""`yinju password`: a line for the file of `yinju serve --auth`."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import Any

from ui import terminal
from ui.errors import WrongUsage


def add(commands: Any) -> None:
    """Declare the command."""
    command = commands.add_parser(
        "password",
        help="生成一行加密的登录密码",
        description="生成一行加密的密码，写进 yinju serve --auth 的文件里。密码从键盘或标准输入读取，不会显示。",
    )
    command.add_argument("user", metavar="用户名")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Read the password and print the line."""
    from ui.guard.passwords import hash_line

    user = args.user.strip()
    if not user or ":" in user or user.startswith("#") or not user.isprintable():
        raise WrongUsage(f"bad user {user!r}", "用法有误：用户名不能是空的，不能含冒号，也不能以 # 开头。")
    password = getpass.getpass("密码：") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise WrongUsage("empty password", "用法有误：密码是空的。")
    terminal.emit(hash_line(user, password))
    return 0
