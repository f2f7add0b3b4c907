"""HTML from document text. Everything a document, a file name or a user says goes through `escape`."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.document import Cell, Passage, Table

Span = tuple[int, int]  # characters of the document's text


@dataclass(frozen=True, slots=True)
class Place:
    """What the source pane shows: a stretch of one document; an empty stretch shows a passage without a quote."""

    doc_id: str
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.doc_id}:{self.start}:{self.end}"

    @classmethod
    def parse(cls, text: str) -> Place:
        """The place that `str` wrote. Raises ValueError: the text comes back from a browser."""
        doc_id, start, end = text.rsplit(":", 2)
        return cls(doc_id, int(start), int(end))


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


def table_html(passage: Passage, table: Table, mark: Span) -> str:
    """A table passage as an HTML table; the row and the cells that the mark touches are highlighted."""
    width = max([len(table.header), *(len(row.cells) for row in table.rows)], default=1)
    caption = f"<caption>{escape(table.caption)}{_unit(table)}</caption>" if table.caption or table.unit else ""
    header = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.header)
    body: list[str] = []
    group = ""
    for row in table.rows:
        if row.group and row.group != group:
            body.append(f'<tr class="group"><th colspan="{width}" scope="rowgroup">{escape(row.group)}</th></tr>')
        group = row.group
        cells = "".join(_cell(cell, mark, head=i == 0) for i, cell in enumerate(row.cells))
        inside = mark[0] < mark[1] and mark[0] < row.end and row.start < mark[1]
        body.append(f"<tr{' class=cited' if inside else ''}>{cells}</tr>")
    note = f'<p class="note">{escape(table.note)}</p>' if table.note else ""
    head = f"<thead><tr>{header}</tr></thead>" if header else ""
    # A quote of the caption or the header has no cell to mark.
    whole = " cited" if _only_above(table, passage, mark) else ""
    return (
        f'<div class="scroll{whole}" tabindex="0" role="region" aria-label="{escape(table.caption or "表格")}">'
        f"<table>{caption}{head}<tbody>{''.join(body)}</tbody></table></div>{note}"
    )


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


def _cell(cell: Cell, mark: Span, *, head: bool) -> str:
    tag = 'th scope="row"' if head else "td"
    return f"<{tag}>{marked(cell.text, cell.start, mark)}</{tag[:2]}>"


def _unit(table: Table) -> str:
    return f'<span class="unit">{escape(table.unit)}</span>' if table.unit else ""


def _only_above(table: Table, passage: Passage, mark: Span) -> bool:
    touches = mark[0] < mark[1] and mark[0] < passage.end and passage.start < mark[1]
    return touches and not any(mark[0] < row.end and row.start < mark[1] for row in table.rows)
