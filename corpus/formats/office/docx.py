"""Word documents: paragraphs and tables in the order of the page, with the numbers that Word computes.

Left out are running heads and feet, comments, hidden and deleted text; footnotes and endnotes stand at the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from corpus.document import MarkKind
from corpus.extract import Extract
from corpus.files.progress import tell
from corpus.formats.draft import Draft, Slot
from corpus.formats.office.docx_numbering import Numbering
from corpus.formats.office.docx_styles import Styles
from corpus.formats.office.docx_tables import cells_of, is_layout, nested_tables, rows_of
from corpus.formats.office.docx_text import runs_of, text_of
from corpus.formats.office.drawings import chart_of, diagram_texts
from corpus.formats.office.ooxml import BROKEN, Package, attribute, core_title, is_on, name_of
from corpus.structure.title import find_title

Element = etree._Element

HOLDERS = frozenset({"sdtContent", "ins", "moveTo", "customXml", "smartTag", "txbxContent"})
CONTENTS_GALLERY = "Table of Contents"
TOLD_EVERY = 500  # paragraphs
LOUD = 4  # half points above the body's size that make a bold line a heading
LONGEST_LOUD = 40  # characters
SENTENCE_ENDS = "。；，：;,:！？"
MOST_LEVELS = 4  # sizes of print that are told apart
NOTES = (("footnotes", "footnote", "脚注"), ("endnotes", "endnote", "尾注"))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it will stand in the text; `loud` is the size of a short bold line, in half points, else 0."""

    text: str
    kind: MarkKind | None = None
    level: int = 0
    loud: int = 0
    size: int = 0
    titled: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table before it has its place."""

    rows: Sequence[Sequence[Slot]]
    header_rows: int | None


def read(data: bytes, name: str) -> Extract:
    """The document. Raises UnreadableDocument where it is damaged, encrypted or no Word document."""
    package = Package(data, name)
    root = package.xml(package.main)
    if name_of(root) != "document":
        raise package.damaged(ValueError(f"the main part is a {name_of(root)}"))
    try:
        body = _Body(package)
        blocks = _promoted([*body.blocks(root), *body.notes()])
    except BROKEN as error:  # numbers that are none, XML that is nested without end
        raise package.damaged(error) from error
    draft = Draft()
    for block in blocks:
        if isinstance(block, Grid):
            draft.add_grid(block.rows, header_rows=block.header_rows)
        else:
            draft.add_text(block.text, block.kind, block.level)
    found = draft.finish("", "docx", _warnings(package, root))
    return replace(found, title=_title(blocks, found.text, core_title(package)))


class _Body:
    """Walks the parts of a document that hold text."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._styles = Styles(self._part("styles"))
        self._numbering = Numbering(self._part("numbering"), self._styles)

    def _part(self, kind: str) -> Element | None:
        parts = self._package.related(self._package.main, kind)
        return self._package.xml(parts[0]) if parts else None

    def blocks(self, element: Element, contents: bool = False) -> Iterator[Paragraph | Grid]:
        """The paragraphs and tables below an element; `contents`: inside a table of contents."""
        for place, child in enumerate(element):
            name = name_of(child)
            if place % TOLD_EVERY == 0:
                tell("读取", place, len(element))
            if name == "p":
                yield from self._paragraph(child, contents)
            elif name == "tbl":
                yield from self._table(child)
            elif name in HOLDERS or name == "body":
                yield from self.blocks(child, contents)
            elif name == "sdt":
                gallery = child.find("{*}sdtPr/{*}docPartObj/{*}docPartGallery")
                yield from self.blocks(child, contents or attribute(gallery, "val") == CONTENTS_GALLERY)

    def notes(self) -> Iterator[Paragraph]:
        """Footnotes, then endnotes, numbered as Word numbers them unless told otherwise."""
        for kind, tag, label in NOTES:
            root = self._part(kind)
            notes = root.iterfind(f"{{*}}{tag}") if root is not None else ()
            shown = [note for note in notes if attribute(note, "type") in (None, "normal")]
            for number, note in enumerate(shown, 1):
                text = " ".join(filter(None, (self._text(one)[0].strip() for one in note.iterfind(".//{*}p"))))
                yield Paragraph(f"{label}{number}：{text}" if text else "")

    def _text(self, paragraph: Element) -> tuple[str, list[Element]]:
        return text_of(paragraph, self._styles)

    def _paragraph(self, paragraph: Element, contents: bool) -> Iterator[Paragraph | Grid]:
        styles = self._styles
        text, boxes = self._text(paragraph)
        if text.strip():
            if contents or styles.is_contents(paragraph):
                yield Paragraph(text, MarkKind.FURNITURE)
            else:
                yield self._classed(paragraph, text)
        elif not contents and not _is_unseen(paragraph):
            self._numbering.label(paragraph)  # Word numbers an empty paragraph, or one that is a picture, too
        for box in boxes:
            yield from self.blocks(box)
        yield from self._drawings(paragraph)

    def _drawings(self, paragraph: Element) -> Iterator[Paragraph | Grid]:
        """What the charts and diagrams in a paragraph say."""
        package = self._package
        for reference in paragraph.iterfind(".//{*}graphicData/{*}chart"):
            title, rows = chart_of(package, package.main, reference)
            yield Paragraph(title, MarkKind.CAPTION)
            yield Grid(rows, 1)
        for reference in paragraph.iterfind(".//{*}graphicData/{*}relIds"):
            for text in diagram_texts(package, package.main, reference):
                yield Paragraph(text, MarkKind.ITEM)

    def _classed(self, paragraph: Element, text: str) -> Paragraph:
        styles = self._styles
        level, titled = styles.heading_level(paragraph), styles.is_title(paragraph)
        label = self._numbering.label(paragraph)
        text = (label or "") + text.strip()
        if titled or level:
            return Paragraph(" ".join(text.split()), MarkKind.HEADING, max(level, 1), titled=titled)
        if styles.is_caption(paragraph):
            return Paragraph(text, MarkKind.CAPTION)
        bold, size = self._look(paragraph)
        short = len(text) <= LONGEST_LOUD and "\n" not in text and text[-1] not in SENTENCE_ENDS
        return Paragraph(
            text, MarkKind.ITEM if label else None, loud=size if bold and short and not label else 0, size=size
        )

    def _look(self, paragraph: Element) -> tuple[bool, int]:
        """Whether all of a paragraph is bold, and the size of its smallest print."""
        looks = [self._styles.weight(paragraph, run) for run in runs_of(paragraph)]
        return bool(looks) and all(bold for bold, _ in looks), min((size for _, size in looks), default=0)

    def _table(self, table: Element) -> Iterator[Paragraph | Grid]:
        if is_layout(table):
            for cell in cells_of(table):
                yield from self.blocks(cell)
            return
        yield Grid(*rows_of(table, self._cell_text))
        for inner in nested_tables(table):
            yield from self._table(inner)

    def _cell_text(self, cell: Element) -> str:
        texts = []
        for paragraph in _own_paragraphs(cell):
            text, boxes = self._text(paragraph)
            texts.append((self._numbering.label(paragraph) or "") + text.strip())
            texts += [self._cell_text(box) for box in boxes]
        return " ".join(filter(None, texts))


def _own_paragraphs(cell: Element) -> Iterator[Element]:
    """Those of a cell, without those of the tables inside it."""
    for child in cell:
        name = name_of(child)
        if name == "p":
            yield child
        elif name in HOLDERS or name == "sdt":
            yield from _own_paragraphs(child)


def _is_unseen(paragraph: Element) -> bool:
    """Whether a paragraph without text is not shown at all: its mark was deleted, moved away or hidden."""
    marks = (paragraph.find(f"{{*}}pPr/{{*}}rPr/{{*}}{name}") for name in ("del", "moveFrom", "vanish"))
    return any(is_on(mark) for mark in marks)


def _promoted(blocks: Sequence[Paragraph | Grid]) -> list[Paragraph | Grid]:
    """Where no style makes a heading, short bold lines in larger print are headings, the largest outermost."""
    texts = [block for block in blocks if isinstance(block, Paragraph)]
    if any(block.kind is MarkKind.HEADING and not block.titled for block in texts):
        return list(blocks)
    printed: Counter[int] = Counter()
    for block in texts:
        printed[block.size] += len(block.text) if block.size else 0
    body = max(printed, key=lambda size: printed[size], default=0)
    sizes = sorted({block.loud for block in texts if block.loud >= body + LOUD}, reverse=True)[:MOST_LEVELS]

    def promoted(block: Paragraph) -> Paragraph:
        return (
            replace(block, kind=MarkKind.HEADING, level=sizes.index(block.loud) + 1) if block.loud in sizes else block
        )

    return [promoted(block) if isinstance(block, Paragraph) else block for block in blocks]


def _title(blocks: Sequence[Paragraph | Grid], text: str, declared: str) -> str:
    """What is styled as the title; else what the file's properties say, where the text says it too; else a guess."""
    titled = next((block.text for block in blocks if isinstance(block, Paragraph) and block.titled), "")
    return titled or (declared if declared and declared in text else find_title(text))


def _warnings(package: Package, root: Element) -> list[str]:
    """What of the file the text leaves out."""
    warnings = []
    comments = [part for part in package.related(package.main, "comments") if len(package.xml(part))]
    if comments:
        warnings.append("文档里的批注没有收入。")
    if root.find(".//{*}delText") is not None:
        warnings.append("文档里有修订：插入的文字已收入，删除的文字没有收入。")
    return warnings
