"""One document in every format, read back: tables, headings, lines, pages and cells."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pytest

from corpus.document import Parsed, Passage
from corpus.loader import load
from corpus.splitter import split
from corpus.structure.clauses import find_clauses
from corpus.structure.pages import touched
from tests.corpus.library.content import CLAUSES, DOCUMENT, GUEST, SIMPLE, TITLE, TURNS, Shown, Table, lines_above
from tests.corpus.library.office import to_docx, to_pptx, to_xlsx
from tests.corpus.library.paper import FIRST_LABEL, to_pdf
from tests.corpus.library.plain import to_csv, to_markdown, to_text
from tests.corpus.library.web import to_epub, to_html

TABLES = [table for section in DOCUMENT for table in section.tables]
# Formats that declare merged cells, or draw them.
MERGING = {
    ".docx": to_docx,
    ".pptx": to_pptx,
    ".xlsx": to_xlsx,
    ".html": to_html,
    ".epub": to_epub,
    ".pdf": to_pdf,
}
FLAT = {".txt": to_text, ".md": to_markdown}
WRITERS: dict[str, Callable[[], bytes]] = {**MERGING, **FLAT}
PROSE = [suffix for suffix in WRITERS if suffix != ".xlsx"]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Parsed]:
    """The document taken apart, by suffix."""
    folder = tmp_path_factory.mktemp("library")
    return {suffix: _read(folder / f"年报{suffix}", write()) for suffix, write in WRITERS.items()}


def _read(path: Path, data: bytes) -> Parsed:
    path.write_bytes(data)
    return split(load(path))


def tables_of(parsed: Parsed) -> list[Shown]:
    """Every table, its parts put together again; a table that a page cuts counts once."""
    parts = [passage.table for passage in parsed.passages if passage.table]
    found = []
    for (caption, header), group in groupby(parts, lambda part: (part.caption, part.header)):
        whole = list(group)
        rows = tuple((row.group, tuple(cell.text for cell in row.cells)) for part in whole for row in part.rows)
        found.append(Shown(caption, header, rows, whole[0].unit, whole[0].note))
    return found


def expected(suffix: str) -> list[Shown]:
    """What the format can show."""
    drawn = [table for table in TABLES if suffix in MERGING or table.name != "titled"]
    return [table.read(merged=suffix in MERGING) for table in drawn]


@pytest.mark.parametrize("suffix", WRITERS)
def test_every_shape_of_table_is_read_back(library: dict[str, Parsed], suffix: str) -> None:
    assert tables_of(library[suffix]) == expected(suffix)


@pytest.mark.parametrize("suffix", WRITERS)
def test_what_is_quoted_is_the_text_at_its_place(library: dict[str, Parsed], suffix: str) -> None:
    document = library[suffix].document
    for passage in library[suffix].passages:
        assert document.text[passage.start : passage.end] == passage.text
        cells = [cell for row in passage.table.rows for cell in row.cells] if passage.table else []
        assert [document.text[cell.start : cell.end] for cell in cells] == [cell.text for cell in cells]


@pytest.mark.parametrize("suffix", WRITERS)
def test_lines_are_counted_in_the_text(library: dict[str, Parsed], suffix: str) -> None:
    parsed = library[suffix]
    lines = parsed.document.text.split("\n")
    for passage in parsed.passages:
        assert passage.text.split("\n")[0] in lines[passage.line_start - 1]
        assert passage.text.split("\n")[-1] in lines[passage.line_end - 1]


@pytest.mark.parametrize("suffix", PROSE)
def test_every_paragraph_and_item_is_in_a_passage_under_its_heading(library: dict[str, Parsed], suffix: str) -> None:
    for section in DOCUMENT:
        for text in (*section.paragraphs, *section.items):
            (passage,) = [passage for passage in library[suffix].passages if text in passage.text]
            assert passage.heading_path[-1] == section.title


@pytest.mark.parametrize("suffix", PROSE)
def test_every_turn_of_an_interview_has_its_speaker_and_its_question(library: dict[str, Parsed], suffix: str) -> None:
    name, _, role = GUEST.partition("，")
    for question, answer in TURNS:
        passage = _on_page(library[suffix], answer)
        assert (passage.speaker, f"{passage.organisation}{passage.role}") == (name, role)
        assert passage.asked == question.removeprefix("问：")


@pytest.mark.parametrize("suffix", PROSE)
def test_a_policy_has_its_date_its_issuer_and_its_short_name(library: dict[str, Parsed], suffix: str) -> None:
    policies = {policy.name: (policy.date, policy.issuer) for policy in library[suffix].policies}
    assert policies["渔港管理条例"] == ("2021年3月", "市人大")
    assert ("条例", "渔港管理条例") in library[suffix].glossary


@pytest.mark.parametrize("suffix", PROSE)
def test_clauses_are_units_with_their_items_and_chapter(library: dict[str, Parsed], suffix: str) -> None:
    first, second, *items, third = CLAUSES
    clauses = list(find_clauses(library[suffix].passages))
    assert ["\n".join(part.passage.text[part.start : part.end] for part in clause.parts) for clause in clauses] == [
        first,
        "\n".join((second, *items)),
        third,
    ]
    assert {clause.passage.heading_path[-1] for clause in clauses} == {"第五章 条例"}


@pytest.mark.parametrize("suffix", [".docx", ".md", ".txt", ".html", ".epub", ".pdf"])
def test_sections_stand_below_their_chapter(library: dict[str, Parsed], suffix: str) -> None:
    passage = next(passage for passage in library[suffix].passages if "两年之间" in passage.text)
    assert passage.heading_path == ("第一章 总论", "1.1 船与人")


@pytest.mark.parametrize("suffix", PROSE)
def test_the_title_is_the_documents(library: dict[str, Parsed], suffix: str) -> None:
    assert library[suffix].document.title == TITLE


def test_a_paragraph_of_word_is_a_line(library: dict[str, Parsed]) -> None:
    lines = library[".docx"].document.text.split("\n")
    assert all(paragraph in lines for section in DOCUMENT for paragraph in section.paragraphs)


def test_a_slide_is_a_page(library: dict[str, Parsed]) -> None:
    document = library[".pptx"].document
    slides = 1 + sum(1 + len(section.tables) for section in DOCUMENT)
    assert [page.number for page in document.pages] == list(range(1, slides + 1))
    place = document.text.index("清淤工程")
    assert touched(document.pages, place, place + 1) == document.pages[1:2]


def test_a_page_of_paper_has_its_number_and_the_printed_one(library: dict[str, Parsed]) -> None:
    parsed = library[".pdf"]
    assert [page.number for page in parsed.document.pages] == list(range(1, len(DOCUMENT) + 1))
    for number, section in enumerate(DOCUMENT, start=1):
        passage = _on_page(parsed, section.paragraphs[0])
        assert (passage.page, passage.page_label) == (number, str(number + FIRST_LABEL - 1))


@pytest.mark.parametrize(("suffix", "around"), [(".pdf", "渔港管理局"), (".html", "版权所有"), (".epub", "<nav>")])
def test_what_stands_around_the_text_is_in_no_passage(library: dict[str, Parsed], suffix: str, around: str) -> None:
    assert not any(around in passage.text for passage in library[suffix].passages)


def test_a_sheet_is_a_page_with_its_name(library: dict[str, Parsed]) -> None:
    parsed = library[".xlsx"]
    assert [page.label for page in parsed.document.pages] == [table.name for table in TABLES]
    passage = _on_page(parsed, "13.9%")
    assert (passage.page, passage.page_label, passage.heading_path) == (10, "years", ("years",))
    assert passage.table
    assert passage.table.sheet == "years"


def _on_page(parsed: Parsed, text: str) -> Passage:
    return next(passage for passage in parsed.passages if text in passage.text)


def test_cells_of_a_sheet_have_their_addresses(library: dict[str, Parsed]) -> None:
    table = next(p.table for p in library[".xlsx"].passages if p.table and p.table.sheet == "spanning")
    assert [[cell.address for cell in row.cells] for row in table.rows] == [
        ["A3", "B3", "C3"],
        ["A3", "B4", "C4"],
        ["A5", "B5", "C5"],
    ]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@pytest.mark.parametrize(("suffix", "delimiter"), [(".csv", ","), (".csv", ";"), (".tsv", "\t")])
def test_a_table_in_a_delimited_file_is_read_back(tmp_path: Path, table: Table, suffix: str, delimiter: str) -> None:
    parsed = _read(tmp_path / f"表{suffix}", to_csv(table, delimiter))
    assert tables_of(parsed) == [table.read(merged=False)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_delimited_file_may_be_in_any_chinese_encoding(tmp_path: Path, encoding: str) -> None:
    parsed = _read(tmp_path / "表.csv", to_csv(SIMPLE, encoding=encoding))
    assert tables_of(parsed) == [SIMPLE.shown]
    assert parsed.document.text.startswith(lines_above(SIMPLE)[0])


def test_a_document_is_taken_apart_the_same_way_twice(library: dict[str, Parsed]) -> None:
    document = library[".docx"].document
    assert split(document) == split(document)
