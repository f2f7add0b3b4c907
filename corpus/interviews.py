"""Interviews and round tables: who says what in answer to which question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corpus.lines import Line
from corpus.numbering import number_at
from corpus.people import ROLE, Person, is_name, people_in, person_from, posts_in, split_post

_ASKERS = r"记者|主持人?|主编|编辑|采访[者人]?|提问[者人]?|访谈[者人]|本刊|本报|编者|观众|网友|读者|股东|投资者|听众|学员|学生"
_ASK = re.compile(
    rf"^[\s■●◆▲>]*\**(?:Q\d*(?:\**\s*[:：.．、]|(?=\s)|(?=[\u4e00-\u9fff]))"
    rf"|(?:问|[\u4e00-\u9fff]{{0,6}}(?:{_ASKERS}))(?:\s*[（(][^）)]{{1,30}}[）)])?\**\s*[:：])\**\s*"
)
_ANSWER = re.compile(
    r"^[\s■●◆▲>]*\**(?:A\d*|答|回答)(?:\s*[（(](?P<person>[^）)]{2,50})[）)])?(?:\**\s*[:：]\**|[\s\u3000]+(?=[\u4e00-\u9fff“\"A-Z0-9*])|(?=[\u4e00-\u9fff“]))\s*"
)
_NAMED = re.compile(
    r"^[\s>]*(?P<mark>[■●◆▲]?)\s*\**(?P<name>[\u4e00-\u9fff·•]{2,8}?)\**\s*(?:[（(](?P<post>[^）)]{2,60})[）)])?\s*(?:答|回答|说)?"
    r"(?:\**\s*[:：]\**|(?<=[\u4e00-\u9fff])[\u3000 ]{1,2}(?=[\u4e00-\u9fff“]))\s*"
)
_POSTED = re.compile(r"^(?P<post>[^：:，。“”]{3,40}?)[\s\u3000]+(?P<name>[\u4e00-\u9fff·•]{2,6})\s*[:：]\s*")
_ALONE = re.compile(r"^\W*(?P<name>[\u4e00-\u9fff·•]{2,6})\s*[:：](?P<title>.{0,40})$")
_QUOTE = re.compile(r"^\W*[“「『\"]")
_SIGNED = re.compile(r"^\s*[—–-]{1,3}\s*\S")
_ORDINAL = re.compile(r"^\S{1,4}[一二三四五六七八九十\d][\s\u3000:：]+")  # 人物三　…
_LABEL = re.compile(r"^[^，。！？；：,;!?]{1,25}$")  # under a picture that stands in the middle of an answer
PREAMBLE = 12  # lines with text before the first question that may introduce the guests


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person says without a break. `lines` are the indexes of its lines, those of the question first."""

    lines: tuple[int, ...]
    person: Person | None
    asked: str | None
    answer: int  # the index of the line where the answer begins


@dataclass
class _Section:
    """The reading of one section: who may speak in it, what was asked last, what was said so far."""

    lines: Sequence[Line]
    guests: list[Person]
    turns: list[Turn] = field(default_factory=list)
    speaker: Person | None = None
    question: list[Line] = field(default_factory=list)  # the lines of the question asked last
    asked: str | None = None


def find_turns(lines: Sequence[Line], titles: Sequence[str], above: Sequence[Line] = ()) -> list[Turn]:
    """The turns of one section.

    Args:
        lines: the section's lines with text, its heading, tables and captions left out.
        titles: its heading and the ones above it, outermost first: they often name who is interviewed.
        above: lines with text that stand above it and may introduce its guests.
    """
    first = next((place for place, line in enumerate(lines) if _ASK.match(line.text)), None)
    section = _Section(lines, _guests(lines[: first or PREAMBLE][:PREAMBLE], titles, above))
    section.speaker = section.guests[0] if section.guests else None
    if first is None and not _is_talk(section):
        return _signed(section)
    for line in lines[first or 0 :]:
        _read(section, line, asking=first is not None)
    return [turn for turn in section.turns if turn.person or turn.asked]


def words_behind_mark(text: str, name: str) -> int:
    """Where in a line that opens a turn its words begin: behind A：, 答： or the speaker's name."""
    for match in (_NAMED.match(text), _POSTED.match(text)):
        if match and match.group("name") == name:
            return match.end()
    answer = _ANSWER.match(text)
    return answer.end() if answer else 0


def _read(section: _Section, line: Line, asking: bool) -> None:
    """Take one more line into the section."""
    if _ASK.match(line.text):
        section.question = [line]
        section.asked = _ASK.sub("", line.text.strip()).strip("* ")
        return
    opening = _opening(section, line, asking)
    if opening:
        _speak(section, line, *opening)
    elif section.question and not _answered(section):
        _speak(section, line, section.speaker)  # an answer without a mark
    elif section.turns and not _LABEL.match(line.text.strip()):
        last = section.turns[-1]
        section.turns[-1] = replace(last, lines=(*last.lines, line.index))


def _answered(section: _Section) -> bool:
    return bool(section.turns) and section.turns[-1].answer > section.question[0].index


def _speak(section: _Section, line: Line, person: Person | None) -> None:
    question = [] if not section.question or _answered(section) else [part.index for part in section.question]
    section.turns.append(Turn((*question, line.index), person, section.asked, line.index))


def _opening(section: _Section, line: Line, asking: bool) -> tuple[Person | None] | None:
    """Who begins to speak on this line; None where nobody does."""
    answer = _ANSWER.match(line.text)
    if answer and asking and not (answer.group().strip() == "A" and _answered(section)):
        named = answer.group("person")
        if named:
            section.speaker = _known(section, person_from(named) or Person(named.split("，")[0]))
        return (section.speaker,)
    named_at = _NAMED.match(line.text)
    if named_at and (named_at.group("mark") or named_at.group().rstrip("* ").endswith((":", "："))):
        person = _speaker(section, named_at.group("name"), named_at.group("post"), asking)
        if person:
            section.speaker = person
            return (person,)
    posted = _POSTED.match(line.text)
    if posted and ROLE.search(posted.group("post")) and is_name(posted.group("name")):
        organisation, role = split_post(posted.group("post"))
        section.speaker = _known(section, Person(posted.group("name"), organisation, role))
        return (section.speaker,)
    return None


def _speaker(section: _Section, name: str, post: str | None, asking: bool) -> Person | None:
    """Whose name opens a line: a guest's, a name with a post in brackets, or one that answers a question."""
    guest = next((person for person in section.guests if person.name == name), None)
    if post and ROLE.search(post):
        organisation, role = split_post(post)
        return _known(section, Person(name, organisation, role))
    if guest:
        return guest
    return _known(section, Person(name)) if asking and is_name(name) else None


def _known(section: _Section, person: Person) -> Person:
    """The guest of that name, with what this mention adds; a new guest where there is none."""
    for place, guest in enumerate(section.guests):
        if guest.name == person.name:
            merged = Person(guest.name, guest.organisation or person.organisation, guest.role or person.role)
            section.guests[place] = merged
            return merged
    section.guests.append(person)
    return person


def _is_talk(section: _Section) -> bool:
    """Without a single question: a line that opens with a name and a post, or two that open with a guest's name."""
    by_guest, by_post = 0, 0
    for line in section.lines:
        named, posted = _NAMED.match(line.text), _POSTED.match(line.text)
        if named and any(guest.name == named.group("name") for guest in section.guests):
            by_guest += len(line.text) > 20
        if (named and is_name(named.group("name")) and ROLE.search(named.group("post") or "")) or (
            posted and is_name(posted.group("name")) and ROLE.search(posted.group("post"))
        ):
            by_post += 1
    return by_guest >= 2 or by_post >= 1


def _signed(section: _Section) -> list[Turn]:
    """A statement under its author's name: its title, ——姓名 公司 职务, then what he or she says."""
    for place, line in enumerate(section.lines[:4]):
        person = person_from(line.text) if _SIGNED.match(line.text) and len(line.text) <= 40 else None
        rest = section.lines[place + 1 :]
        titled = all(len(part.text) <= 40 and not _QUOTE.match(part.text) for part in section.lines[:place])
        if person and rest and titled:
            return [Turn(tuple(part.index for part in rest), person, None, rest[0].index)]
    return []


def _guests(lines: Sequence[Line], titles: Sequence[str], above: Sequence[Line]) -> list[Person]:
    """Everybody whom the headings and the first lines introduce, those of the section itself first."""
    found: list[Person] = []
    for title in titles[-1:]:
        number = number_at(title)
        body = title[number.end :] if number else _ORDINAL.sub("", title)
        found += [person for text in (body, title) if (person := person_from(text))][:1]
        found += [Person(name) for name in _name_before_colon(body)]
    found += _headed(lines)
    for line in [*lines, *above]:
        found += [person for person in people_in(line.text.strip()) if not _ASK.match(line.text)]
        found += posts_in(line.text) if re.search(r"出席|嘉宾|参会|与会", line.text) else []
    return _merged(found)


def _name_before_colon(title: str) -> list[str]:
    """薛某：液流电池不怕慢 as a heading, or 管理者说：戚某."""
    match = re.match(r"^(?:.{2,6}[\s\u3000])?([\u4e00-\u9fff·•]{2,6})[:：]", title)
    tail = re.search(r"[:：]\s*([\u4e00-\u9fff·•]{2,5})$", title)
    names = [found.group(1) for found in (match, tail) if found and is_name(found.group(1))]
    return names + [
        name for name in re.findall(r"(?:对话|专访|访)\s*([\u4e00-\u9fff·•]{2,4})$", title) if is_name(name)
    ]


def _headed(lines: Sequence[Line]) -> list[Person]:
    """The head of an interview: 姓名：, its title on the same or the next lines, then organisation and role."""
    for place, line in enumerate(lines[:6]):
        match = _ALONE.match(line.text.strip())
        if not match or _ASK.match(line.text) or re.search(r"嘉宾|人物|摘要|时间|地点|访", match.group("name")):
            continue
        for post in lines[place + 1 : place + 5]:
            text = post.text.strip()
            if len(text) <= 40 and ROLE.search(text) and not re.search(r"[。：:？！]", text):
                organisation, role = split_post(text)
                return [Person(match.group("name"), organisation, role)]
        if is_name(match.group("name")):
            return [Person(match.group("name"))]
    return []


def _merged(people: Sequence[Person]) -> list[Person]:
    """Each name once, with the first organisation and role that are known of it."""
    merged: dict[str, Person] = {}
    for person in people:
        known = merged.get(person.name, person)
        merged[person.name] = Person(person.name, known.organisation or person.organisation, known.role or person.role)
    return list(merged.values())
