"""`yinju quotes`: what people say, verbatim, and whether a pasted quotation stands in the documents."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ui import terminal
from ui.errors import WrongUsage
from ui.options import add_library, open_library, positive

if TYPE_CHECKING:
    from index.store import Store


def add(commands: Any) -> None:
    """Declare the command."""
    says = "列出文中人物的原话，或核对一段引文"
    command = commands.add_parser("quotes", help=says, description=f"{says}。")
    command.add_argument("--speaker", metavar="名", help="谁说的：姓名、姓名的一部分、张总、某公司CEO")
    command.add_argument("--about", metavar="题", help="说的是什么；最相关的在前")
    command.add_argument("--organisation", metavar="机构", help="说话人的机构")
    command.add_argument("--limit", type=positive, default=50, metavar="N", help="最多列几条（默认 50）")
    command.add_argument("--check", metavar="一段话", help="核对这段话：一致、近似（标出不同的字）或未找到")
    add_library(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """List or check, and print."""
    filters = {"speaker": args.speaker, "about": args.about, "organisation": args.organisation}
    if args.check is not None and any(filters.values()):
        raise WrongUsage("--check with filters", "用法有误：--check 不能与 --speaker、--about、--organisation 同用。")
    for name, value in {**filters, "check": args.check}.items():
        if value is not None and not value.strip():
            raise WrongUsage(f"empty --{name}", f"用法有误：--{name} 后面是空的。")
    library = open_library(args)
    return _check(library, args) if args.check is not None else _list(library, args, filters)


def _check(library: Store, args: argparse.Namespace) -> int:
    from qa.quotes import check
    from ui.findings import quote_check_json, quote_check_text

    found = check(library, args.check)
    if args.json:
        terminal.emit_json(quote_check_json(found))
    else:
        terminal.emit(quote_check_text(found))
    return 0


def _list(library: Store, args: argparse.Namespace, filters: dict[str, str | None]) -> int:
    from qa.quotes import find_quotes, speakers
    from ui.findings import quote_json, quotes_text

    quotes = find_quotes(library, **filters, limit=args.limit)
    if args.json:
        terminal.emit_json({**filters, "quotes": [quote_json(quote) for quote in quotes]})
    elif quotes:
        terminal.emit(quotes_text(quotes))
    else:
        names = "、".join(dict.fromkeys(person.name for person in speakers(library)))
        known = f"文库里有原话的人：{names}。" if names else "文库里没有识别出访谈或引语。"
        terminal.say(f"没有找到这样的原话。{known}")
    return 0
