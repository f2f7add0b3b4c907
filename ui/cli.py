"""The command `yinju`. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done in part, 130 interrupted.

Only this file and the page catch errors: the user reads Chinese, the log keeps the English and the traceback.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from corpus.errors import AssistantError
from ui import logs, terminal
from ui.commands import (
    ask,
    batch,
    bundle,
    doctor,
    documents,
    evaluate,
    feedback,
    index,
    migrate,
    password,
    policies,
    quotes,
    search,
    serve,
    verify,
)
from ui.errors import WrongUsage
from ui.options import Parser

COMMANDS = (
    index,
    ask,
    search,
    quotes,
    policies,
    batch,
    evaluate,
    feedback,
    documents,
    verify,
    bundle,
    migrate,
    serve,
    password,
    doctor,
)

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code; `argv` is without the program's name."""
    terminal.prepare()
    logs.start()
    try:
        args = build_parser().parse_args(argv)
        code = int(args.run(args))
        sys.stdout.flush()
        return code
    except WrongUsage as error:
        terminal.say(error.user_message)
        return WRONG_USAGE
    except AssistantError as error:
        logs.record(error)
        terminal.say(error.user_message)
        return FAILED
    except KeyboardInterrupt:
        terminal.say("\n已中断。")
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has seen enough: `yinju search … | head`
        terminal.close_quietly()
        return DONE
    except Exception as error:
        terminal.say(logs.unexpected(error))
        return FAILED


def build_parser() -> Parser:
    """The whole command line."""
    parser = Parser(prog="yinju", description="引据：就中文文档提问，答案逐字摘自原文，并给出确切出处。全程离线。")
    commands = parser.add_subparsers(title="命令", metavar="命令", dest="command", required=True)
    for command in COMMANDS:
        command.add(commands)
    return parser
