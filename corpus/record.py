"""Passages and documents as plain lists and dicts, for the database and for the pipe from the reading process.

A passage's text and pages are not recorded: they are slices of its document, so that the two cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, astuple
from typing import Any

from corpus.document import Cell, Document, Kind, Page, Parsed, Passage, Row, Table
from corpus.structure.pages import touched

Record = list[Any]


def passage_record(passage: Passage) -> Record:
    """Start, end, first and last line, kind, and a dict of the fields that are not at their default."""
    fields = {
        "heading_path": passage.heading_path,
        "speaker": passage.speaker,
        "organisation": passage.organisation,
        "role": passage.role,
        "asked": passage.asked,
        "table": passage.table and asdict(passage.table),
    }
    details = {name: value for name, value in fields.items() if value}
    return [passage.start, passage.end, passage.line_start, passage.line_end, passage.kind.value, details]


def passage_of(document: Document, record: Sequence[Any]) -> Passage:
    """The passage that was recorded, of this document."""
    start, end, line_start, line_end, kind, details = record
    fields = dict(details)
    table = _table(fields.pop("table")) if "table" in fields else None
    pages = touched(document.pages, start, end)
    return Passage(
        f"{document.doc_id}:{start}",
        document.doc_id,
        document.title,
        document.source,
        document.text[start:end],
        start,
        end,
        line_start,
        line_end,
        Kind(kind),
        tuple(fields.pop("heading_path", ())),
        table=table,
        page=pages[0].number if pages else None,
        page_label=pages[0].label if pages else None,
        pages=pages,
        **fields,
    )


def pages_record(pages: Sequence[Page]) -> list[Record]:
    """Number, start, end and label of each."""
    return [list(astuple(page)) for page in pages]


def pages_of(records: Sequence[Record]) -> tuple[Page, ...]:
    """The pages that were recorded."""
    return tuple(Page(*record) for record in records)


def parsed_record(parsed: Parsed) -> dict[str, Any]:
    """A document taken apart.

    Its marks and grids are left out, which the passages have taken in, and its policies, found in them again.
    """
    found = parsed.document
    return {
        "document": [found.doc_id, found.title, found.source, found.text, found.encoding, pages_record(found.pages)],
        "passages": [passage_record(passage) for passage in parsed.passages],
        "warnings": parsed.warnings,
        "tables": parsed.tables,
        "speakers": parsed.speakers,
        "glossary": parsed.glossary,
    }


def parsed_of(record: dict[str, Any]) -> Parsed:
    """The document that was recorded."""
    doc_id, title, source, text, encoding, pages = record["document"]
    document = Document(doc_id, title, source, text, encoding, pages_of(pages))
    return Parsed(
        document,
        tuple(passage_of(document, passage) for passage in record["passages"]),
        tuple(record["warnings"]),
        record["tables"],
        tuple(record["speakers"]),
        tuple((short, full) for short, full in record["glossary"]),
    )


def _table(fields: dict[str, Any]) -> Table:
    rows = tuple(_row(**row) for row in fields.pop("rows"))
    return Table(header=tuple(fields.pop("header")), rows=rows, **fields)


def _row(cells: Sequence[dict[str, Any]], **fields: Any) -> Row:
    return Row(tuple(Cell(**cell) for cell in cells), **fields)
