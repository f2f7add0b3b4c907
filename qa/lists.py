"""The items of an enumeration: （1）…（2）… or 一是…二是…, those of one passage and of one way to number.

A question for a list is answered by all of them, each by its first words where they are too long together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.evidence import Evidence, evidence_of

# One style of numbering a group; words that order (首先, 其次, 最后) are a style like numbers.
ITEM = re.compile(
    r"\s*(?:(?P<bullet>[-*●•■◆])|(?P<digit>[（(]?\d{1,2}[）)、.．](?!\d))|(?P<numeral>[（(]?[一二三四五六七八九十]{1,2}[）)、])"
    r"|(?P<circle>[①-⑳])|(?P<ordinal>第[一二三四五六](?=[，,、：:是]))|(?P<one>其[一二三四])|(?P<is>[一二三四五六]是)"
    r"|(?P<word>首先|其次|再次|再者|最后|此外|另外))"
)
HEAD = re.compile(r"[：:，,。；;！!]|\*\*")
LABEL = re.compile(r"[\s*]*(?:[一-鿿]{0,4}[\d一二三四五六七八九十]{1,2}[：:])?")  # 主线1： says nothing yet
FIRST = re.compile(r"\s*(?:[（(]?(?:1|一)(?![\d十])|①|第一|其一|首先)")
INTRODUCED = re.compile(r"[：:]")
SHORTEST = 2  # characters of a head beside its number


def items_around(best: Evidence) -> tuple[Evidence, ...]:
    """The items that the evidence is one of, or the two or more that follow it directly; else none."""
    if best.row is not None:
        return ()
    for group in enumerations(best):
        if best in group or (len(group) > 1 and _follows(best, group[0])):
            return group
    return ()


def enumerations(evidence: Evidence) -> tuple[tuple[Evidence, ...], ...]:
    """The enumerations of a passage, in its order."""
    groups: list[list[Evidence]] = []
    styles: list[str] = []
    for one in evidence_of(evidence.passage):
        match = None if one.row is not None else _numbered(one.quote)
        if match is None:
            continue
        style = match.lastgroup or ""
        if styles and styles[-1] == style and not FIRST.match(match.group()):
            groups[-1].append(one)
        else:
            groups.append([one])
            styles.append(style)
    return tuple(map(tuple, groups))


def heads(items: Sequence[Evidence], room: int) -> list[tuple[int, int]]:
    """Spans in the quotes of the items: all of each, or its first words where they are longer than `room` together."""
    if sum(len(one.quote) + 1 for one in items) <= room:
        return [(0, len(one.quote)) for one in items]
    return [(0, _head(one.quote)) for one in items]


def _numbered(text: str) -> re.Match[str] | None:
    """The number of an item; the first may stand behind the words that announce it: 原因有三：一是…"""
    at = INTRODUCED.search(text)
    behind = ITEM.match(text, at.end()) if at else None
    return ITEM.match(text) or (behind if behind and FIRST.match(behind.group()) else None)


def _follows(best: Evidence, first: Evidence) -> bool:
    return best.end <= first.start and not best.passage.text[best.end : first.start].strip()


def _head(text: str) -> int:
    match = _numbered(text)
    start = match.end() if match else 0
    if label := LABEL.match(text, start):
        start = label.end()
    cuts = (found.start() for found in HEAD.finditer(text, start + SHORTEST))
    return next(cuts, len(text))
