"""Random tables are read back from every format that can hold them, cell by cell."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import openpyxl
import pptx
import pytest
from hypothesis import given, settings

from corpus.document import Document
from corpus.extract import Extract
from corpus.formats import delimited, markdown, plaintext
from corpus.formats.html import page as html
from corpus.formats.office import docx as word
from corpus.formats.office import pptx as slides
from corpus.formats.office import xlsx as spreadsheet
from corpus.splitter import split
from corpus.structure.lines import lines_of
from corpus.tables.cells import cells_of
from tests.corpus.library.content import Cell
from tests.corpus.library.grids import merged_grids
from tests.corpus.library.office import add_sheet_rows, add_slide_table, add_word_table, corners

Grid = list[list[Cell]]


def to_word(grid: Grid) -> Extract:
    document, out = docx.Document(), io.BytesIO()
    add_word_table(document, grid)
    document.save(out)
    return word.read(out.getvalue(), "a.docx")


def to_slide(grid: Grid) -> Extract:
    deck, out = pptx.Presentation(), io.BytesIO()
    add_slide_table(deck.slides.add_slide(deck.slide_layouts[6]), grid)
    deck.save(out)
    return slides.read(out.getvalue(), "a.pptx")


def to_sheet(grid: Grid) -> Extract:
    book, out = openpyxl.Workbook(), io.BytesIO()
    add_sheet_rows(book.active, grid)
    book.save(out)
    return spreadsheet.read(out.getvalue(), "a.xlsx")


def to_markdown(grid: Grid) -> Extract:
    rows = ["| " + " | ".join(cell.text for cell in row) + " |" for row in grid]
    return markdown.read("\n".join([rows[0], "|" + "---|" * len(grid[0]), *rows[1:]]).encode(), "a.md")


def to_tabs(grid: Grid) -> Extract:
    return plaintext.read("\n".join("\t".join(cell.text for cell in row) for row in grid).encode(), "a.txt")


def to_commas(grid: Grid) -> Extract:
    return delimited.read("\n".join(",".join(cell.text for cell in row) for row in grid).encode(), "a.csv")


def to_html(grid: Grid) -> Extract:
    rows: list[list[str]] = [[] for _ in grid]
    for cell, (top, left, bottom, right) in corners(grid).items():
        rows[top].append(f"<td rowspan={bottom - top + 1} colspan={right - left + 1}>{cell.text}</td>")
    return html.read(f"<table>{''.join(f'<tr>{chr(10).join(row)}</tr>' for row in rows)}</table>".encode(), "a.html")


def cells(found: Extract) -> list[list[str]]:
    """The cells that plain text shows; each is the text at its place."""
    rows = [row for line in lines_of(found.text) if (row := cells_of(line)) and not line.blank]
    assert all(found.text[cell.start : cell.end] == cell.text for row in rows for cell in row)
    return [[cell.text for cell in row] for row in rows]


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid]


@pytest.mark.parametrize("through", [to_word, to_slide, to_sheet, to_html], ids=["docx", "pptx", "xlsx", "html"])
@settings(max_examples=15, deadline=None)
@given(grid=merged_grids())
def test_merged_cells_are_read_back_in_every_position(through: Callable[[Grid], Extract], grid: Grid) -> None:
    (found,) = through(grid).grids
    assert [[cell.text for cell in row] for row in found.rows] == texts(grid)
    assert _shapes([[id(cell) for cell in row] for row in found.rows]) == _shapes(
        [[id(cell) for cell in row] for row in grid]
    )


def _shapes(ids: list[list[int]]) -> list[list[int]]:
    """The cells numbered as they first appear, so that two grids with the same merges are equal."""
    numbers: dict[int, int] = {}
    return [[numbers.setdefault(one, len(numbers)) for one in row] for row in ids]


@pytest.mark.parametrize("through", [to_markdown, to_tabs], ids=["md", "txt"])
@given(grid=merged_grids(merged=False))
def test_cells_of_plain_text_are_read_back(through: Callable[[Grid], Extract], grid: Grid) -> None:
    assert cells(through(grid)) == texts(grid)


@given(merged_grids(merged=False))
def test_cells_of_a_delimited_file_are_read_back(grid: Grid) -> None:
    (found,) = to_commas(grid).grids
    assert [[cell.text for cell in row] for row in found.rows] == texts(grid)


@settings(deadline=None)
@given(merged_grids())
def test_every_word_of_a_table_is_in_its_passages(grid: Grid) -> None:
    found = to_sheet(grid)
    document = Document("0" * 64, "", "a", found.text, found.encoding, found.pages, found.marks, found.grids)
    parsed = split(document)
    shown = {text for p in parsed.passages for line in p.text.split("\n") for text in line.split("\t")}
    assert {text for row in texts(grid) for text in row if text} <= shown
    rows = [row for passage in parsed.passages if passage.table for row in passage.table.rows]
    assert all(found.text[cell.start : cell.end] == cell.text for row in rows for cell in row.cells)
