"""Policies, laws and plans that a document names in 《》; several mentions of one name are one Policy."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

from corpus.document import Mention, Passage, Policy, Row
from corpus.policies.dates import date_key, dates_in
from corpus.policies.facts import WITHIN, Facts, facts_in_row, facts_in_text, name_columns, without_names

_NAME = re.compile(r"《((?:[^《》\n]|《[^《》\n]*》){3,80})》")
_BRACKETED = re.compile(r"[（(【〔\[][^（(【〔\[）)】〕\]]*[）)】〕\]]\s*$")
# How the name of a policy ends. Reports, statistics, papers and journals stand in the same marks and are none.
_KIND = re.compile(
    r"(?:规划|计划|方案|意见|办法|条例|通知|规定|细则|政策|措施|纲要|决定|指南|指引|规范|规程|规则|准则|标准|制度|公告|通告|命令|批复|决议|章程"
    r"|法|法典|法案|宪法|协定|公约|宣言|倡议|要点|要求|清单|目录|名录|预案|部署|行动|战略|路线图|安排|令|函|[一二三四五六七八九十百\d]+条|若干|流程)$"
)
_NOTHING_BUT = re.compile(
    r"(?:若干|行动|实施|发展|工作|管理|三年|五年|总体|建设|专项|指导|政策|方案|规划|计划|意见|办法|细则|措施|通知|规定|纲要|指南|条例)+"
)
_DEFINES = re.compile(r"简?称(?:为|作)?\s*[:：]?\s*[“\"]?$")  # （以下简称“《…》”）: no mention of its own
_FACTS = tuple(field.name for field in fields(Facts))


@dataclass(frozen=True, slots=True)
class _Found:
    """One mention of a name with what stands beside it."""

    name: str
    mention: Mention
    facts: Facts


def find_policies(passages: Iterable[Passage], glossary: Sequence[tuple[str, str]] = ()) -> tuple[Policy, ...]:
    """The policies that the passages of one document name, in order of first appearance.

    Args:
        passages: in document order.
        glossary: (short, full) names; a mention of the short one counts as one of the full one.
    """
    full = dict(glossary)
    groups: defaultdict[str, list[_Found]] = defaultdict(list)
    year, issuer = 0, Facts()
    for passage in passages:
        for found in _in_passage(passage, full, year):
            found, issuer = _with_issuer(found, issuer)
            groups[key_of(found.name)].append(found)
        year = next((date.year for date in reversed(list(dates_in(without_names(passage.text), year)))), year)
    return tuple(_policy(group) for group in groups.values())


def join(policies: Iterable[Policy]) -> tuple[Policy, ...]:
    """The policies of several documents, each name once, in order of first appearance."""
    groups: defaultdict[str, list[Policy]] = defaultdict(list)
    for policy in policies:
        groups[key_of(policy.name)].append(policy)
    return tuple(_joined(group) for group in groups.values())


def key_of(name: str) -> str:
    """What two ways to write one name have in common: 北港市人民政府关于… is 北港市关于…."""
    plain = re.sub(r"[\s—–―\-~〜·、，,“”\"'‘’《》〈〉]", "", unicodedata.normalize("NFKC", name)).lower()
    return re.sub(r"(?:人民)?政府(?:办公[厅室])?(?:印发)?(?=关于)", "", plain)


def is_policy_name(name: str) -> bool:
    """Whether a name ends as those of policies do, brackets behind it (试行, 2021—2025年) left out."""
    name = name.strip()
    while (bare := _BRACKETED.sub("", name).strip()) != name:
        name = bare
    return bool(_KIND.search(name)) and not _NOTHING_BUT.fullmatch(name)


def _policy(group: Sequence[_Found]) -> Policy:
    # What a table says is surer than what a sentence seems to; stable: document order among equals.
    best = sorted(group, key=lambda one: (-one.facts.known, one.mention.passage.table is None))
    return Policy(best[0].name, mentions=tuple(one.mention for one in best), **_filled([one.facts for one in best]))


def _joined(group: Sequence[Policy]) -> Policy:
    best = sorted(group, key=lambda one: -sum(bool(getattr(one, fact)) for fact in _FACTS))
    return Policy(best[0].name, mentions=tuple(mention for one in best for mention in one.mentions), **_filled(best))


def _filled(best: Sequence[Facts | Policy]) -> dict[str, str]:
    """Each fact from the first that tells it; a date from the one that tells most of the same year."""
    filled = {}
    for fact in _FACTS:
        values = [value for one in best if (value := getattr(one, fact))]
        if fact == "date" and values:
            values = [max((v for v in values if date_key(v)[0] == date_key(values[0])[0]), key=_precision)]
        if fact == "issuer":
            values.sort(key=lambda value: bool(WITHIN.match(value)))  # 北港市商务局 before 市商务局
        filled[fact] = values[0] if values else ""
    return filled


def _precision(date: str) -> int:
    return sum(map(bool, date_key(date)))


def _with_issuer(found: _Found, last: Facts) -> tuple[_Found, Facts]:
    """该办公室 is whoever issued the one before, if its name ends so; also gives the last issuer with its place."""
    facts = found.facts
    if facts.issuer.startswith("该"):
        known = last if last.issuer.endswith(facts.issuer[1:]) else Facts()
        facts = replace(facts, issuer=known.issuer, place=facts.place or known.place)
        found = replace(found, facts=facts)
    return found, facts if facts.issuer else last


def _in_passage(passage: Passage, full: dict[str, str], year: int) -> Iterator[_Found]:
    """Every policy that the passage names, those in the rows of a table with the facts of their row."""
    rows = passage.table.rows if passage.table else ()
    for row in rows:
        yield from _in_row(passage, row, full)
    for start, end, name in _names(passage.text, full):
        if not any(row.start <= passage.start + start < row.end for row in rows):
            yield _Found(name, Mention(passage, start, end), facts_in_text(passage, start, end, year))


def _in_row(passage: Passage, row: Row, full: dict[str, str]) -> Iterator[_Found]:
    """The names in title marks; where there are none, the cell in a column of policies."""
    for column, cell in enumerate(row.cells):
        offset = cell.start - passage.start
        named = [(offset + start, offset + end, name) for start, end, name in _names(cell.text, full)]
        if not named and column in name_columns(passage) and is_policy_name(cell.text):
            named = [(offset, offset + len(cell.text), cell.text.strip())]
        for start, end, name in named:
            yield _Found(name, Mention(passage, start, end), facts_in_row(passage, row, column, name))


def _names(text: str, full: dict[str, str]) -> Iterator[tuple[int, int, str]]:
    """Start, end (with the marks) and full name of each policy in title marks."""
    for match in _NAME.finditer(text):
        name = full.get(match.group(1), match.group(1)).strip()
        if is_policy_name(name) and not _DEFINES.search(text[: match.start()]):
            yield match.start(), match.end(), name
