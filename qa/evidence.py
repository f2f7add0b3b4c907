"""Evidence: the sentences and table rows of a passage, each with the words around it that it must be read with.

A sentence in a report is rarely whole by itself: its city stands in the heading, its year in the caption, its speaker
above the paragraph. `Evidence.context` holds those words, so that a question's terms may be met there.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.document import Kind, Passage, Row
from corpus.sentences import sentence_spans
from index.segmenter import normalise


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence or one table row: `passage.text[start:end]`."""

    passage: Passage
    start: int  # in the passage's text
    end: int
    text: str  # normalised for matching; a row's cells are preceded by their column names
    context: str  # normalised: document title, heading path, caption, group, speaker, the question answered
    before: str  # normalised: the sentence before it in the same passage
    row: Row | None = None

    @property
    def quote(self) -> str:
        """The source's own characters."""
        return self.passage.text[self.start : self.end]


def evidence_of(passage: Passage) -> tuple[Evidence, ...]:
    """The sentences of a passage in order, or its table rows and what stands around them."""
    around = surroundings(passage)
    rows = {row.start - passage.start: row for row in passage.table.rows} if passage.table else {}
    found: list[Evidence] = []
    before = ""
    for start, end in sentence_spans(passage.text):
        row = rows.get(start)
        text = normalise(row_text(passage, row) if row else passage.text[start:end])
        context = f"{around} {normalise(row.group)}" if row and row.group else around
        found.append(Evidence(passage, start, end, text, context, before, row))
        before = "" if row else text
    return tuple(found)


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
