"""Policies of a library by name, place, issuer and year: 上海 finds what 申城, 上海市 or a table of Shanghai's names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.dates import date_key
from corpus.document import Policy
from corpus.policies import key_of
from index.expansion import load_lexicon
from index.library import Library
from index.segmenter import normalise
from qa.answer import Citation
from qa.catalogue import catalogue_of

_SUFFIX = re.compile(r"(?:特别行政区|自治区|自治州|省|市|县|区)$")
_NATION = frozenset(("国家", "全国", "中央", "国家级", "中国"))
SURE = 0.8  # lexicon weight of another name for a place


def find_policies(
    library: Library, name: str = "", place: str = "", issuer: str = "", year: int | None = None
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
