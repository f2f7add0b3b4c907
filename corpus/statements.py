"""What people say in a document: the exact words of each speech, with who says them and in answer to what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.document import Passage
from corpus.interviews import words_behind_mark
from corpus.lines import lines_of
from corpus.people import Person
from corpus.quotations import Said, introduced_person, last_named, said_in, signed_person

_EDGES = ' \t\u3000\n*>“”「」『』"'


@dataclass(frozen=True, slots=True)
class Statement:
    """One stretch that somebody says: `passage.text[start:end]`."""

    passage: Passage
    start: int
    end: int
    person: Person
    asked: str | None = None  # the question that it answers
    direct: bool = True  # the person's own words, not what the author makes of them


def find_statements(passages: Sequence[Passage]) -> Iterator[Statement]:
    """The statements of one document, in order. `passages` are all of its passages."""
    known = _speakers(passages)
    last: Person | None = None
    for passage in passages:
        if passage.table or "\t" in passage.text:
            continue
        spoken = _of_turn(passage, known) if passage.speaker else None
        if spoken:
            yield from spoken
        else:
            yield from _of_prose(passage, known, last)
        last = last_named(passage.text, known, last)


def _speakers(passages: Iterable[Passage]) -> list[Person]:
    """Everybody who speaks in a passage of his own, once."""
    people = {p.speaker: Person(p.speaker, p.organisation, p.role) for p in passages if p.speaker}
    return list(people.values())


def _of_prose(passage: Passage, known: Sequence[Person], last: Person | None) -> Iterator[Statement]:
    for line in lines_of(passage.text):
        for said in said_in(line.text, known, last):
            full = next((one for one in known if one.name == said.person.name), said.person)
            person = said.person if said.person.role else full
            yield Statement(passage, line.start + said.start, line.start + said.end, person, None, said.direct)
        last = last_named(line.text, known, last)


def _of_turn(passage: Passage, known: Sequence[Person]) -> list[Statement]:
    """The words of a passage that has a speaker; nothing where they stand in the quotation marks of a paragraph."""
    person = Person(passage.speaker or "", passage.organisation, passage.role)
    start, opened = _behind_question(passage)
    if not passage.asked and not opened:
        quoted = [one for line in lines_of(passage.text) for one in _quotes(line.text, known, person)]
        introduced = introduced_person(passage.text.split("\n")[0], known, person)
        if quoted:
            return []
        if introduced:
            return list(_paragraphs(passage, person))
    end = len(passage.text)
    lines = [line for line in lines_of(passage.text) if line.text.strip()]
    if len(lines) > 1 and signed_person(lines[-1].text):
        end = lines[-1].start
    start, end = _trimmed(passage.text, start, end, " \t\u3000\n*>" if passage.asked or opened else _EDGES)
    return [Statement(passage, start, end, person, passage.asked)] if start < end else []


def _quotes(text: str, known: Sequence[Person], person: Person) -> list[Said]:
    return [one for one in said_in(text, known, person) if one.direct and one.person.name == person.name]


def _paragraphs(passage: Passage, person: Person) -> Iterator[Statement]:
    """Each paragraph below 某某表示：."""
    for line in lines_of(passage.text)[1:]:
        start, end = _trimmed(passage.text, line.start, line.end, _EDGES)
        if start < end:
            yield Statement(passage, start, end, person)


def _behind_question(passage: Passage) -> tuple[int, bool]:
    """Where the words begin: behind the question, headings, signature and the speaker's mark; and whether one is there."""
    text, start = passage.text, 0
    for part in (passage.asked or "").split("\n"):
        at = text.find(part, start) if part else -1
        start = at + len(part) if at >= 0 else start
    start = _line_end(text, start) if start else 0
    lines = [line for line in lines_of(text) if line.start >= start and line.text.strip()]
    for line in lines:  # the speaker's mark may stand below the names of those who take part
        behind = words_behind_mark(line.text, passage.speaker or "")
        if behind:
            return line.start + behind, True
        if len(line.text) > 60:
            break
    for line in lines[:4]:
        if signed_person(line.text) and line is not lines[-1]:
            start = line.end
    lines = [line for line in lines if line.start >= start]
    above = {re.sub(r"\W", "", heading) for heading in passage.heading_path}
    for line in lines:
        if re.sub(r"\W", "", line.text) not in above and not signed_person(line.text):
            return line.start, False
    return len(text), False


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end + 1


def _trimmed(text: str, start: int, end: int, edges: str) -> tuple[int, int]:
    while start < end and text[start] in edges:
        start += 1
    while start < end and text[end - 1] in edges:
        end -= 1
    return start, end
