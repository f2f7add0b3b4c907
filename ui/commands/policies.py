"""`yinju policies`: the policies that the documents name, with date, issuer, place and document number."""

from __future__ import annotations

import argparse
from typing import Any

from ui import terminal
from ui.options import add_library, open_library


def add(commands: Any) -> None:
    """Declare the command."""
    says = "列出文中的政策、法规和规划"
    command = commands.add_parser("policies", help=says, description=f"{says}，按时间排列，各有出处。")
    command.add_argument("--name", default="", metavar="词", help="名称中的字；几个词用空格分开")
    command.add_argument("--place", default="", metavar="地方", help="省、市、区县，简称和别称也可以；“国家”指全国性的")
    command.add_argument("--issuer", default="", metavar="机构", help="发布机构")
    command.add_argument("--year", type=_year, metavar="YYYY", help="发布年份")
    add_library(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """List and print."""
    from qa.policies import find_policies
    from ui.findings import policies_text, policy_json

    asked = {"name": args.name, "place": args.place, "issuer": args.issuer, "year": args.year}
    policies = find_policies(open_library(args), **asked)
    if args.json:
        terminal.emit_json({**asked, "policies": [policy_json(policy) for policy in policies]})
    elif policies:
        terminal.emit(policies_text(policies))
    else:
        terminal.say("没有找到这样的政策。")
    return 0


def _year(text: str) -> int:
    """2021, 2021年 or 21年."""
    digits = text.strip().removesuffix("年")
    if not digits.isdecimal() or len(digits) not in (2, 4):
        raise argparse.ArgumentTypeError(f"要写年份，如 2021，不能是 {text}")
    return int(digits) if len(digits) == 4 else 2000 + int(digits)
