"""Whether somebody is meant by a way to call people: 周岸, 周总, 周老师, 北港渔业CEO, 渔业局那位副局长."""

from __future__ import annotations

import re

from corpus.speech.people import COMPOUND_SURNAMES, ROLE, Person
from index.segmenter import normalise

# What people in each post are called in everyday speech; 总 and 老板 are called whoever leads.
_CHIEF = r"总|董事|主席|首席|ceo|cto|cfo|coo|合伙人|创始人|创办人|负责人|行长|社长|厂长"
_CALLED = (
    ("总", re.compile(_CHIEF)),
    ("董", re.compile("董事")),
    ("老板", re.compile(_CHIEF + "|老板|店主|场主")),
    ("掌门人", re.compile(_CHIEF)),
    ("负责人", re.compile(_CHIEF + "|主任|经理|院长|所长")),
    ("ceo", re.compile("ceo|首席执行官|行政总裁")),
    ("首席执行官", re.compile("ceo|首席执行官")),
    ("cto", re.compile("cto|首席技术官|技术总监")),
    ("cfo", re.compile("cfo|首席财务官|财务总监")),
    ("coo", re.compile("coo|首席运营官")),
    ("创始人", re.compile("创始人|创办人|发起人")),
    ("一把手", re.compile(_CHIEF + "|书记|局长|市长|主任")),
    ("工", re.compile("工程师|总工|技师|架构师")),
    ("局", re.compile("局长")),
    ("处", re.compile("处长")),
    ("院", re.compile("院长")),
    ("博士", re.compile("")),
    ("教授", re.compile("教授|研究员|院长|博士")),
    ("专家", re.compile("")),
    *((word, re.compile("")) for word in ("老师", "先生", "女士", "同志", "师傅", "嘉宾")),
)
_FILLER = re.compile(r"^(?:那位|这位|该|某位?|一位)|(?:那位|这位|的|那个|这个)")


def person_fits(person: Person, called: str) -> bool:
    """Whether a person is meant. What is called may name the organisation too."""
    name, wanted = normalise(person.name).strip(), _FILLER.sub("", normalise(called)).strip()
    if not wanted or wanted in name or name in wanted:
        return bool(wanted)
    if re.fullmatch(r"[老小].", wanted) and wanted[1] == name[0]:  # 老黄
        return True
    surname = name[:2] if name[:2] in COMPOUND_SURNAMES else name[:1]
    if wanted.startswith(surname) and _holds(person, wanted[len(surname) :].strip()):
        return True
    role = _role_at_end(wanted)
    if role == wanted:
        return _holds(person, role)
    return bool(role) and _holds(person, role) and organisation_fits(person, wanted[: -len(role)], empty=True)


def sounds_like(person: Person, called: str) -> bool:
    """Whether a name is written with other characters of the same sound: 王亮 for 王良."""
    from pypinyin import lazy_pinyin  # imported late: it takes half a second and few names need it

    called = normalise(called).strip()
    return len(called) == len(person.name) > 1 and lazy_pinyin(called) == lazy_pinyin(normalise(person.name))


def organisation_fits(person: Person, name: str, *, empty: bool = False) -> bool:
    """Whether a person belongs to an organisation of that name or short name; `empty` is for no name at all."""
    wanted = re.sub(r"\s", "", normalise(name))
    organisation = re.sub(r"\s", "", normalise(person.organisation or ""))
    if not wanted:
        return empty
    if not organisation:
        return False
    return wanted in organisation or organisation in wanted or (len(wanted) >= 2 and _spells(organisation, wanted))


def _holds(person: Person, title: str) -> bool:
    """Whether the person's post may be called so: 总 of a 董事长, 院长 of a 副院长."""
    role = normalise(person.role or "")
    if title == "律师" and "律师" in (person.organisation or ""):  # a partner of a law firm
        return True
    plain = title.removeprefix("副") if "副" in role else title
    if plain and plain in role:
        return True
    return any(title == word and (not pattern.pattern or pattern.search(role)) for word, pattern in _CALLED)


def _role_at_end(called: str) -> str:
    """The part of 北港渔业CEO that names the post."""
    found = [match for match in ROLE.finditer(called.upper()) if match.end() == len(called)]
    if found:
        return called[found[0].start() :]
    return next((word for word, _ in _CALLED if len(word) >= 2 and called.endswith(word)), "")


def _spells(full: str, short: str) -> bool:
    rest = iter(full)
    return full[0] == short[0] and all(char in rest for char in short)
