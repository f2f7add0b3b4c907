"""Policies of a library by name, place, issuer and year: 上海 finds what 申城, 上海市 or a table of Shanghai's names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.document import Mention, Policy
from corpus.policies.dates import date_key
from corpus.policies.find import key_of
from index.expansion import load_lexicon
from index.segmenter import normalise
from index.store import Store
from qa.answer import Citation
from qa.catalogue import catalogue_of

_SUFFIX = re.compile(r"(?:特别行政区|自治区|自治州|省|市|县|区)$")
_NATION = frozenset(("国家", "全国", "中央", "国家级", "中国"))
# What a name, or what follows it, says of a policy's standing; the first that fits counts.
_STANDINGS = (
    ("征求意见", re.compile(r"征求意见|征求社会意见|草案|送审稿|讨论稿")),
    ("试行", re.compile(r"试行|暂行")),
    ("修订", re.compile(r"(?:修订|修正)(?:版|稿|本|案)?[）)]?$|^\s*[（(][^（）()]*(?:修订|修正)")),
    ("已施行", re.compile(r"(?:起|正式|开始|已|已经)(?:施行|实施|生效)|现行有效")),
)
_REPEALED = re.compile(r"废止|失效")
_REPEALS = re.compile(r"(?:废止|取代|代替)(?:了|原)?\s*$")
# Behind its own coming into force another one is repealed (自2021年起施行，旧办法同时废止), but for 施行，已于2020年废止.
_IN_FORCE = re.compile(
    r"(?:施行|实施|生效)[，,](?:(?=.*(?:同时|[原旧]))|(?!\s*(?:现|已|后|但|又|并|于|至|直|到(?!期)|\d)))"
)
REACH = 40  # characters after a name that speak of it
SURE = 0.8  # lexicon weight of another name for a place


def find_policies(
    library: Store, name: str = "", place: str = "", issuer: str = "", year: int | None = None
) -> tuple[Policy, ...]:
    """The policies that fit all that is asked for, earliest first, undated ones last. Nothing asked: all of them."""
    found = [
        policy
        for policy in catalogue_of(library).policies
        if _named(policy, name)
        and _within(policy, place)
        and _issued_by(policy, issuer)
        and (year is None or date_key(policy.date)[0] == year)
    ]
    return tuple(sorted(found, key=lambda policy: (not policy.date, date_key(policy.date))))


def citation_of(policy: Policy) -> Citation:
    """Where the policy is named, best place first, the others as 另见."""
    first, *others = (Citation(mention.passage, mention.start, mention.end) for mention in policy.mentions)
    return Citation(first.passage, first.start, first.end, also=tuple(others))


def status_of(policy: Policy) -> str:
    """已废止, 征求意见, 试行, 修订 or 已施行: by its name or what its mentions say right after it; "" where nothing does."""
    told = [_around(mention) for mention in policy.mentions]
    if any(_REPEALS.search(before) or _REPEALED.search(_IN_FORCE.split(after)[0]) for before, after in told):
        return "已废止"
    said = (policy.name, *(after for _, after in told))
    return next((name for name, pattern in _STANDINGS if any(pattern.search(one) for one in said)), "")


def _around(mention: Mention) -> tuple[str, str]:
    """What stands before the name and what after it, within its clause; not what is done to the next name."""
    text = mention.passage.text
    before = re.split(r"[。；！？\n]", text[: mention.start])[-1]
    clause, mark = re.match(r"([^。；！？\n《]*)(《?)", text[mention.end :].lstrip("》")).groups()  # type: ignore[union-attr]
    return before.rstrip("《"), (_REPEALS.sub("", clause) if mark else clause)[:REACH]


def _named(policy: Policy, words: str) -> bool:
    """Every word of the query stands in the name."""
    name = normalise(key_of(policy.name))
    return all(normalise(key_of(word)) in name for word in words.split())


def _issued_by(policy: Policy, issuer: str) -> bool:
    """By that organ, also by its short name (上海经信委) and where the document leaves the place out (市政府)."""
    if not issuer.strip():
        return True
    full = policy.issuer
    if full[:1] and full[0] == policy.place[-1:]:
        full = policy.place[:-1] + full
    wanted, issued = normalise(re.sub(r"\s", "", issuer)), normalise(full)
    return bool(issued) and (_any_in(_forms(issuer), (full,)) or (len(wanted) > 2 and _spells(issued, wanted)))


def _spells(full: str, short: str) -> bool:
    """Whether the short name's characters stand in the full one in their order, the first one first."""
    rest = iter(full)
    return full[0] == short[0] and all(char in rest for char in short)


def _within(policy: Policy, place: str) -> bool:
    """In the place's policies: it is named as its place, in its name, by its issuer or by the headings above it."""
    if not place.strip():
        return True
    if place.strip() in _NATION:
        return policy.place == "全国"
    forms = _forms(place)
    told = (policy.place, policy.name, policy.issuer)
    if (policy.place and policy.place != "全国") or _any_in(forms, told):
        return _any_in(forms, told)
    above = [heading for mention in policy.mentions for heading in mention.passage.heading_path]
    return policy.place != "全国" and _any_in(forms, above)


def _any_in(forms: Iterable[str], texts: Iterable[str]) -> bool:
    joined = normalise("\n".join(texts))
    return any(form in joined for form in forms)


def _forms(text: str) -> set[str]:
    """The ways to write a name: as it is, without 省 or 市, and what the lexicons know as another name of the same."""
    plain = normalise(text.strip())
    short = _SUFFIX.sub("", plain)
    forms = {plain, short if len(short) >= 2 else plain}
    for form in tuple(forms):
        others = load_lexicon().get(form, {})
        forms |= {_SUFFIX.sub("", other) for other, weight in others.items() if weight >= SURE and len(other) >= 2}
    return {form for form in forms if len(form) >= 2 or form == plain}
