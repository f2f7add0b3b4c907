"""Plain text: every line is what it is."""

from __future__ import annotations

from corpus.title import find_title

SUFFIXES = (".txt", ".text")


def title(text: str) -> str:
    """The first line that reads like a title; "" where there is none."""
    return find_title(text)
