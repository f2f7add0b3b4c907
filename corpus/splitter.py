"""A document into passages (first version: lines packed to about 400 characters)."""

from __future__ import annotations

from corpus.document import Document, Kind, Parsed, Passage
from corpus.lines import Line, lines_of

LONGEST = 400


def split(document: Document) -> Parsed:
    """The passages of a document, in order."""
    groups: list[list[Line]] = []
    for line in lines_of(document.text):
        if line.blank:
            continue
        if groups and line.end - groups[-1][0].start <= LONGEST and ("\t" in line.text) == ("\t" in groups[-1][-1].text):
            groups[-1].append(line)
        else:
            groups.append([line])
    return Parsed(document, tuple(_passage(document, group) for group in groups))


def _passage(document: Document, group: list[Line]) -> Passage:
    start, end = group[0].start, group[-1].end
    return Passage(
        f"{document.doc_id}:{start}", document.doc_id, document.title, document.source, document.text[start:end],
        start, end, group[0].index + 1, group[-1].index + 1,
        Kind.TABLE if "\t" in group[0].text else Kind.PARAGRAPH,
    )
