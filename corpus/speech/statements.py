"""What people say in a document: the exact words of each speech, with who says them and in answer to what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.document import Passage
from corpus.speech.interviews import words_behind_mark
from corpus.speech.openings import LABEL
from corpus.speech.people import Person, is_name
from corpus.speech.quotations import Said, introduced_person, last_named, said_in, signed_person
from corpus.structure.lines import lines_of
from corpus.structure.traditional import either

_EDGES = ' \t\u3000\n*>“”「」『』"'
_COLUMNS = (
    ("name", re.compile(either(r"发言人|说话人|发言者|讲话人|嘉宾|受访|姓名|人物"))),
    ("words", re.compile(either(r"内容|发言$|原话|观点|转写|文字|讲话$|回答|表态|语录"))),
    ("organisation", re.compile(either(r"单位|机构|公司|组织"))),
    ("role", re.compile(either(r"职务|职位|身份|头衔"))),
)


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
        if passage.table:
            yield from _of_rows(passage)
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


def _of_rows(passage: Passage) -> Iterator[Statement]:
    """A transcript in a table: a column of speakers and one of what they say."""
    header = passage.table.header if passage.table else ()
    columns = {name: next((i for i, title in enumerate(header) if by.search(title)), None) for name, by in _COLUMNS}
    who, what = columns["name"], columns["words"]
    for row in passage.table.rows if passage.table and who is not None and what is not None else ():
        cells = {name: row.cells[i] for name, i in columns.items() if i is not None and i < len(row.cells)}
        name, words = cells.get("name"), cells.get("words")
        if name and words and (is_name(name.text.strip()) or LABEL.fullmatch(name.text.strip())):
            posts = [cells[part].text.strip() or None if part in cells else None for part in ("organisation", "role")]
            start, end = words.start - passage.start, words.end - passage.start
            start, end = _trimmed(passage.text, start, end, _EDGES)
            if start < end:
                yield Statement(passage, start, end, Person(name.text.strip(), posts[0], posts[1]))


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
