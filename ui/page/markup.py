"""HTML from document text. Everything a document, a file name or a user says goes through `escape`."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from corpus.document import Cell, Passage, Row, Table

Span = tuple[int, int]  # characters of the document's text
BACK = '<button type="button" class="tool back" data-back data-t>‹ 返回</button>'  # to the page, from the pane over it


@dataclass(frozen=True, slots=True)
class Place:
    """What the source pane shows: a stretch of one document; an empty stretch shows a passage without a quote.

    `column`, from 0, is the one that counts where the stretch is a row of a table; -1 marks the whole stretch.
    """

    doc_id: str
    start: int
    end: int
    column: int = -1

    @property
    def mark(self) -> Span:
        """What to highlight."""
        return self.start, self.end

    def __str__(self) -> str:
        return f"{self.doc_id}:{self.start}:{self.end}:{self.column}"

    @classmethod
    def parse(cls, text: str) -> Place:
        """The place that `str` wrote. Raises ValueError: the text comes back from a browser."""
        doc_id, start, end, column = text.rsplit(":", 3)
        return cls(doc_id, int(start), int(end), int(column))


def escape(text: str) -> str:
    """Text as HTML. Gradio's HTML component is a template: $ and braces are written as references too."""
    return html.escape(text).replace("$", "&#36;").replace("{", "&#123;").replace("}", "&#125;")


def marked(text: str, start: int, mark: Span) -> str:
    """Text that begins at `start` of its document as HTML, with what lies inside `mark` highlighted."""
    low = min(max(mark[0] - start, 0), len(text))
    high = min(max(mark[1] - start, low), len(text))
    if low == high:
        return escape(text)
    return f"{escape(text[:low])}<mark>{escape(text[low:high])}</mark>{escape(text[high:])}"


def table_html(passage: Passage, table: Table, place: Place) -> str:
    """A table passage as an HTML table; rows that the place touches are tinted, their cells or one cell marked."""
    mark = place.mark
    width = max([len(table.header), *(len(row.cells) for row in table.rows)], default=1)
    touched = [row for row in table.rows if overlap(mark, (row.start, row.end))]
    body: list[str] = []
    group = ""
    for row in table.rows:
        if row.group and row.group != group:
            body.append(f'<tr class="group"><th colspan="{width}" scope="rowgroup">{escape(row.group)}</th></tr>')
        group = row.group
        body.append(_row(row, place, cited=row in touched))
    caption = f"<caption>{escape(table.caption)}{_unit(table)}</caption>" if table.caption or table.unit else ""
    note = f'<p class="note">{escape(table.note)}</p>' if table.note else ""
    # A quote of the caption or the header has no cell to mark: the head is tinted as a whole.
    above = " cited" if overlap(mark, (passage.start, passage.end)) and not touched else ""
    label = escape(table.caption or "表格")
    return (
        f'<div class="scroll{above}" tabindex="0" role="region" aria-label="{label}"><table>{caption}'
        f"{_head(table, place.column if touched else -1)}<tbody>{''.join(body)}</tbody></table></div>{note}"
    )


def overlap(one: Span, other: Span) -> bool:
    """Whether two stretches share a character."""
    return max(one[0], other[0]) < min(one[1], other[1])


def button(place: Place, label: str, *, kind: str, name: str, hint: str = "") -> str:
    """A button that shows a place in the source pane. `label` is HTML, `name` and `hint` are text."""
    title = f' title="{escape(hint)}"' if hint else ""
    return (
        f'<button type="button" class="{kind}" data-place="{escape(str(place))}"'
        f' aria-label="{escape(name)}"{title}>{label}</button>'
    )


def trail(names: Sequence[str]) -> str:
    """A heading path as HTML."""
    return '<span class="sep" aria-hidden="true">›</span>'.join(f"<span>{escape(name)}</span>" for name in names)


def download_html(name: str, asked: Mapping[str, str], keys: Sequence[str], **more: int) -> str:
    """A link to a list as an Excel file, which the server makes of the same question."""
    said = {key: asked[key].strip() for key in keys if asked.get(key, "").strip()} | more
    address = f"export/{name}.xlsx?{urlencode(said)}"
    return f'<a class="tool" download href="{escape(address)}"><span data-t>导出</span> Excel</a>'


def _head(table: Table, column: int) -> str:
    cells = (
        f'<th scope="col"{" class=cited" if i == column else ""}>{escape(name)}</th>'
        for i, name in enumerate(table.header)
    )
    return f"<thead><tr>{''.join(cells)}</tr></thead>" if table.header else ""


def _row(row: Row, place: Place, *, cited: bool) -> str:
    cells = "".join(_cell(cell, place, i) for i, cell in enumerate(row.cells))
    return f"<tr{' class=cited' if cited else ''}>{cells}</tr>"


def _cell(cell: Cell, place: Place, i: int) -> str:
    tag, scope = ("th", ' scope="row"') if i == 0 else ("td", "")
    text = marked(cell.text, cell.start, place.mark) if place.column in (-1, i) else escape(cell.text)
    return f"<{tag}{scope}>{text}</{tag}>"


def _unit(table: Table) -> str:
    return f'<span class="unit">{escape(table.unit)}</span>' if table.unit else ""
