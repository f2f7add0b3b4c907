"""What a file becomes: a Document, the Passages that retrieval ranks, and the tables inside them.

Offsets count Python characters of `Document.text`; an end is exclusive. Lines count from 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a passage is on the page; the values are part of the JSON contract."""

    PARAGRAPH = "paragraph"
    TABLE = "table"
    SPEECH = "speech"
    LIST = "list"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Page:
    """A page, slide or sheet: `document.text[start:end]`. The pages of a document follow each other."""

    number: int  # physical, from 1
    start: int
    end: int
    label: str | None = None  # the printed page number, or the name of the sheet


class MarkKind(StrEnum):
    """What a format itself says that a stretch of text is."""

    HEADING = "heading"
    ITEM = "item"  # of a list
    CAPTION = "caption"  # of a table or picture
    FURNITURE = "furniture"  # running heads and feet, page numbers: never part of a passage


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch, of whole lines, that the format declares: `document.text[start:end]`."""

    kind: MarkKind
    start: int
    end: int
    level: int = 0  # of a heading, from 1


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table, in the source's own characters: `document.text[start:end]` (may be empty)."""

    text: str
    start: int
    end: int
    address: str = ""  # in its sheet, of spreadsheets: "B7"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table that the format declares (HTML, Word, Excel, PowerPoint, ruled PDF), before it is understood.

    In the document's text each row is one line and its cells are separated by tabs. `rows` is rectangular: a merged
    cell stands, as the same Cell, in every position that it covers.
    """

    rows: tuple[tuple[Cell, ...], ...]
    start: int
    end: int
    header_rows: int | None = None  # None: the format does not tell
    caption: str = ""  # where the format names one
    sheet: str = ""  # of a workbook; its cells then have addresses


@dataclass(frozen=True, slots=True)
class Document:
    """One file as the reader of a citation will see it."""

    doc_id: str  # SHA-256 of the source bytes, hexadecimal: same file, same id
    title: str
    source: str  # the path that it was read from
    text: str  # decoded and with "\n" line ends, otherwise exactly the file's characters
    encoding: str = "utf-8"  # what the bytes were read as; shown to the user
    pages: tuple[Page, ...] = ()
    marks: tuple[Mark, ...] = ()  # by start; empty where the format declares no structure
    grids: tuple[Grid, ...] = ()  # by start
    warnings: tuple[str, ...] = ()  # of the reading, in Chinese, for the user


@dataclass(frozen=True, slots=True)
class Row:
    """One body row. `group` is the label of the group row above it (省级渔港: 8个), or ""."""

    cells: tuple[Cell, ...]
    start: int
    end: int
    group: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one passage of a table, with the caption and header that stand above all of its passages.

    `header` holds one name a column, the levels of a multi-row header joined ("2022年 桩数（台）"); it is empty
    where the table has no header row. A row may be shorter or longer than the header (OCR): pair by position.
    """

    caption: str  # "" where there is none
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    unit: str = ""  # "单位：亿元" or the like, as written
    note: str = ""  # the notes under the table, as written
    sheet: str = ""  # the name of the sheet, of spreadsheets


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one document that retrieval ranks and the reader reads; about 400 characters at most."""

    passage_id: str  # f"{doc_id}:{start}"
    doc_id: str
    title: str  # of its document, for the citation line
    source: str  # of its document
    text: str  # always == document.text[start:end]
    start: int
    end: int
    line_start: int
    line_end: int
    kind: Kind = Kind.PARAGRAPH
    heading_path: tuple[str, ...] = ()  # outermost first, without the document's title
    speaker: str | None = None  # of an interview turn or a speech
    organisation: str | None = None
    role: str | None = None
    asked: str | None = None  # the interviewer's question that this passage answers
    table: Table | None = None
    page: int | None = None  # where it begins, from 1; None for formats without pages
    page_label: str | None = None
    pages: tuple[Page, ...] = ()  # every page that it touches


@dataclass(frozen=True, slots=True)
class Mention:
    """One place that names something: `passage.text[start:end]`."""

    passage: Passage
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy, law or plan that documents name. What none of its mentions tells is ""."""

    name: str  # without its title marks
    date: str  # as written, but 同年9月 with its year
    issuer: str  # as written
    place: str  # 北港市; of a row of a table without one, the place that its caption or heading names
    number: str  # 北政发〔2021〕3号
    mentions: tuple[Mention, ...]  # the one that tells most first, then in document order


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document taken apart. `warnings` are Chinese sentences for the user."""

    document: Document
    passages: tuple[Passage, ...]
    warnings: tuple[str, ...] = ()
    tables: int = 0  # whole tables, before they were cut at rows
    speakers: tuple[str, ...] = ()  # in order of appearance
    glossary: tuple[tuple[str, str], ...] = ()  # (short, full) from 以下简称 and the like
    policies: tuple[Policy, ...] = ()  # in order of appearance
