"""What people say in a document: the exact words of each speech, with who says them and in answer to what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.document import Passage
from corpus.interviews import words_behind_mark
from corpus.lines import lines_of
from corpus.people import Person
from corpus.quotations import signed_person

_EDGES = " \t\u3000\n*>"


@dataclass(frozen=True, slots=True)
class Statement:
    """One stretch that somebody says: `passage.text[start:end]`."""

    passage: Passage
    start: int
    end: int
    person: Person
    asked: str | None = None  # the question that it answers
    direct: bool = True  # the person's own words, not what the author makes of them


def find_statements(passages: Iterable[Passage]) -> Iterator[Statement]:
    """The statements of a document's passages, in order."""
    for passage in passages:
        if passage.speaker:
            start, end = _said(passage)
            if start < end:
                person = Person(passage.speaker, passage.organisation, passage.role)
                yield Statement(passage, start, end, person, passage.asked)


def _said(passage: Passage) -> tuple[int, int]:
    """The words themselves: without headings, question, signature and the mark of the speaker."""
    above = {re.sub(r"\W", "", heading) for heading in passage.heading_path}
    asked = re.sub(r"\W", "", passage.asked or "")
    start, end = 0, len(passage.text)
    for line in lines_of(passage.text):
        bare = re.sub(r"\W", "", line.text)
        if not bare or bare in above or signed_person(line.text) or (asked and bare.endswith(asked)):
            start = min(line.end + 1, end)
        else:
            start = line.start + words_behind_mark(line.text, passage.speaker or "")
            break
    while start < end and passage.text[start] in _EDGES:
        start += 1
    while start < end and passage.text[end - 1] in _EDGES:
        end -= 1
    return start, end
