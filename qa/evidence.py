"""Evidence: the sentences and table rows of a passage, each with the words around it that it must be read with.

A sentence in a report is rarely whole by itself: its city stands in the heading, its year in the caption, its speaker
above the paragraph. `Evidence.context` holds those words, so that a question's terms may be met there.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Kind, Passage, Row
from corpus.speech.people import ROLE
from corpus.structure.sentences import sentence_spans
from index.segmenter import normalise

TOTAL = re.compile(r"^(?:合计|总计|小计|全[省市国]合?计?|总[数体]?|平均|其中)")
CAPTION = re.compile(r"^\W*[图表]\s*[\d一二三四五六七八九十.\-]*\s*[::]|^\W*[图表]\s*\d+(?:[-.]\d+)*\s*\S{2,40}$")
LETTER = re.compile(r"\w")
# 某某事务所 合伙人: where somebody works and as what, and not who.
POST = re.compile(
    rf"\W*\S{{2,30}}(?:公司|集团|事务所|研究院|研究所|大学|学院|中心|协会|银行|部|局)\s+\S{{0,12}}?{ROLE.pattern}\W*"
)
INTRODUCING = 4  # letters beside name, organisation and role: 我是, 嘉宾, A


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence or one table row: `passage.text[start:end]`."""

    passage: Passage
    start: int  # in the passage's text
    end: int
    text: str  # normalised for matching; a row's cells are preceded by their column names
    context: str  # normalised: document title, heading path, caption, group, speaker, the question answered
    before: str  # normalised: the sentence before it in the same passage, and the last one that announced with a colon
    row: Row | None = None
    frame: bool = (
        False  # a heading, a caption, a header line, a speaker's name: it says what is told, and tells nothing
    )

    @property
    def quote(self) -> str:
        """The source's own characters."""
        return self.passage.text[self.start : self.end]


def evidence_of(passage: Passage) -> tuple[Evidence, ...]:
    """The sentences of a passage in order, or its table rows and what stands around them."""
    around = surroundings(passage)
    found: list[Evidence] = []
    before = lead = ""
    for start, end, row in _spans(passage):
        text = normalise(row_text(passage, row) if row else passage.text[start:end])
        context = f"{around} {normalise(row.group)}" if row and row.group else around
        frame = row is None and (_frames(passage, start, text) or _introduces(passage, text))
        ahead = before if lead in before else f"{lead}\n{before}"
        found.append(Evidence(passage, start, end, text, context, ahead, row, frame))
        before = "" if row else text
        lead = text if announces(text) else "" if row else lead
    return tuple(found)


def _spans(passage: Passage) -> Iterator[tuple[int, int, Row | None]]:
    """Start and end of every sentence; a line of a table counts once for each of the rows that stand on it."""
    rows = passage.table.rows if passage.table else ()
    starts = [row.start - passage.start for row in rows]
    for start, end in sentence_spans(passage.text):
        here = rows[bisect_left(starts, start) : bisect_left(starts, end)]
        for row in here:
            yield row.start - passage.start, row.end - passage.start, row
        if not here:
            yield start, end, None


def _frames(passage: Passage, start: int, text: str) -> bool:
    if passage.table and passage.table.rows and passage.start + start < passage.table.rows[0].start:
        return True
    return bool(CAPTION.match(text)) or any(text.strip() in normalise(heading) for heading in passage.heading_path)


def _introduces(passage: Passage, text: str) -> bool:
    """Whether a line says who speaks and hardly anything else: ——沈可凡 某某公司总经理."""
    named = [
        name for part in (passage.speaker, passage.organisation, passage.role) if part and (name := normalise(part))
    ]
    rest = text
    for name in named:
        rest = rest.replace(name, "")
    return bool(POST.fullmatch(text)) or (rest != text and len(LETTER.findall(rest)) <= INTRODUCING)


def announces(text: str) -> bool:
    """Whether a sentence only says what follows it."""
    return text.rstrip().endswith((":", "："))


def is_total(row: Row) -> bool:
    """Whether a row adds up the others."""
    return any(TOTAL.match(cell.text) for cell in row.cells[:2])


def surroundings(passage: Passage) -> str:
    """The normalised words that hold for the whole passage."""
    parts = [passage.title, *passage.heading_path]
    if passage.table:
        parts += [passage.table.caption, passage.table.unit, *passage.table.header, passage.table.note]
    if passage.kind is Kind.SPEECH or passage.speaker:
        parts += [part for part in (passage.speaker, passage.organisation, passage.role, passage.asked) if part]
    return normalise("\n".join(parts))


def row_text(passage: Passage, row: Row) -> str:
    """A row's cells, each after its column's name."""
    header = passage.table.header if passage.table else ()
    pairs = []
    for column, cell in enumerate(row.cells):
        name = header[column] if column < len(header) else ""
        pairs.append(f"{name} {cell.text}".strip())
    return "；".join(pair for pair in pairs if pair)
