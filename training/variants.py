"""The questions on a report said otherwise: with words around them that change nothing, and about what it does not tell.

A judge that learns from the written questions alone lets a 我国 or 请问 before a question decide, and looks at how
questions are worded more than at whether its city or firm is anywhere in the report.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from index.names import NameKind, dictionary_places
from index.segmenter import Segmenter, normalise
from qa.evaluate import UNANSWERABLE, GoldQuestion

BEFORE = (
    "我国", "目前", "现在", "请问", "报告里说", "据了解，", "想问一下，", "麻烦问下", "文中提到的", "按报告的说法，",
)  # fmt: skip
AFTER = ("？谢谢", "，帮我查一下", "，急用", "？报告里怎么写的", "，说一下")
WRAPPED = 26  # questions about one report that are asked with words around them
LEADING = 0.6  # share of those that get the words before them
SWAPPED = 0.5  # share of the questions with a year or a name that are asked about another as well
YEAR = re.compile(r"(?<!\d)20[012]\d(?!\d)")
NEAR = 4  # years
KINDS = frozenset({NameKind.PLACE, NameKind.ORGANISATION, NameKind.PERSON})
Known = Mapping[str, NameKind]


def wrapped(golds: Sequence[GoldQuestion], chance: random.Random) -> Iterator[GoldQuestion]:
    """Some of the questions with words before or after them; what answers stays the same."""
    for gold in chance.sample(golds, min(WRAPPED, len(golds))):
        text = gold.question
        leading = chance.random() < LEADING
        yield replace(
            gold, question=chance.choice(BEFORE) + text if leading else text.rstrip("？?。 ") + chance.choice(AFTER)
        )


def swapped(
    golds: Sequence[GoldQuestion], text: str, own: Known, others: Known, chance: random.Random
) -> Iterator[GoldQuestion]:
    """Some of the questions about a year or a name that the report's text does not hold: nothing in it answers them.

    Args:
        golds: questions on the report.
        text: the report's, normalised.
        own: the names in it.
        others: names in other reports.
        chance: decides which, and about what.
    """
    segmenter = Segmenter()
    foreign = [(name, kind) for name, kind in others.items() if name not in text and _is_name(name, segmenter)]
    for gold in golds:
        if gold.kind == UNANSWERABLE or gold.history:
            continue
        plain = normalise(gold.question)
        year = YEAR.search(plain)
        if year and chance.random() < SWAPPED:
            around = [str(other) for other in range(int(year[0]) - NEAR, int(year[0]) + NEAR) if str(other) not in text]
            yield from _about(gold, plain, year[0], around, chance)
        name = max((name for name, kind in own.items() if kind in KINDS and name in plain), key=len, default="")
        if name and chance.random() < SWAPPED:
            alike = [other for other, kind in foreign if kind is own[name] and abs(len(other) - len(name)) < 3]
            yield from _about(gold, plain, name, alike, chance)


def _is_name(word: str, segmenter: Segmenter) -> bool:
    """Words of places also stand at 新建 and 城镇: those of the dictionary count only where it says so."""
    return not segmenter.knows(word) or word in dictionary_places()


def _about(
    gold: GoldQuestion, plain: str, old: str, others: Sequence[str], chance: random.Random
) -> Iterator[GoldQuestion]:
    if others:
        new = plain.replace(old, chance.choice(others))
        yield replace(gold, question=new, kind=UNANSWERABLE, evidence=(), alternatives=())
