"""A document into passages along its own structure: furniture out, tables, headings, speech, then packing."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.document import Document, Kind, Parsed, Passage
from corpus.files.progress import tell
from corpus.policies.find import find_policies
from corpus.policies.glossary import find_glossary
from corpus.speech.interviews import Turn
from corpus.speech.turns import Speeches, find_speeches
from corpus.structure.contents import Contents, find_contents
from corpus.structure.declared import declared
from corpus.structure.furniture import furniture
from corpus.structure.headings import CLAUSE, ITEM_STYLES, Heading, find_headings
from corpus.structure.lines import Line, lines_of
from corpus.structure.numbering import BULLET, number_at
from corpus.structure.outline import heading_paths
from corpus.structure.packing import LEADS_ON, LONGEST, SENTENCE_END, Piece, pack
from corpus.structure.pages import touched
from corpus.tables.captions import is_caption
from corpus.tables.find import Frame, TableBlock, find_tables
from corpus.tables.parts import parts_of

TINY = 80  # characters; neighbouring sections below that share a passage
FILLER = 60  # characters under a heading that may stand before the first section below it
LIST_STYLES = ITEM_STYLES - {CLAUSE}
SPLITTING, STEPS = "切分", 6  # a stage of progress, and its steps
NEAR = 8  # lines that a page break takes


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring lines of one section and one speaker, from which passages are packed."""

    pieces: tuple[Piece, ...]
    path: tuple[str, ...]
    turn: Turn | None = None
    joined: bool = False  # nothing but blank lines between it and the block before it
    shared: bool = False  # made of several tiny sections

    @property
    def length(self) -> int:
        """Characters from the first to the last, blank lines among them."""
        return self.pieces[-1].end - self.pieces[0].start

    @property
    def bare(self) -> bool:
        """Headings with hardly any text below them, or a line that leads on to headings or to an interview."""
        text = sum(piece.end - piece.start for piece in self.pieces if not piece.heading)
        leads = self.pieces[0].heading or LEADS_ON.search(self.pieces[-1].text)
        return bool(leads) and text <= FILLER and self.turn is None


def split(document: Document) -> Parsed:
    """Take a document apart.

    Every character that is neither white space, page furniture nor table of contents lies in exactly one passage,
    and the passages are in document order.
    """
    tell(SPLITTING, 0, STEPS)
    layout = Layout(document)
    tell(SPLITTING, 4, STEPS)
    passages = sorted([*layout.table_passages(), *layout.text_passages()], key=lambda passage: passage.start)
    tell(SPLITTING, 5, STEPS)
    glossary = find_glossary(document.text)
    return Parsed(
        document,
        tuple(passages),
        _warnings(document),
        sum(not table.continues for table in layout.tables),
        layout.speeches.names,
        glossary,
        find_policies(passages, glossary),
    )


def _indexes(tables: Sequence[TableBlock]) -> frozenset[int]:
    return frozenset(index for table in tables for index in range(table.first, table.end + 1))


class Layout:
    """What every line of a document is."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.lines = lines_of(document.text)
        self.starts = [line.start for line in self.lines]
        self.declared = declared(document, self.lines)
        ornaments = self.declared.furniture if self.declared.laid_out else furniture(self.lines)
        contents = find_contents(self.lines, ornaments)
        self.skip = ornaments | contents.lines
        tell(SPLITTING, 1, STEPS)
        self.tables = self._find_tables()
        self.tabular = _indexes(self.tables)
        tell(SPLITTING, 2, STEPS)
        self.headings = self._find_headings(contents)
        self.heading_at = {
            index: heading for heading in self.headings for index in range(heading.first, heading.last + 1)
        }
        self.paths = self._paths()
        self.tables = [self._with_headings(table) for table in self.tables]
        self.tabular = _indexes(self.tables)
        tell(SPLITTING, 3, STEPS)
        self.speeches: Speeches = find_speeches(self._sections(), self.document.title)

    def _find_tables(self) -> list[TableBlock]:
        """Those that the format declares, and those that plain text shows between them."""
        headings = frozenset(
            index for heading in self.declared.headings for index in range(heading.first, heading.last + 1)
        )
        frame = Frame(self.skip, self.declared.captions, headings)
        return find_tables(self.lines, frame, self.document.grids)

    def _find_headings(self, contents: Contents) -> list[Heading]:
        """Those that the format declares; all others are guessed unless it declares an outline."""
        taken = self.skip | self.tabular
        known = [heading for heading in self.declared.headings if heading.first not in taken]
        if self.declared.outlined:
            return known
        lines = frozenset(index for heading in known for index in range(heading.first, heading.last + 1))
        guessed = find_headings(self.lines, taken | lines | self.declared.captions | self.declared.items, contents)
        return sorted([*known, *guessed], key=lambda heading: heading.first)

    def _is_caption(self, line: Line) -> bool:
        return line.index in self.declared.captions or is_caption(line.text)

    def _with_headings(self, table: TableBlock) -> TableBlock:
        """The table with the headings right above it, which belong to its first passage."""
        for index in range(table.first - 1, -1, -1):
            if index in self.heading_at:
                table = replace(table, first=index)
            elif not self.lines[index].blank:
                break
        return table

    def _paths(self) -> list[tuple[str, ...]]:
        """For every line the path of the heading it stands under."""
        found = dict(zip(self.headings, heading_paths(self.headings, self.document.title), strict=True))
        paths: list[tuple[str, ...]] = []
        path: tuple[str, ...] = ()
        for line in self.lines:
            heading = self.heading_at.get(line.index)
            path = found[heading] if heading else path
            paths.append(path)
        return paths

    def _sections(self) -> Iterator[tuple[tuple[str, ...], list[Line]]]:
        """The lines with plain text of each section, under the section's path."""
        section: list[Line] = []
        path: tuple[str, ...] = ()
        for line in self.lines:
            heading = self.heading_at.get(line.index)
            if heading and heading.first == line.index:
                yield path, section
                section, path = [], self.paths[line.index]
            plain = not line.blank and line.index not in self.skip and line.index not in self.tabular
            if plain and not heading and not self._is_caption(line):
                section.append(line)
        yield path, section

    def table_passages(self) -> Iterator[Passage]:
        """Each table as one passage or, cut at rows, as several."""
        for block in self.tables:
            for start, end, table in parts_of(block, self.lines):
                yield replace(self._passage(start, end, self.paths[block.body]), kind=Kind.TABLE, table=table)

    def text_passages(self) -> Iterator[Passage]:
        """Everything else."""
        for block in _merged(list(self._blocks())):
            for group in pack(block.pieces):
                yield self._of_pieces(group, block)

    def _of_pieces(self, group: Sequence[Piece], block: Block) -> Passage:
        passage = self._passage(group[0].start, group[-1].end, block.path)
        if block.turn:
            person = block.turn.person
            return replace(
                passage,
                kind=Kind.SPEECH if person else Kind.PARAGRAPH,
                speaker=person.name if person else None,
                organisation=person.organisation if person else None,
                role=person.role if person else None,
                asked=block.turn.asked or None,  # a question mark without a question
            )
        return replace(passage, kind=_kind(group))

    def _blocks(self) -> Iterator[Block]:
        """Runs of lines that nothing separates: no furniture, table, heading or change of speaker."""
        run: list[Line] = []
        joined = False
        for line in (line for line in self.lines if not line.blank):
            if run and self._separate(run[-1], line):
                yield self._block(run, joined)
                run, joined = [], True
            if line.index not in self.skip and line.index not in self.tabular:
                run.append(line)
            elif not run:
                joined = False
        if run:
            yield self._block(run, joined)

    def _separate(self, last: Line, line: Line) -> bool:
        """Whether a passage must end between two neighbouring lines with text."""
        if line.index in self.tabular:
            return True
        if line.index in self.skip:
            return not self._broken_by_page(last, line)
        heading = self.heading_at.get(line.index)
        if heading and self.heading_at.get(last.index) is not heading:
            return True
        return self.speeches.at.get(last.index) is not self.speeches.at.get(line.index)

    def _broken_by_page(self, last: Line, line: Line) -> bool:
        """Whether a sentence runs on behind page furniture: text without its end above, text that goes on below."""
        if SENTENCE_END.search(last.text) or last.index in self.heading_at or not _reads_as_text(last.text):
            return False
        near = self.lines[line.index + 1 : last.index + NEAR + 1]
        following = next((other for other in near if not other.blank and other.index not in self.skip), None)
        if following is None or not _reads_as_text(following.text):
            return False
        return following.index not in self.heading_at and following.index not in self.tabular

    def _block(self, run: Sequence[Line], joined: bool) -> Block:
        turn = self.speeches.at.get(run[-1].index)
        pieces: list[Piece] = []
        clause = False
        for line in run:
            text = line.text.strip()
            start = line.start + line.text.index(text)
            heading, number = line.index in self.heading_at, number_at(text)
            opens_clause = number is not None and number.style == CLAUSE
            listed = bool(BULLET.match(text)) or (number is not None and number.style in LIST_STYLES)
            item = not heading and (listed or line.index in self.declared.items)
            question = turn is not None and line.index < turn.answer
            within = clause and not opens_clause and not heading
            pieces.append(Piece(start, start + len(text), text, heading, question, item, within))
            clause = opens_clause or within
        return Block(tuple(pieces), self.paths[run[0].index], turn, joined)

    def _passage(self, start: int, end: int, path: tuple[str, ...]) -> Passage:
        document = self.document
        pages = touched(document.pages, start, end)
        return Passage(
            f"{document.doc_id}:{start}",
            document.doc_id,
            document.title,
            document.source,
            document.text[start:end],
            start,
            end,
            bisect_right(self.starts, start),
            bisect_right(self.starts, end - 1),
            heading_path=path,
            page=pages[0].number if pages else None,
            page_label=pages[0].label if pages else None,
            pages=pages,
        )


def _merged(blocks: Sequence[Block]) -> list[Block]:
    """Headings joined to what they head, and tiny neighbouring sections to each other."""
    merged: list[Block] = []
    for block in blocks:
        last = merged[-1] if merged and block.joined else None
        if last and last.bare and block.path[: len(last.path)] == last.path and not _unsaid(last, block.turn):
            merged[-1] = replace(block, pieces=last.pieces + block.pieces, joined=last.joined)
        elif last and _tiny_siblings(last, block):
            merged[-1] = replace(last, pieces=last.pieces + block.pieces, path=block.path[:-1], shared=True)
        else:
            merged.append(block)
    return merged


def _unsaid(block: Block, turn: Turn | None) -> bool:
    """Whether a block before a turn holds sentences or items that are not about its speaker, who has not said them."""
    if turn is None or turn.person is None or block.turn:
        return False
    text = [piece for piece in block.pieces if not piece.heading and turn.person.name not in piece.text]
    return any(piece.item or SENTENCE_END.search(piece.text) for piece in text)


def _tiny_siblings(last: Block, block: Block) -> bool:
    """Whether two neighbouring sections of one parent are so short that they share a passage."""
    if last.turn or block.turn or not block.pieces[0].heading or block.length > TINY:
        return False
    sibling = last.path == block.path[:-1] if last.shared else last.path[:-1] == block.path[:-1] and last.length <= TINY
    both = block.pieces[-1].end - last.pieces[0].start
    return sibling and len(block.path) > 1 and last.pieces[0].heading and both <= LONGEST


def _reads_as_text(text: str) -> bool:
    """A line of a paragraph: long, or with marks inside; no list item, numbered line or caption."""
    text = text.strip()
    begins = BULLET.match(text) or number_at(text) or is_caption(text)
    return not begins and (len(text) >= 40 or bool(re.search(r"[，。、；：,]\S", text)))


def _kind(pieces: Sequence[Piece]) -> Kind:
    """Of a passage: what most of its characters are."""
    if all(piece.heading for piece in pieces):
        return Kind.HEADING
    text = [piece for piece in pieces if not piece.heading]
    items = sum(len(piece.text) for piece in text if piece.item)
    return Kind.LIST if items * 2 > sum(len(piece.text) for piece in text) else Kind.PARAGRAPH


def _warnings(document: Document) -> tuple[str, ...]:
    """What the user should know about the text: what its reader noticed, and characters that could not be decoded."""
    damaged = document.text.count("\ufffd")
    lost = (f"有 {damaged} 处字符已损坏，无法还原，引用时会显示为“\ufffd”。",) if damaged else ()
    return document.warnings + lost
