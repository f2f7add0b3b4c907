"""The same work on many parts of the data, on every core."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

One = TypeVar("One")
Made = TypeVar("Made")

_work: tuple[Callable[..., Any], Any]


def spread(work: Callable[[Any, One], Made], shared: Any, parts: Sequence[One]) -> list[Made]:
    """`work(shared, part)` of each part, in their order; processes are forked, so that nothing of `shared` is copied."""
    if len(parts) < 2:
        return [work(shared, part) for part in parts]
    with multiprocessing.get_context("fork").Pool(initializer=_begin, initargs=(work, shared)) as pool:
        return list(pool.imap(_do, parts))


def in_parts(items: Sequence[One], size: int) -> Iterator[Sequence[One]]:
    """The items in their order, so many at once."""
    yield from (items[at : at + size] for at in range(0, len(items), size))


def _begin(work: Callable[..., Any], shared: Any) -> None:
    global _work
    _work = work, shared


def _do(part: Any) -> Any:
    work, shared = _work
    return work(shared, part)
