"""Interviews, round tables and minutes: who says what in answer to which question."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from corpus.speech.guests import find_guests, find_hosts, host_in, is_post, merged
from corpus.speech.openings import LABEL, Opening, Opens, opening_at
from corpus.speech.people import CALLED, ROLE, Person, is_name, known_as, person_from, split_post
from corpus.structure.lines import Line
from corpus.structure.traditional import either

_QUOTE = re.compile(r"^\W*[“「『\"]")
_SIGNED = re.compile(r"^\s*[—–-]{1,3}\s*\S")
_LABEL = re.compile(r"^[^，。！？；：,;!?]{1,25}$")  # under a picture that stands in the middle of an answer
_ASKS = re.compile(r"^(?:\*\*)?[^。]{4,120}[？?]\W*$")
_TALK = re.compile(
    either(
        r"圆桌|访|对话|对谈|实录|发言|座谈|纪要|论坛|沙龙|研讨|问答|发布会|转写|会议|讨论|交流|观点|致辞|讲话|录音|记录"
    )
)
_INTERVIEW = re.compile(either(r"专访|访谈|对话|采访|问答|访"))
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
    openings: dict[int, Opening]  # by the line's index: those that count here
    guests: list[Person]
    marked: list[int]  # the indexes of those that certainly open a turn, ascending
    hosts: set[str] = field(default_factory=set)
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
    openings = {line.index: opening for line in lines if (opening := opening_at(line.text)) and not host_in(line.text)}
    hosts = find_hosts([*above, *lines[:PREAMBLE]])
    first = next((place for place, line in enumerate(lines) if _asks(openings.get(line.index), hosts)), None)
    guests = find_guests(lines[: first or PREAMBLE][:PREAMBLE], titles, above)
    marked = [index for index, one in openings.items() if one.firm or one.opens is Opens.ANSWER]
    section = _Section(lines, openings, guests, marked, hosts)
    section.guests = [guest for guest in guests if guest.name not in section.hosts]
    section.speaker = section.guests[0] if section.guests else None
    talk = bool(titles) and bool(_TALK.search(titles[-1] if len(titles) == 1 else "".join(titles[-2:])))
    if first is None and not _is_talk(section, talk):
        return _unmarked(section, titles) or _signed(section) or _under_name(section, titles)
    begin = first if first is not None else 0
    for line in lines[begin:]:
        _read(section, line, asking=first is not None or talk)
    return [turn for turn in section.turns if turn.person or turn.asked]


def _question(text: str) -> str:
    """The words of a question, without bold marks and quotation marks around them."""
    return text.strip(' \t\u3000*“”"「」')


def _asks(opening: Opening | None, hosts: set[str]) -> bool:
    """Whether a line asks, also where no guest is known yet."""
    return opening is not None and opening.firm and (opening.opens is Opens.QUESTION or opening.name in hosts)


def words_behind_mark(text: str, name: str) -> int:
    """Where in a line that opens a turn of that person its words begin: behind A：, 答： or the name."""
    opening = opening_at(text)
    if opening is None or opening.opens is Opens.QUESTION:
        return 0
    called = opening.name == name or (CALLED.fullmatch(opening.name) and name[:1] == opening.name[:1])
    return opening.end if opening.opens is Opens.ANSWER or called else 0


def _read(section: _Section, line: Line, asking: bool) -> None:
    """Take one more line into the section."""
    opening = section.openings.get(line.index)
    if opening and _is_question(section, opening):
        section.question = [line]
        section.asked = _question(line.text[opening.end :])
        return
    person = _speaker(section, line, opening, asking) if opening else None
    if person or (opening and opening.opens is Opens.ANSWER and asking and not _repeats(section, opening)):
        section.speaker = person or section.speaker
        _speak(section, line, section.speaker)
    elif section.question and not _answered(section):
        _ask_on_or_answer(section, line)
    elif section.turns and not _LABEL.match(line.text.strip()):
        last = section.turns[-1]
        section.turns[-1] = replace(last, lines=(*last.lines, line.index))


def _is_question(section: _Section, opening: Opening) -> bool:
    """A mark of one who asks; of a medium (《北港周报》：) only where somebody is there to answer; or a host's name."""
    if opening.opens is Opens.QUESTION:
        return opening.firm or bool(section.guests)
    return opening.opens is Opens.SPEECH and opening.name in section.hosts


def _repeats(section: _Section, opening: Opening) -> bool:
    """An A without a colon behind an answer is a word of the answer."""
    return not opening.firm and _answered(section)


def _ask_on_or_answer(section: _Section, line: Line) -> None:
    """A line behind a question: more of it where a marked answer follows, else the answer, unmarked."""
    place = bisect_right(section.marked, line.index)
    following = section.openings[section.marked[place]] if place < len(section.marked) else None
    if not section.asked or (following and not _is_question(section, following)):
        section.question.append(line)
        section.asked = "\n".join(filter(None, (section.asked, _question(line.text))))
    else:
        _speak(section, line, section.speaker)


def _answered(section: _Section) -> bool:
    return bool(section.turns) and section.turns[-1].answer > section.question[0].index if section.question else False


def _speak(section: _Section, line: Line, person: Person | None) -> None:
    question = [] if not section.question or _answered(section) else [part.index for part in section.question]
    section.turns.append(Turn((*question, line.index), person, section.asked, line.index))


def _speaker(section: _Section, line: Line, opening: Opening, asking: bool) -> Person | None:
    """Who begins to speak on the line; None where nobody does."""
    if opening.opens is Opens.ANSWER:
        if not opening.post or _repeats(section, opening) or not asking:
            return None
        return _known(section, person_from(opening.post) or Person(opening.post.split("，")[0]))
    if not (opening.firm or opening.marked) or opening.opens is Opens.QUESTION:
        return None
    if opening.end >= len(line.text.rstrip()) and _introduces(section, line):
        return None
    if opening.post and ROLE.search(opening.post):
        organisation, role = split_post(opening.post)
        return _known(section, Person(opening.name, organisation, role))
    guest = known_as(opening.name, section.guests)
    named = is_name(opening.name) or LABEL.fullmatch(opening.name)
    return guest or (_known(section, Person(opening.name)) if named and (asking or opening.marked) else None)


def _introduces(section: _Section, line: Line) -> bool:
    """姓名： alone with nothing but a post below it."""
    place = bisect_right(section.lines, line.index, key=lambda other: other.index)
    below = section.lines[place] if place < len(section.lines) else None
    return below is not None and is_post(below.text)


def _known(section: _Section, person: Person) -> Person:
    """The guest of that name, with what this mention adds; a new guest where there is none."""
    section.guests = merged([*section.guests, person])
    return next(guest for guest in section.guests if guest.name == person.name)


def _is_talk(section: _Section, talk: bool) -> bool:
    """Without a single question: a line that opens with a name and a post, or two that open with somebody's name."""
    by_guest, by_name, by_post, marked = 0, 0, 0, 0
    for line in section.lines:
        opening = section.openings.get(line.index)
        if opening is None or opening.opens is not Opens.SPEECH:
            continue
        named = is_name(opening.name)
        by_guest += known_as(opening.name, section.guests) is not None and (len(line.text) > 20 or opening.firm)
        by_post += named and bool(ROLE.search(opening.post))
        by_name += named and opening.firm
        marked += opening.marked and (named or LABEL.fullmatch(opening.name) is not None)
    return by_guest >= 2 or by_post >= 1 or marked >= 2 or (talk and by_name >= 2)


def _unmarked(section: _Section, titles: Sequence[str]) -> list[Turn]:
    """An interview whose questions bear no mark: lines that ask, each over its answer, where one guest is known."""
    if len(section.guests) != 1 or not any(_INTERVIEW.search(title) for title in titles[-2:]):
        return []
    asking = [place for place, line in enumerate(section.lines) if _ASKS.match(line.text.strip())]
    turns = []
    for place, end in pairwise([*asking, len(section.lines)]):
        lines = section.lines[place:end]
        if len(lines) > 1:
            asked = _question(lines[0].text)
            turns.append(Turn(tuple(line.index for line in lines), section.guests[0], asked, lines[1].index))
    return turns if len(turns) >= 2 else []


def _signed(section: _Section) -> list[Turn]:
    """A statement under its author's name: its title, ——姓名 公司 职务, then what he or she says."""
    for place, line in enumerate(section.lines[:4]):
        person = person_from(line.text) if _SIGNED.match(line.text) and len(line.text) <= 40 else None
        rest = section.lines[place + 1 :]
        titled = all(len(part.text) <= 40 and not _QUOTE.match(part.text) for part in section.lines[:place])
        if person and rest and titled:
            return [Turn(tuple(part.index for part in rest), person, None, rest[0].index)]
    return []


def _under_name(section: _Section, titles: Sequence[str]) -> list[Turn]:
    """A section of a record of talks whose heading is nothing but somebody's name and post."""
    person = person_from(titles[-1]) if len(titles) > 1 and _TALK.search("".join(titles[:-1])) else None
    if person is None or not person.role or not section.lines:
        return []
    named = len(person.name) + len(person.organisation or "") + len(person.role)
    if named < len(re.sub(r"\W", "", titles[-1])) - 2:
        return []
    return [Turn(tuple(line.index for line in section.lines), person, None, section.lines[0].index)]
