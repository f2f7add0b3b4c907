"""What is kept of each page until all are read, and whether its text can be trusted."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

import pypdfium2

from corpus.files.progress import tell
from corpus.formats.pdf.drawings import PICTURED
from corpus.formats.pdf.fragments import fragments_of
from corpus.formats.pdf.furniture import rows_of
from corpus.formats.pdf.glyphs import content_of
from corpus.formats.pdf.ocr import FindRecogniser
from corpus.formats.pdf.quality import damage, is_garbled
from corpus.formats.pdf.ruled import find_ruled
from corpus.formats.pdf.shapes import Fragment, PageContent, Table

FEW = 30  # characters; a page that is a picture and has no more is a scan, with a stamp or a caption at most
TRACES = 0.02  # of the page under pictures, where it has no characters at all
DRAWN = 60  # pieces; a page without characters made of so many has its letters drawn as curves
MOST_DAMAGE = 0.4  # of the characters of a line that is left out

log = logging.getLogger(__name__)


class State(Enum):
    """What became of a page."""

    READ = "read"
    RECOGNISED = "recognised"  # by OCR
    SCANNED = "scanned"
    GARBLED = "garbled"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page: rows of fragments from the top down, and the ruled tables between them."""

    number: int
    height: float
    state: State
    rows: list[list[Fragment]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    dropped: int = 0  # lines left out because their characters stand for nothing
    turned: int = 0  # letters left out because they stand across the text


def read_leaves(document: pypdfium2.PdfDocument, count: int, recogniser: FindRecogniser) -> Iterator[Leaf]:
    """The first `count` pages; those without readable text by OCR, where there is a recogniser."""
    for index in range(count):
        tell("读取 PDF", index, count)
        try:
            page = document[index]
            try:
                yield _leaf(page, index + 1, recogniser)
            finally:
                page.close()
        except pypdfium2.PdfiumError as error:
            log.warning("page %d cannot be read: %s", index + 1, error)
            yield Leaf(index + 1, 1.0, State.BROKEN)


def _leaf(page: pypdfium2.PdfPage, number: int, find: FindRecogniser) -> Leaf:
    content = content_of(page, number)
    state = _state(content)
    recogniser = find() if state is not State.READ else None
    if recogniser is not None:
        fragments = recogniser.recognise(page, content.height)
        if fragments:
            return Leaf(number, content.height, State.RECOGNISED, rows_of(fragments))
    if state is State.GARBLED:
        return Leaf(number, content.height, state)
    tables, rest = find_ruled(content)
    rows = rows_of(fragments_of(rest))
    sound = [row for row in rows if not _is_damaged(row)]
    return Leaf(number, content.height, state, sound, tables, len(rows) - len(sound), content.turned)


def _state(content: PageContent) -> State:
    text = "".join(glyph.text for glyph in content.glyphs)
    if not text.strip():
        return State.SCANNED if content.pictured > TRACES or content.drawn > DRAWN else State.READ
    if is_garbled(text):
        return State.GARBLED
    return State.SCANNED if content.pictured > PICTURED and len(text.strip()) < FEW else State.READ


def _is_damaged(row: Sequence[Fragment]) -> bool:
    return damage("".join(fragment.text for fragment in row)) > MOST_DAMAGE
