"""Speech outside interviews: 董事长某某表示：“…”, or the same words with the quotation in the next paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.people import ROLE, Person, is_name, person_from

_VERB = (
    r"(?:表示|指出|认为|强调|坦言|谈到|谈道|透露|介绍|说道|说|写道|评价道?|总结道?|回忆道?|提醒|建议|直言|感叹|补充道?|回应|解释道?|呼吁"
    r"|告诉[^，。：]{0,6})"
)
_QUOTED = re.compile(
    rf"{_VERB}(?:(?:道|说)?\s*[:：，,]|[^，。；：“”]{{0,8}}[:：])\s*\**[“\"「『](?P<quote>[^”\"」』]*)"  # 总结了三条经验：“…”
)
_INTRODUCED = re.compile(rf"{_VERB}(?:道|说)?\s*[:：]\s*[\*”」\"]*\s*$")
_AFTER_NAME = re.compile(r"[在于曾也则近日就向对认表指说坦谈强介受透直回总补解呼提写评感告建（(，]")
_BEFORE_POST = re.compile(r"[^，。；：:“”\"、（）()\s>*]*$")
_BRACKETS = re.compile(r"\s*[（(][^（）()]*[）)]$")
_CALLED = re.compile(r"[“「《]([^”」》]{2,20})[”」》]")
_SIGNATURE = re.compile(r"^\s*[—–-]{1,3}\s*[\u4e00-\u9fff]")
LONGEST_SIGNATURE = 50  # characters
SHORTEST = 15  # characters of a quotation that is worth a speaker
REACH = 60  # characters from a name to the verb


def quoted_person(text: str, known: Iterable[Person]) -> Person | None:
    """The one person whom a paragraph quotes in so many words; None for nobody, for several, or for a few words."""
    match = _QUOTED.search(text)
    if not match or len(match.group("quote")) < SHORTEST:
        return None
    return _only(_named(text, match.start(), known)) if len(_QUOTED.findall(text)) == 1 else None


def signed_person(text: str) -> Person | None:
    """Whose words stand above, where this line is nothing but a signature: ——某某，某某公司首席技师."""
    return person_from(text) if _SIGNATURE.match(text) and len(text) <= LONGEST_SIGNATURE else None


def introduced_person(text: str, known: Iterable[Person]) -> Person | None:
    """The person whose words the next paragraph gives, where this one ends with 某某表示：."""
    match = _INTRODUCED.search(text)
    return _only(_named(text, match.start(), known)) if match else None


def _only(people: list[Person]) -> Person | None:
    return people[0] if len({person.name for person in people}) == 1 else None


def _named(text: str, verb: int, known: Iterable[Person]) -> list[Person]:
    """Who is named before the verb, in its sentence: with a post, or a person known from elsewhere."""
    start = max(text.rfind(mark, 0, verb) for mark in "。；！？") + 1
    found = []
    for role in ROLE.finditer(text, max(start, verb - REACH), verb):
        name = _name_at(text, role.end())
        if name:
            found.append(Person(name, _organisation(text[start : role.start()], text[:verb]), role.group()))
    return found or [person for person in known if person.name in text[start:verb]]


def _name_at(text: str, start: int) -> str | None:
    for length in (2, 3, 4):
        name, after = text[start : start + length], text[start + length : start + length + 1]
        if is_name(name) and _AFTER_NAME.match(after):
            return name
    return None


def _organisation(before: str, context: str) -> str | None:
    """What stands right before the role; 其 points back to the last name in quotation marks."""
    match = _BEFORE_POST.search(_BRACKETS.sub("", before.rstrip()))
    name = match.group().strip() if match else ""
    if name in ("其", "该公司", "公司"):
        called = _CALLED.findall(context)
        return called[-1] if called else None
    return name or None
