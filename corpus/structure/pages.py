"""Which pages a stretch of text touches."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from corpus.document import Page


def touched(pages: Sequence[Page], start: int, end: int) -> tuple[Page, ...]:
    """The pages, in order, that hold a character of `[start, end)`; for an empty stretch the page that it stands on."""
    end = max(end, start + 1)
    first = bisect_right(pages, start, key=lambda page: page.end)
    last = bisect_left(pages, end, key=lambda page: page.start)
    return tuple(page for page in pages[first:last] if page.start < page.end)
