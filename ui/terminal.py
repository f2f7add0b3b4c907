"""Results go to stdout, everything else to stderr; both survive terminals that are not UTF-8."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper

Report = Callable[[str, int, int], None]  # what is being done, how many are done, how many there are


def prepare() -> None:
    """Let a character that the terminal cannot show come out as an escape instead of a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(message: str) -> None:
    """A message for the user, on stderr. Lost without a fuss where nobody listens any more."""
    with suppress(OSError):
        print(message, file=sys.stderr, flush=True)


def emit(text: str) -> None:
    """A line of results, on stdout."""
    print(text)


def emit_json(value: object) -> None:
    """One JSON value on stdout, indented for people."""
    emit(json.dumps(value, ensure_ascii=not speaks_utf8(), indent=2))


def speaks_utf8() -> bool:
    """Whether stdout is UTF-8; anything else gets JSON in ASCII, because its escapes would not be JSON's."""
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


def close_quietly() -> None:
    """After a broken pipe: point stdout at nothing, so that the interpreter's last flush does not fail too."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


@contextmanager
def progress(what: str, *, counted: bool = True) -> Iterator[Report]:
    """A progress bar on stderr while the block runs; nothing where stderr is not a terminal.

    Call what it gives with (detail, done, total); `counted` shows these numbers, else the percentage.
    """
    if not sys.stderr.isatty():
        yield lambda detail, done, total: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    amount = MofNCompleteColumn() if counted else TaskProgressColumn()
    columns = (TextColumn("{task.description}"), BarColumn(), amount, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def report(detail: str, done: int, total: int) -> None:
            bar.update(task, description=f"{what} {detail}".strip().replace("[", r"\["), completed=done, total=total)

        yield report
