"""Presentations (pptx): a page a slide, its title as a heading, its shapes in reading order, then the speaker's notes.

Hidden slides, comments, dates, footers and slide numbers are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from corpus.document import MarkKind
from corpus.extract import Extract
from corpus.files.progress import tell
from corpus.formats.draft import Draft, Slot
from corpus.formats.office.drawings import chart_of, diagram_texts
from corpus.formats.office.ooxml import BROKEN, Package, attribute, core_title, name_of
from corpus.formats.office.pptx_shapes import Shape, in_reading_order, shapes_of
from corpus.formats.office.pptx_text import paragraphs_of
from corpus.structure.sentences import END

Element = etree._Element

LONGEST_TITLE = 40  # characters of a text box that may stand for a title
TOP = 0.25  # of the slide's height, where it has to begin


def read(data: bytes, name: str) -> Extract:
    """The presentation. Raises UnreadableDocument where it is damaged, encrypted or no presentation."""
    package = Package(data, name)
    root = package.xml(package.main)
    if name_of(root) != "presentation":
        raise package.damaged(ValueError(f"the main part is a {name_of(root)}"))
    reader = _Reader(package, root)
    try:
        reader.add_slides()
    except BROKEN as error:
        raise package.damaged(error) from error
    return reader.draft.finish(reader.title or core_title(package), "pptx", reader.warnings())


class _Reader:
    """Adds slide by slide to a draft."""

    def __init__(self, package: Package, root: Element) -> None:
        self.draft, self.title = Draft(), ""
        self._package, self._root = package, root
        self._height = int(attribute(root.find("{*}sldSz"), "cy") or 0)
        self._hidden: list[int] = []
        self._pictures: list[int] = []  # slides that show nothing else
        self._commented = False

    def add_slides(self) -> None:
        """Every slide in the order of the show; hidden ones keep their number."""
        targets = self._package.targets(self._package.main)
        slides = self._root.findall("{*}sldIdLst/{*}sldId")
        for number, slide in enumerate(slides, 1):
            tell("读取", number - 1, len(slides))
            part = targets.get(attribute(slide, "id") or "", "")
            part = next((found for key, found in _ids(slide, targets) if self._package.has(found)), part)
            self.draft.begin_page()
            if not self._package.has(part):
                continue
            root = self._package.xml(part)
            self._commented = self._commented or bool(self._package.related(part, "comments"))
            if root.get("show") in ("0", "false"):
                self._hidden.append(number)
            else:
                self._add_slide(root, part, number)

    def warnings(self) -> list[str]:
        """What of the file the text leaves out."""
        found = []
        if self._hidden:
            found.append(f"隐藏的幻灯片没有收入：第 {_listed(self._hidden)} 页。")
        if self._pictures:
            found.append(f"第 {_listed(self._pictures)} 页只有图片，没有文字可以收入。")
        return [*found, "批注没有收入。"] if self._commented else found

    def _add_slide(self, root: Element, part: str, number: int) -> None:
        shapes = list(shapes_of(root, self._layouts(part)))
        titles = [shape for shape in shapes if shape.is_title]
        rest = in_reading_order([shape for shape in shapes if not shape.is_title])
        if not titles and rest and self._stands_for_title(rest):
            titles, rest = rest[:1], rest[1:]
        before = self.draft.length
        for shape in titles:
            text = " ".join(" ".join(one.text for one in paragraphs_of(shape.element)).split())
            self.draft.add_text(text, MarkKind.HEADING, 1)
            self.title = self.title or text
        for shape in rest:
            self._add_shape(shape, part)
        if self.draft.length == before and root.find(".//{*}pic") is not None:
            self._pictures.append(number)
        self._add_notes(part)

    def _layouts(self, part: str) -> list[Element]:
        """The slide's layout and its master, from which placeholders take their places."""
        layouts = self._package.related(part, "slideLayout")
        masters = self._package.related(layouts[0], "slideMaster") if layouts else []
        return [self._package.xml(found) for found in (*layouts[:1], *masters[:1])]

    def _stands_for_title(self, shapes: list[Shape]) -> bool:
        """A short text box on top of others, on a slide without a title of its own."""
        lines = [one.text for one in paragraphs_of(shapes[0].element)]
        short = len(lines) == 1 and 0 < len(lines[0]) <= LONGEST_TITLE and not END.search(lines[0])
        return short and len(shapes) > 1 and shapes[0].top < self._height * TOP

    def _add_shape(self, shape: Shape, part: str) -> None:
        table = shape.element.find(".//{*}tbl")
        if table is not None:
            self.draft.add_grid(_rows(table))
            return
        for reference in shape.element.iterfind(".//{*}graphicData/{*}chart"):
            title, rows = chart_of(self._package, part, reference)
            self.draft.add_text(title, MarkKind.CAPTION)
            self.draft.add_grid(rows, header_rows=1)
        for reference in shape.element.iterfind(".//{*}graphicData/{*}relIds"):
            for text in diagram_texts(self._package, part, reference):
                self.draft.add_text(text, MarkKind.ITEM)
        paragraphs = paragraphs_of(shape.element)
        for paragraph in paragraphs:
            listed = paragraph.listed or (shape.is_body and len(paragraphs) > 1)
            self.draft.add_text(paragraph.text, MarkKind.ITEM if listed else None)

    def _add_notes(self, part: str) -> None:
        for notes in self._package.related(part, "notesSlide"):
            texts = [
                one.text
                for shape in shapes_of(self._package.xml(notes), [])
                if shape.is_body
                for one in paragraphs_of(shape.element)
            ]
            if any(texts):
                self.draft.add_text("备注：" + "\n".join(filter(None, texts)))


def _ids(slide: Element, targets: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The relationships that a slide's entry may mean: it has an id of its own and one of the relationship."""
    return ((value, targets[value]) for value in map(str, slide.attrib.values()) if value in targets)


def _rows(table: Element) -> list[list[Slot]]:
    """The cells of a table; merged ones, which span to the right and down, as one."""
    rows: list[list[Slot]] = []
    for line in table.iterfind("{*}tr"):
        row: list[Slot] = []
        for cell in line.iterfind("{*}tc"):
            if cell.get("hMerge") in ("1", "true") and row:
                row.append(row[-1])
            elif cell.get("vMerge") in ("1", "true") and rows and len(row) < len(rows[-1]):
                row.append(rows[-1][len(row)])
            else:
                row.append(Slot(" ".join(one.text for one in paragraphs_of(cell))))
        rows.append(row)
    width = max(map(len, rows), default=0)
    return [[*row, *(Slot("") for _ in range(width - len(row)))] for row in rows]


def _listed(numbers: list[int]) -> str:
    return "、".join(map(str, numbers))
