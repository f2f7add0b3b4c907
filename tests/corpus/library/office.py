"""DOCUMENT as a Word file, a presentation and a workbook, written by the libraries that others write with."""

from __future__ import annotations

import io
from typing import Any

import docx
import openpyxl
import pptx
from pptx.util import Inches

from tests.corpus.library.content import DOCUMENT, TITLE, Cell, lines_above, lines_below


def to_docx() -> bytes:
    """Styled headings, lists and captions; merged cells."""
    document = docx.Document()
    document.add_heading(TITLE, 0)
    for section in DOCUMENT:
        document.add_heading(section.title, section.level)
        for paragraph in section.paragraphs:
            document.add_paragraph(paragraph)
        for item in section.items:
            document.add_paragraph(item, style="List Bullet")
        for table in section.tables:
            for place, line in enumerate(lines_above(table)):
                document.add_paragraph(line, style=None if place else "Caption")
            add_word_table(document, table.grid())
            for line in lines_below(table):
                document.add_paragraph(line)
    return _saved(document)


def to_pptx() -> bytes:
    """A slide a section and one more for each of its tables."""
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    slide.shapes.title.text = TITLE
    for section in DOCUMENT:
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = section.title
        slide.placeholders[1].text = "\n".join((*section.paragraphs, *section.items))
        for table in section.tables:
            slide = deck.slides.add_slide(deck.slide_layouts[5])
            slide.shapes.title.text = section.title
            _add_box(slide, lines_above(table), 1.5)
            add_slide_table(slide, table.grid())
            _add_box(slide, lines_below(table), 6.5)
    return _saved(deck)


def to_xlsx() -> bytes:
    """A sheet a table, named like it; numbers are stored as numbers, percentages with their format."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for section in DOCUMENT:
        for table in section.tables:
            sheet = book.create_sheet(table.name)
            for line in lines_above(table):
                sheet.append([line])
            add_sheet_rows(sheet, table.grid(), len(lines_above(table)) + 1)
            for line in lines_below(table):
                sheet.append([line])
    return _saved(book)


def add_word_table(document: Any, grid: list[list[Cell]]) -> None:
    """A table with its merged cells."""
    drawn = document.add_table(len(grid), len(grid[0]))
    for cell, (top, left, bottom, right) in corners(grid).items():
        first = drawn.cell(top, left)
        if (top, left) != (bottom, right):
            first = first.merge(drawn.cell(bottom, right))
        first.text = cell.text


def add_slide_table(slide: Any, grid: list[list[Cell]]) -> None:
    """A table with its merged cells."""
    place = (Inches(1), Inches(3), Inches(8), Inches(3))
    drawn = slide.shapes.add_table(len(grid), len(grid[0]), *place).table
    for cell, (top, left, bottom, right) in corners(grid).items():
        if (top, left) != (bottom, right):
            drawn.cell(top, left).merge(drawn.cell(bottom, right))
        drawn.cell(top, left).text = cell.text


def add_sheet_rows(sheet: Any, grid: list[list[Cell]], first_row: int = 1) -> None:
    """Rows from `first_row` with their merged cells."""
    for cell, (top, left, bottom, right) in corners(grid).items():
        at = sheet.cell(first_row + top, left + 1)
        at.value, at.number_format = _stored(cell.text)
        if (top, left) != (bottom, right):
            sheet.merge_cells(
                start_row=first_row + top,
                start_column=left + 1,
                end_row=first_row + bottom,
                end_column=right + 1,
            )


def corners(grid: list[list[Cell]]) -> dict[Cell, tuple[int, int, int, int]]:
    """For each cell its first row and column and its last ones, from 0."""
    found: dict[Cell, tuple[int, int, int, int]] = {}
    for number, row in enumerate(grid):
        for column, cell in enumerate(row):
            top, left, _, _ = found.get(cell, (number, column, 0, 0))
            found[cell] = (top, left, number, column)
    return found


def _stored(text: str) -> tuple[object, str]:
    """A figure as the number and the format that show it."""
    bare = text.removesuffix("%")
    if not bare.replace(".", "", 1).isdigit() or (bare.count(".") and len(bare) > 6):
        return text or None, "General"
    places = len(bare.partition(".")[2])
    code = "0" + ("." + "0" * places if places else "")
    return (float(bare) / 100, code + "%") if text.endswith("%") else (float(bare), code)


def _add_box(slide: Any, lines: list[str], top: float) -> None:
    if lines:
        slide.shapes.add_textbox(Inches(1), Inches(top), Inches(8), Inches(0.5)).text_frame.text = "\n".join(lines)


def _saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
