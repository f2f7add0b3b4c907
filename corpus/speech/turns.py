"""Who speaks on which lines of a document: interviews first, then quotations in the running text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from corpus.speech.guests import find_guests
from corpus.speech.interviews import PREAMBLE, Turn, find_turns
from corpus.speech.people import Person
from corpus.speech.quotations import LONGEST_PARAGRAPH, introduced_person, last_named, quoted_person, signed_person
from corpus.structure.lines import Line
from corpus.structure.numbering import number_at
from corpus.structure.traditional import either

_ANSWERS = re.compile(r"^\**(?:A|答)\**(?:\s*[:：]|\s{2,}|\u3000|\s(?=[\u4e00-\u9fff“*]))")
_QUESTION = re.compile(r"[？?]\W*$")
_OPENS = re.compile(r"^[>\s*]*[“「『\"]")
_INTERVIEW = re.compile(either(r"专访|访谈|对话|采访|问答|圆桌|对谈|实录|座谈|纪要|论坛|沙龙"))
LONGEST_QUOTATION = 12  # paragraphs
LONGEST_EPIGRAPH = 6  # lines, its signature among them
Section = tuple[tuple[str, ...], list[Line]]  # the path of headings and the lines with text below it


@dataclass(frozen=True, slots=True)
class Speeches:
    """The turn that each line belongs to, and the names of all speakers in order of appearance."""

    at: dict[int, Turn] = field(default_factory=dict)
    names: tuple[str, ...] = ()


def find_speeches(sections: Iterable[Section], title: str = "") -> Speeches:
    """Read every section of a document; its title may name who is interviewed."""
    listed = list(sections)
    above = _Introductions(title)
    turns = [turn for path, lines in listed for turn in _turns(above.titles(path), lines, above.lines(path, lines))]
    known = _people(turns)
    taken = {index for turn in turns for index in turn.lines}
    for _, lines in listed:
        turns += _quotations([line for line in lines if line.index not in taken], known)
    turns.sort(key=lambda turn: turn.lines[0])
    full = {person.name: person for person in _people(turns)}
    at = {index: turn for turn in (_filled(turn, full) for turn in turns) for index in turn.lines}
    return Speeches(at, tuple(full))


class _Introductions:
    """What the sections above a section say of who is interviewed in it."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._first: dict[tuple[str, ...], list[Line]] = {}  # the first lines below each heading of an interview

    def titles(self, path: tuple[str, ...]) -> tuple[str, ...]:
        """The headings over a section; that of the document where an interview is all of it."""
        return (self._title, *path) if _INTERVIEW.search(self._title) else path

    def lines(self, path: tuple[str, ...], lines: list[Line]) -> list[Line]:
        """The first lines below the headings over a section, as far as those are of interviews."""
        if _INTERVIEW.search(path[-1] if path else self._title):
            self._first.setdefault(path, lines[:PREAMBLE])
        return [line for depth in range(len(path)) for line in self._first.get(path[:depth], [])]


def _turns(path: tuple[str, ...], lines: Sequence[Line], above: Sequence[Line]) -> list[Turn]:
    """The turns of one section; a heading that asks (Q3 …？) over a line that answers is one too."""
    if path and lines and _QUESTION.search(path[-1]):
        number = number_at(path[-1])
        asked = path[-1][number.end if number else 0 :].strip()
        guests = find_guests((), path[:-1], above) if len(path) > 1 or above else []
        if _ANSWERS.match(lines[0].text) or guests:
            person = guests[0] if guests else None
            turns = find_turns(lines, path, above)
            return turns or [Turn(tuple(line.index for line in lines), person, asked, lines[0].index)]
    return find_turns(lines, path, above)


def _quotations(lines: Sequence[Line], known: Sequence[Person]) -> list[Turn]:
    """A paragraph that quotes one person, a quotation over its signature, or one that the paragraph above introduces."""
    turns, place, last = [], 0, None
    while place < len(lines):
        turn = _quotation(lines[place : place + LONGEST_QUOTATION], known, last)
        taken = len(turn.lines) if turn else 1
        turns += [turn] if turn else []
        for line in lines[place : place + taken]:
            last = last_named(line.text[-LONGEST_PARAGRAPH:], known, last)
        place += taken
    return turns


def _quotation(lines: Sequence[Line], known: Sequence[Person], last: Person | None) -> Turn | None:
    """The quotation that begins on the first of the lines."""
    text, first = lines[0].text, lines[0].index
    introduced = introduced_person(text, known, last) if len(lines) > 1 else None
    if introduced and not number_at(lines[1].text.strip()):
        count = 1 + _unclosed(lines[1:])
        return Turn(tuple(line.index for line in lines[: count + 1]), introduced, None, lines[1].index)
    if _OPENS.match(text):
        for count in range(1, min(len(lines), LONGEST_EPIGRAPH)):
            signed = signed_person(lines[count].text)
            if signed and lines[count].index - first < LONGEST_EPIGRAPH:
                return Turn(tuple(line.index for line in lines[: count + 1]), signed, None, first)
    quoted = quoted_person(text, known, last)
    if not quoted:
        return None
    return Turn(tuple(line.index for line in lines[: 1 + _unclosed(lines)]), quoted, None, first)


def _unclosed(lines: Sequence[Line]) -> int:
    """How many of the following paragraphs go on with the quotation: each opens again, the last one closes it."""
    count = 0
    while count + 1 < len(lines) and _is_open(lines[count].text) and _OPENS.match(lines[count + 1].text):
        count += 1
    return count


def _is_open(text: str) -> bool:
    return max(text.rfind(mark) for mark in "“「") > max(text.rfind(mark) for mark in "”」")


def _people(turns: Iterable[Turn]) -> list[Person]:
    """Every speaker once, with the organisation and role that any mention gives."""
    people: dict[str, Person] = {}
    for person in (turn.person for turn in turns if turn.person):
        known = people.get(person.name, person)
        people[person.name] = Person(person.name, known.organisation or person.organisation, known.role or person.role)
    return list(people.values())


def _filled(turn: Turn, people: dict[str, Person]) -> Turn:
    if turn.person is None:
        return turn
    return Turn(turn.lines, people[turn.person.name], turn.asked, turn.answer)
