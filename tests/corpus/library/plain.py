"""DOCUMENT as plain text, Markdown, CSV and TSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator

from tests.corpus.library.content import DOCUMENT, TITLE, Section, Table, lines_above, lines_below


def to_text() -> bytes:
    """Plain text with tabs between the cells."""
    return _document(lambda title, level: title, lambda item: f"• {item}", tabbed).encode()


def to_markdown() -> bytes:
    """Markdown with pipe tables."""
    return _document(
        lambda title, level: "#" * (level + 1) + f" {title}", lambda item: f"- {item}", piped, "# "
    ).encode()


def to_csv(table: Table, delimiter: str = ",", encoding: str = "utf-8-sig") -> bytes:
    """One table with what stands around it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([[line] for line in lines_above(table)])
    writer.writerows(table.flat_rows())
    writer.writerows([[line] for line in lines_below(table)])
    return out.getvalue().encode(encoding)


def tabbed(table: Table) -> Iterator[str]:
    """A line a row, tabs between the cells."""
    return ("\t".join(row) for row in table.flat_rows())


def piped(table: Table) -> Iterator[str]:
    """A pipe table; the separator stands below the last row of the header, or below nothing."""
    for number, row in enumerate(table.flat_rows()):
        if number == table.header_rows and number:
            yield "|" + "---|" * len(row)
        yield "| " + " | ".join(row) + " |"


def _document(
    heading: Callable[[str, int], str],
    item: Callable[[str], str],
    drawn: Callable[[Table], Iterator[str]],
    mark: str = "",
) -> str:
    parts = [mark + TITLE]
    for section in DOCUMENT:
        parts += [heading(section.title, section.level), *section.paragraphs]
        parts += ["\n".join(map(item, section.items))] if section.items else []
        parts += [_table(table, drawn) for table in _without_titles_inside(section)]
    return "\n\n".join(parts) + "\n"


def _without_titles_inside(section: Section) -> list[Table]:
    """Plain text has no titles inside a table: they are lines above it."""
    return [table for table in section.tables if table.name != "titled"]


def _table(table: Table, drawn: Callable[[Table], Iterator[str]]) -> str:
    above = "".join(f"{line}\n\n" for line in lines_above(table))
    return above + "\n".join([*drawn(table), *lines_below(table)])
