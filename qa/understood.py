"""What was read out of a question, in words that its user can check: 已理解为."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from index.names import Name, NameKind
from index.query import Query
from index.spelling import Correction
from qa.answer import Understood
from qa.question import Want

WANTS = {
    Want.NUMBER: "数量",
    Want.SHARE: "比例",
    Want.MONEY: "金额",
    Want.DATE: "时间",
    Want.PERSON: "人物",
    Want.ORGANISATION: "机构",
    Want.PLACE: "地点",
    Want.NAME: "名称",
    Want.DEFINITION: "含义",
    Want.REASON: "原因",
    Want.WAY: "做法",
    Want.LIST: "列举",
    Want.COMPARISON: "比较",
    Want.EXTREME: "最值",
    Want.OPINION: "观点",
}
NAMES = {
    NameKind.PLACE: "地点",
    NameKind.YEAR: "年份",
    NameKind.ORGANISATION: "机构",
    NameKind.PERSON: "人物",
    NameKind.DOCUMENT: "文件",
    NameKind.TABLE: "表格",
}
ASKS = re.compile(r"多[少大高长久远快重]|什么|哪|怎|几")  # 有多大 is looked for as 规模, and is no name for it
ALIASES = 5  # of the words that are looked for in other words, how many are told


def understood(
    wants: frozenset[Want],
    names: Sequence[Name],
    corrections: Sequence[Correction],
    aliases: Sequence[tuple[str, str]],
) -> tuple[Understood, ...]:
    """The kinds of answer wanted, the names, the other words and the corrected ones, each on a line of its own."""
    told = [Understood("所问", "、".join(WANTS[want] for want in WANTS if want in wants))] if wants else []
    told += [
        Understood(label, "、".join(found))
        for kind, label in NAMES.items()
        if (found := list(dict.fromkeys(name.text for name in names if name.kind is kind)))
    ]
    told += [Understood("别称", f"{said} → {meant}") for said, meant in list(aliases)[:ALIASES]]
    told += [Understood("改字", f"{one.wrong} → {one.right}") for one in corrections]
    return tuple(told)


def aliases(query: Query, holds: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Of the words that were added to a query those that the library holds, for words that it does not hold."""
    told: set[str] = set()
    for said, other in query.added:
        if said not in told and not ASKS.search(said) and not said.isdigit() and not holds(said) and holds(other):
            told.add(said)
            yield said, other
