"""A PDF file into an Extract: pages one by one, then what only the whole document shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pypdfium2

from corpus.errors import UnreadableDocument
from corpus.extract import Extract
from corpus.formats.pdf.aligned import find_aligned
from corpus.formats.pdf.bookmarks import bookmarks_of, label_of, title_of
from corpus.formats.pdf.columns import Stretch, stretches_of
from corpus.formats.pdf.continued import with_continued
from corpus.formats.pdf.fragments import whole
from corpus.formats.pdf.furniture import find_furniture
from corpus.formats.pdf.headings import find_headings, find_title
from corpus.formats.pdf.leaves import Leaf, State, read_leaves
from corpus.formats.pdf.ocr import FindRecogniser, find_recogniser
from corpus.formats.pdf.paragraphs import Placed, paragraphs_of
from corpus.formats.pdf.shapes import Column, Fragment, Line, Table
from corpus.formats.pdf.text import pages_of, written
from corpus.formats.pdf.warnings import unreadable, warnings_of

SUFFIXES = (".pdf",)
MOST_PAGES = 3000
PASSWORD, UNSUPPORTED = 4, 5  # pdfium's error codes


def read(data: bytes, name: str, recogniser: FindRecogniser = find_recogniser) -> Extract:
    """Read a PDF file; scanned and garbled pages by OCR, where a recogniser is found. Running heads, feet and page numbers are left out; the numbers become the pages' labels.

    Raises:
        UnreadableDocument: encrypted, damaged, no PDF, or no page with a readable text layer.
    """
    with _opened(data, name) as document:
        count = len(document)
        leaves = list(read_leaves(document, min(count, MOST_PAGES), recogniser))
        if not any(leaf.rows or leaf.tables for leaf in leaves):
            _check(leaves, name, recogniser)
        furniture, printed = find_furniture([s.rows for s in leaves], [s.height for s in leaves])
        column = _text_column(leaves, furniture)
        items = [item for leaf, places in zip(leaves, furniture, strict=True) for item in _items(leaf, places, column)]
        blocks = with_continued(paragraphs_of(items))
        text = written(blocks, find_headings(blocks, bookmarks_of(document)))
        labels = [label_of(document, s.number) or label for s, label in zip(leaves, printed, strict=True)]
        title = find_title(blocks) or title_of(document)
    warnings = warnings_of(leaves, count, recogniser() is not None, complete=b"%%EOF" in data[-2048:])
    return Extract(
        str(text), title, "pdf", pages_of(text, labels), tuple(text.marks), tuple(text.grids), tuple(warnings)
    )


def _check(leaves: Sequence[Leaf], name: str, recogniser: FindRecogniser) -> None:
    """Say why there is no text, unless the pages are simply blank."""
    if any(leaf.state is not State.READ for leaf in leaves):
        raise UnreadableDocument(f"{name}: no readable text layer", unreadable(leaves, name, recogniser() is not None))


def _opened(data: bytes, name: str) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(data)
        if len(document):
            return document
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocument(f"{name}: {error}", _why(error, name)) from error
    raise UnreadableDocument(
        f"{name}: no pages", f"无法读取《{name}》：文件里没有任何页面，可能不完整。请重新获取后导入。"
    )


def _why(error: pypdfium2.PdfiumError, name: str) -> str:
    if error.err_code == PASSWORD:
        return f"无法读取《{name}》：文件已加密，打开需要密码。请解除密码后重新导入，其他文件不受影响。"
    if error.err_code == UNSUPPORTED:
        return f"无法读取《{name}》：文件的加密方式不受支持。请另存为不加密的 PDF 后重新导入，其他文件不受影响。"
    return f"无法读取《{name}》：文件不完整、已损坏，或不是 PDF。请重新下载或用阅读器另存后再导入，其他文件不受影响。"


def _text_column(leaves: Sequence[Leaf], furniture: Sequence[set[int]]) -> Column:
    """Where the text of the document begins and ends: the outermost edges but for a few stray lines."""
    lines = [
        (row[0].x0, row[-1].x1)
        for leaf, places in zip(leaves, furniture, strict=True)
        for place, row in enumerate(leaf.rows)
        if place not in places
    ]
    if not lines:
        return Column(0.0, 0.0)
    lefts, rights = sorted(left for left, _ in lines), sorted(right for _, right in lines)
    stray = len(lines) // 50
    return Column(lefts[stray], rights[-1 - stray])


def _items(leaf: Leaf, furniture: set[int], column: Column) -> Iterator[Line | Placed]:
    """The lines and tables of a page in reading order."""
    fragments = [fragment for place, row in enumerate(leaf.rows) if place not in furniture for fragment in row]
    for stretch in stretches_of(fragments, leaf.tables, column):
        for item in _with_aligned(stretch):
            yield Placed(item, leaf.number) if isinstance(item, Table) else _line(item, leaf.number, stretch.column)


def _with_aligned(stretch: Stretch) -> Iterator[Table | tuple[Fragment, ...]]:
    run: list[tuple[Fragment, ...]] = []
    for item in stretch.items:
        if isinstance(item, Table):
            yield from find_aligned(run)
            run = []
            yield item
        else:
            run.append(item)
    yield from find_aligned(run)


def _line(row: tuple[Fragment, ...], page: int, column: Column) -> Line:
    one = whole(row)
    return Line(one.text, page, one.x0, one.top, one.x1, one.bottom, one.baseline, one.size, one.bold, column)
