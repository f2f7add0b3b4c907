"""Lines into paragraphs, over the ends of lines, columns and pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.formats.pdf.fragments import joined
from corpus.formats.pdf.shapes import Line, Table
from corpus.structure.headings import SPEECH
from corpus.structure.numbering import BULLET, number_at
from corpus.tables.captions import is_caption, is_note

SAME_SIZE = 0.06  # share by which the size of type may differ within a paragraph
INDENT = 0.8  # of the size; a first line is set in by more
SPARE = 1.1  # of the size; what may be left at the end of a full line beside the word that did not fit
FILLED = 0.55  # of the size; less room than a digit takes
WIDEST = 2.4  # sizes between the baselines of running text
SHORT = 3.0  # of the size; what is left on a line that does not fill its column
LOOSE = 1.3  # times the usual distance of lines; more is the space between paragraphs
CENTRED = 3.0  # points
LONGEST_TITLE = 30  # characters; a longer bold line may be the beginning of a paragraph
SMALL = 0.93  # of the size of the text: footnotes
FOOTNOTE = re.compile(r"^(?:[①-⑳⑴-⒇*＊†‡]|[\[［【(（]?\d{1,2}[\]］】)）]?(?!\d|[.．]\d))\s*\S")
SENTENCE_END = re.compile(r"[。！？!?；;…：:][”’」』）)\]】]*$")
PUNCTUATION = re.compile(r"[。！？!?；;…：:，,、.）)”’」』\]】]$")
TURN = re.compile(r"^(?:Q\d*|A\d*|[\u4e00-\u9fff·]{1,8}(?:[（(][^）)]{1,20}[）)])?)[：:]")
WORD = re.compile(r"[A-Za-z0-9.,%‰+\-/]+[，。；：！？、）”’》」』,.;:!?)]*|.[，。；：！？、）”’》」』]*")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The text of one paragraph, with where in it each page after the first begins."""

    text: str
    page: int
    size: float
    bold: bool
    lines: tuple[Line, ...]
    breaks: tuple[tuple[int, int], ...] = ()  # (page, offset in text)
    footnote: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A table and the page that it begins on."""

    table: Table
    page: int
    breaks: tuple[tuple[int, int], ...] = ()  # (page, row) where each further page begins


Block = Paragraph | Placed


def paragraphs_of(items: Sequence[Line | Placed]) -> list[Block]:
    """The paragraphs and tables, in order. A page's footnotes come before the paragraph that its end breaks."""
    setting = Setting.of([item for item in items if isinstance(item, Line)])
    blocks: list[Block] = []
    for item in items:
        if isinstance(item, Placed):
            blocks.append(item)
        elif setting.is_footnote(item, blocks[-1] if blocks else None):
            _add_footnote(blocks, item)
        else:
            _add(blocks, item, setting)
    return blocks


def _add(blocks: list[Block], line: Line, setting: Setting) -> None:
    last = _open_paragraph(blocks, line)
    if last is not None:
        paragraph = blocks[last]
        assert isinstance(paragraph, Paragraph)
        if setting.goes_on(paragraph, line):
            del blocks[last]
            blocks.append(_extended(paragraph, line))
            return
    blocks.append(Paragraph(line.text, line.page, line.size, line.bold, (line,)))


def _open_paragraph(blocks: Sequence[Block], line: Line) -> int | None:
    """The place of the paragraph that the line may go on with: the last one, footnotes of a page before passed over."""
    for place in range(len(blocks) - 1, -1, -1):
        block = blocks[place]
        if isinstance(block, Placed):
            return None
        if not block.footnote:
            return place
        if block.page == line.page and place == len(blocks) - 1 and block.lines[-1].column == line.column:
            return None
    return None


def _add_footnote(blocks: list[Block], line: Line) -> None:
    last = blocks[-1] if blocks else None
    if isinstance(last, Paragraph) and last.footnote and last.page == line.page and not FOOTNOTE.match(line.text):
        blocks[-1] = _extended(last, line)
    else:
        blocks.append(Paragraph(line.text, line.page, line.size, line.bold, (line,), footnote=True))


def _extended(paragraph: Paragraph, line: Line) -> Paragraph:
    text = joined(paragraph.text, line.text, paragraph.lines[-1].room < FILLED)
    breaks = paragraph.breaks
    if line.page != paragraph.lines[-1].page:
        breaks = (*breaks, (line.page, len(text) - len(line.text)))
    return replace(paragraph, text=text, lines=(*paragraph.lines, line), breaks=breaks)


@dataclass(frozen=True, slots=True)
class Setting:
    """How the text of a document is set."""

    size: float  # of most of the text
    leading: float  # usual distance of baselines, in sizes
    indented: bool  # paragraphs begin with an indent

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Setting:
        """Read off the lines themselves."""
        weights: Counter[float] = Counter()
        distances: Counter[float] = Counter()
        for line in lines:
            weights[round(2 * line.size) / 2] += len(line.text)
        for above, below in pairwise(lines):
            together = above.page == below.page and above.column == below.column and above.baseline < below.baseline
            if together and above.room <= SPARE:
                distances[round((below.baseline - above.baseline) / below.size, 1)] += 1
        size = max(weights, key=lambda key: weights[key]) if weights else 10.0
        text = [line for line in lines if abs(line.size - size) < 1]
        return cls(size, _leading(distances), sum(INDENT < line.indent < 3.5 for line in text) > 0.08 * len(text))

    def is_footnote(self, line: Line, before: Block | None) -> bool:
        """Small type at the foot of a page behind a mark, or what goes on with it."""
        if line.size > SMALL * self.size or is_caption(line.text) or is_note(line.text):
            return False
        if isinstance(before, Paragraph) and before.footnote and before.page == line.page:
            return before.lines[-1].column == line.column
        return bool(FOOTNOTE.match(line.text)) and not isinstance(before, Placed)

    def goes_on(self, paragraph: Paragraph, line: Line) -> bool:
        """Whether the line belongs to the paragraph before it."""
        last = paragraph.lines[-1]
        if abs(line.size - last.size) > SAME_SIZE * last.size or is_caption(line.text) or self._apart(last, line):
            return False
        if _is_title_rest(paragraph, line, self.size):
            return True
        if last.bold != line.bold and (SENTENCE_END.search(last.text) or len(paragraph.text) <= LONGEST_TITLE):
            return False
        if not self._fills(last, line) or BULLET.match(line.text) or is_note(line.text) or SPEECH.match(line.text):
            return False
        if SENTENCE_END.search(last.text) and (_ends_bare(line) or self._opens(paragraph, line)):
            return False
        return self._aligned(paragraph, last, line)

    def _apart(self, last: Line, line: Line) -> bool:
        """Whether more than the usual space lies between them."""
        if last.page != line.page or last.column != line.column or line.baseline <= last.baseline:
            return False
        return line.baseline - last.baseline > LOOSE * self.leading * max(line.size, last.size)

    def _fills(self, last: Line, line: Line) -> bool:
        """Whether the first word of the next line would not have fitted on the last."""
        word = WORD.match(line.text)
        width = (line.x1 - line.x0) / line.size * len(word.group() if word else "") / len(line.text)
        return last.room <= width + SPARE

    def _opens(self, paragraph: Paragraph, line: Line) -> bool:
        """Whether a line after a sentence is an item or a turn of a dialogue, not the text of a paragraph set in."""
        if self.indented and paragraph.lines[0].indent >= INDENT and line.indent < INDENT:
            return False
        return number_at(line.text) is not None or bool(TURN.match(line.text))

    def _aligned(self, paragraph: Paragraph, last: Line, line: Line) -> bool:
        """Whether the line begins where a paragraph goes on."""
        first = paragraph.lines[0]
        if len(paragraph.lines) > 1:
            return abs(line.indent - last.indent) < INDENT or (last.column != line.column and line.indent < INDENT)
        if line.indent - last.indent >= INDENT:  # set in: a new paragraph, or the text of an item that hangs
            return _hangs(first.text) and line.indent - first.indent < 4
        if last.indent - line.indent >= INDENT:
            return True
        if self.indented and last.indent >= INDENT and SENTENCE_END.search(last.text):
            return False
        if self.indented or not SENTENCE_END.search(last.text):
            return True
        return last.page == line.page and last.column == line.column


def _leading(distances: Counter[float]) -> float:
    """The commonest distance, of several the widest; lines further apart are no running text."""
    usual = {distance: count for distance, count in distances.items() if 1.0 <= distance <= WIDEST}
    return max(usual, key=lambda key: (usual[key], key)) if usual else 1.5


def _hangs(text: str) -> bool:
    return bool(BULLET.match(text)) or number_at(text) is not None or bool(TURN.match(text))


def _ends_bare(line: Line) -> bool:
    """A short line without a mark at its end: no last line of a paragraph, but a heading, a name, a date."""
    return line.room > SHORT and not PUNCTUATION.search(line.text)


def _is_title_rest(paragraph: Paragraph, line: Line, size: float) -> bool:
    """A heading broken into centred lines, or one set large, that ran to the edge."""
    last = paragraph.lines[-1]
    if line.size < 1.15 * size or last.page != line.page or number_at(line.text):
        return False
    centred = abs((line.x0 + line.x1) - (last.x0 + last.x1)) < 2 * CENTRED and line.indent > 1
    return centred and line.bold == last.bold and not SENTENCE_END.search(last.text)
