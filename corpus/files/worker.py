"""The process that reads files for another one (corpus/files/guard.py): paths come in, documents and progress go out.

One JSON value a line, both ways. It may use little memory, and it opens no connection and writes no file.
"""

from __future__ import annotations

import json
import math
import os
import sys
import traceback
from pathlib import Path
from typing import Any, BinaryIO

from corpus.errors import AssistantError
from corpus.files.progress import heard_by, tell
from corpus.loader import load
from corpus.record import parsed_record
from corpus.splitter import split

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def main() -> None:
    """Read what stdin asks for until it ends.

    Arguments: the limit of memory, in bytes, and of processor time between two signs of progress, in seconds.
    """
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not come between the answers
    memory, seconds = map(int, sys.argv[1:])
    _confine(memory)
    for line in sys.stdin.buffer:
        path = Path(json.loads(line))
        _answer(answers, **_read(path, answers, seconds))


def _read(path: Path, answers: BinaryIO, seconds: int) -> dict[str, Any]:
    def listen(*progress: object) -> None:
        _allow(seconds)
        _answer(answers, progress=progress)

    try:
        with heard_by(listen):
            tell("读取")
            document = load(path)
            return {"parsed": parsed_record(split(document))}
    except AssistantError as error:
        return {"refused": [type(error).__name__, str(error), error.user_message]}
    except MemoryError:
        return {"failed": "memory", "trace": "out of memory"}
    except Exception:
        return {"failed": "crash", "trace": traceback.format_exc()}


def _answer(answers: BinaryIO, **message: Any) -> None:
    answers.write(json.dumps(message, separators=(",", ":")).encode() + b"\n")
    answers.flush()


def _confine(memory: int) -> None:
    sys.addaudithook(_refuse)
    # RLIMIT_AS would also count what libraries only reserve.
    for name, most in (("RLIMIT_DATA", memory), ("RLIMIT_FSIZE", 0), ("RLIMIT_CORE", 0)):
        _limit(name, most)


def _allow(seconds: int) -> None:
    """So much processor time from now on; the wall clock would blame the file for what else the machine has to do."""
    used = os.times()
    _limit("RLIMIT_CPU", math.ceil(used.user + used.system) + seconds)


def _limit(name: str, most: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    limit = getattr(resource, name)
    hard = resource.getrlimit(limit)[1]
    resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        raise PermissionError("reading a document opens no connection")
    if event == "open" and arguments[2] & WRITING and arguments[0] != os.devnull:
        raise PermissionError(f"reading a document writes no file: {arguments[0]}")


if __name__ == "__main__":
    main()
