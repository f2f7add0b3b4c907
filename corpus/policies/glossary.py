"""Short names that a document defines: 某某有限公司（以下简称“某某”）."""

from __future__ import annotations

import re

_SHORT = re.compile(
    r"(?:[（(]\s*(?:以下|下文|文中|下)?(?:统|均)?(?:简称|称|统称)(?:为|作)?\s*[:：]?\s*|[，,]\s*(?:以下|下文)(?:统|均)?简称(?:为|作)?\s*[:：]?\s*)"
    r"(?:[“\"《「](?P<quoted>[^”\"》」]{1,20})[”\"》」]|(?P<bare>[^“”\"，,。；;（）()]{2,16}?)(?=[）)，,。；;]))"
)
_CLAUSE = re.compile(r"[，。；：、！？,;:!?“”\"（）()\s\t|*]")
LONGEST_FULL = 60


def find_glossary(text: str) -> tuple[tuple[str, str], ...]:
    """Pairs (short, full) in order of appearance, each short name once."""
    pairs: dict[str, str] = {}
    for match in _SHORT.finditer(text):
        short = (match.group("quoted") or match.group("bare") or "").strip("《》 ")
        full = _full(text[max(0, match.start() - LONGEST_FULL) : match.start()].split("\n")[-1].rstrip('* ”"'), short)
        if short and full and full != short:
            pairs.setdefault(short, full)
    return tuple(pairs.items())


def _full(before: str, short: str) -> str:
    """The full name at the end of `before`: a title in 《》, the words that spell the short name, or the last clause.

    The words must be longer than the short name: 某某试验区（简称“试验区”） means the whole clause.
    """
    titled = re.search(r"《([^《》]+)》(?:[（(][^（）()]*[）)])?$", before)
    if titled:
        return titled.group(1)
    clause = max((match.end() for match in _CLAUSE.finditer(before)), default=0)
    for start in range(len(before) - len(short) - 1, -1, -1):
        if before[start] == short[0] and _spells(before[start:], short):
            return before[start:] if start >= clause else before[clause:]
    return before[clause:]


def _spells(full: str, short: str) -> bool:
    """Whether the characters of the short name occur in the full one in this order."""
    rest = iter(full)
    return all(char in rest for char in short)
