"""How far the reading of a document is: told by whoever does the work, heard by whoever shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[str, int, int], None]  # what is being done, in Chinese; how much is done; how much there is

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def tell(stage: str, done: int = 0, total: int = 0) -> None:
    """Tell the listener, if there is one. A format of many pages calls this before each of them.

    Reading that stays silent for too long is taken for hung (corpus/files/guard.py).
    """
    listener = _listener.get()
    if listener:
        listener(stage, done, total)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Within the block, what is told goes to the listener."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
