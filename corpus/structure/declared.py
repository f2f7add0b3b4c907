"""What a format declares about its lines, in the terms of the splitter."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.document import Document, Mark, MarkKind
from corpus.structure.headings import Heading
from corpus.structure.lines import Line
from corpus.structure.numbering import number_at

ENOUGH = 2  # declared headings; a lone one is a title page, and the headings of the text still have to be guessed


@dataclass(frozen=True, slots=True)
class Declared:
    """The indexes of the lines that the format says something of; all empty for plain text."""

    furniture: frozenset[int]
    captions: frozenset[int]
    items: frozenset[int]
    headings: tuple[Heading, ...]
    laid_out: bool  # the format knows pages or structure: what repeats in its text is no page furniture

    @property
    def outlined(self) -> bool:
        """Whether the declared headings are all the headings there are."""
        return len(self.headings) >= ENOUGH


def declared(document: Document, lines: Sequence[Line]) -> Declared:
    """Read the marks of a document."""
    starts = [line.start for line in lines]

    def spans(kind: MarkKind) -> list[range]:
        return [_lines_of(mark, starts) for mark in document.marks if mark.kind is kind]

    def indexes(kind: MarkKind) -> frozenset[int]:
        return frozenset(index for span in spans(kind) for index in span)

    marks = [mark for mark in document.marks if mark.kind is MarkKind.HEADING]
    headings = [_heading(document.text, mark, _lines_of(mark, starts)) for mark in marks]
    return Declared(
        indexes(MarkKind.FURNITURE),
        indexes(MarkKind.CAPTION),
        indexes(MarkKind.ITEM),
        tuple(heading for heading in headings if heading.title),
        bool(document.marks or document.grids or document.pages),
    )


def _lines_of(mark: Mark, starts: Sequence[int]) -> range:
    """The indexes of the lines that a mark touches."""
    return range(
        bisect_right(starts, mark.start) - 1, max(bisect_left(starts, mark.end), bisect_right(starts, mark.start))
    )


def _heading(text: str, mark: Mark, span: range) -> Heading:
    """Declared levels count as the # of Markdown do."""
    title = " ".join(text[mark.start : mark.end].split())
    number = number_at(title)
    level = max(mark.level, 1)
    return Heading(span[0], span[-1], title, "#" * level, level, number.value if number else None)
