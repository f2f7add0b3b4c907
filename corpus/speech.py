"""Who speaks on which lines of a document: interviews first, then quotations in the running text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from corpus.interviews import Turn, find_turns
from corpus.lines import Line
from corpus.numbering import number_at
from corpus.people import Person
from corpus.quotations import introduced_person, quoted_person, signed_person

_ANSWERS = re.compile(r"^\**(?:A|答)\**(?:\s*[:：]|\s{2,}|\u3000|\s(?=[\u4e00-\u9fff“*]))")
_QUESTION = re.compile(r"[？?]\W*$")
_OPENS = re.compile(r"^[>\s*]*[“「『\"]")
LONGEST_EPIGRAPH = 6  # lines, its signature among them
Section = tuple[tuple[str, ...], list[Line]]  # the path of headings and the lines with text below it


@dataclass(frozen=True, slots=True)
class Speeches:
    """The turn that each line belongs to, and the names of all speakers in order of appearance."""

    at: dict[int, Turn] = field(default_factory=dict)
    names: tuple[str, ...] = ()


def find_speeches(sections: Iterable[Section]) -> Speeches:
    """Read every section of a document."""
    listed = list(sections)
    turns = [turn for path, lines in listed for turn in _turns(path, lines)]
    known = _people(turns)
    taken = {index for turn in turns for index in turn.lines}
    for _, lines in listed:
        turns += _quotations([line for line in lines if line.index not in taken], known)
    turns.sort(key=lambda turn: turn.lines[0])
    full = {person.name: person for person in _people(turns)}
    at = {index: turn for turn in (_filled(turn, full) for turn in turns) for index in turn.lines}
    return Speeches(at, tuple(full))


def _turns(path: tuple[str, ...], lines: Sequence[Line]) -> list[Turn]:
    """The turns of one section; a heading that asks (Q3 …？) over a line that answers is one too."""
    if path and lines and _QUESTION.search(path[-1]) and _ANSWERS.match(lines[0].text):
        number = number_at(path[-1])
        asked = path[-1][number.end if number else 0 :].strip()
        return [Turn(tuple(line.index for line in lines), None, asked, lines[0].index)]
    return find_turns(lines, path)


def _quotations(lines: Sequence[Line], known: Sequence[Person]) -> list[Turn]:
    """A paragraph that quotes one person, a quotation over its signature, or one that the paragraph above introduces."""
    turns, place = [], 0
    while place < len(lines):
        turn = _quotation(lines[place : place + LONGEST_EPIGRAPH], known)
        turns += [turn] if turn else []
        place += len(turn.lines) if turn else 1
    return turns


def _quotation(lines: Sequence[Line], known: Sequence[Person]) -> Turn | None:
    """The quotation that begins on the first of the lines."""
    text, first = lines[0].text, lines[0].index
    introduced = introduced_person(text, known) if len(lines) > 1 else None
    if introduced and not number_at(lines[1].text.strip()):
        return Turn((first, lines[1].index), introduced, None, lines[1].index)
    if _OPENS.match(text):
        for count in range(1, min(len(lines), LONGEST_EPIGRAPH)):
            signed = signed_person(lines[count].text)
            if signed and lines[count].index - first < LONGEST_EPIGRAPH:
                return Turn(tuple(line.index for line in lines[: count + 1]), signed, None, first)
    quoted = quoted_person(text, known)
    return Turn((first,), quoted, None, first) if quoted else None


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
