"""Who speaks in an interview, as its headings and first lines introduce them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.speech.openings import Opens, opening_at
from corpus.speech.people import ROLE, Person, is_name, people_in, person_from, posts_in, split_post
from corpus.structure.lines import Line
from corpus.structure.numbering import number_at
from corpus.structure.traditional import either

_ALONE = re.compile(r"^\W*(?P<name>[\u4e00-\u9fff·•]{2,6})\W*[:：](?P<title>.{0,40})$")
_NO_NAME = re.compile(either(r"嘉宾|人物|摘要|时间|地点|访|主持|出席|记录"))
_ORDINAL = re.compile(r"^\S{1,4}[一二三四五六七八九十\d][\s\u3000:：]+")  # 人物三　…
_PRESENT = re.compile(either(r"出席|嘉宾|参会|与会|参加|列席"))
_HOST = re.compile(either(r"^\W*(?:主持人?|采访者?|记者|访谈[者人员]|提问者?)\W*[:：]\W*(?P<host>\S.{0,40})$"))
# The last resort: 专访·周岸; it may be a company too.
_INTERVIEWED = re.compile(either(r"(?:对话|专访|访谈)\s*[·•:：|]\s*([\u4e00-\u9fff·•]{2,4})$"))
_HOSTS = re.compile(either(r"主持|记者"))


def find_guests(lines: Sequence[Line], titles: Sequence[str], above: Sequence[Line] = ()) -> list[Person]:
    """Everybody whom the headings and the first lines introduce, those of the section itself first."""
    found: list[Person] = []
    for title in titles[-1:]:
        number = number_at(title)
        body = title[number.end :] if number else _ORDINAL.sub("", title)
        found += [person for text in (body, title) if (person := person_from(text))][:1]
        found += [Person(name) for name in _name_before_colon(body)]
    found += _headed(lines)
    for line in [*lines, *above]:
        opening = opening_at(line.text)
        if not opening or opening.opens is not Opens.QUESTION:
            found += people_in(line.text.strip())
        found += posts_in(line.text) if _PRESENT.search(line.text) else []
    if not found and titles:
        found = [Person(name) for name in _INTERVIEWED.findall(titles[-1]) if is_name(name)]
    return merged(found)


def find_hosts(lines: Sequence[Line]) -> set[str]:
    """The names of those who ask: 主持人：某某（某报主编）, or 某某（主持人）：."""
    hosts = set()
    for line in lines:
        opening = opening_at(line.text)
        if host := host_in(line.text):
            hosts.add(host)
        elif opening and opening.opens is Opens.SPEECH and _HOSTS.search(opening.post) and is_name(opening.name):
            hosts.add(opening.name)
    return hosts


def host_in(text: str) -> str | None:
    """The name of the host whom a line of an interview's head introduces; None where it does not."""
    match = _HOST.match(text)
    if not match or re.search(r"[？?。！]", match["host"]):
        return None
    name = re.split(r"[（(，,\s\u3000]", match["host"].strip("* "), maxsplit=1)[0]
    return name if is_name(name) else None


def merged(people: Sequence[Person]) -> list[Person]:
    """Each name once, with the first organisation and role that are known of it."""
    found: dict[str, Person] = {}
    for person in people:
        known = found.get(person.name, person)
        found[person.name] = Person(person.name, known.organisation or person.organisation, known.role or person.role)
    return list(found.values())


def is_post(text: str) -> bool:
    """Whether a line is nothing but somebody's organisation and role."""
    text = text.strip()
    return len(text) <= 40 and bool(ROLE.search(text)) and not re.search(r"[。：:？！?!]", text)


def _name_before_colon(title: str) -> list[str]:
    """薛某：液流电池不怕慢 as a heading, or 管理者说：戚某."""
    match = re.match(r"^(?:.{2,6}[\s\u3000])?([\u4e00-\u9fff·•]{2,6})[:：]", title)
    tail = re.search(r"[:：]\s*([\u4e00-\u9fff·•]{2,5})$", title)
    names = [found.group(1) for found in (match, tail) if found and is_name(found.group(1))]
    interviewed = re.findall(either(r"(?:对话|专访|访)\s*([\u4e00-\u9fff·•]{2,4})$"), title)
    return names + [name for name in interviewed if is_name(name)]


def _headed(lines: Sequence[Line]) -> list[Person]:
    """The head of an interview: 姓名：, its title on the same or the next lines, then organisation and role."""
    for place, line in enumerate(lines[:6]):
        match = _ALONE.match(line.text.strip())
        opening = opening_at(line.text)
        if not match or _NO_NAME.search(match["name"]) or (opening and opening.opens is not Opens.SPEECH):
            continue
        for post in lines[place + 1 : place + 5]:
            if is_post(post.text):
                organisation, role = split_post(post.text.strip())
                return [Person(match["name"], organisation, role)]
        if is_name(match["name"]):
            return [Person(match["name"])]
    return []
