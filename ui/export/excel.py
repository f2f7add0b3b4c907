"""Conversations and lists as Excel workbooks, every character as the document has it.

Every cell is text, and marked as such for Excel as if an apostrophe had been typed before it: nothing that a document
says becomes a formula, neither when the file is opened nor when a cell is edited.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from ui.exchange import Exchange
from ui.export.content import numbered
from ui.export.package import repacked
from ui.export.reference import reference
from ui.render import KINDS, VERDICTS, rival_text

LONGEST_CELL = 32767  # characters, Excel's own limit
WIDTHS = {"问题": 32, "答案": 48, "引文": 60, "原话": 60, "参考文献": 48, "章节": 32, "文件": 24, "标题": 24}

ANSWERS = ("序号", "问题", "已理解为", "结论", "答案", "不同的数字", "引文序号", "时间")
CITATIONS = ("引文序号", "问题", "引文", "文件", "标题", "类型", "章节", "页", "起始行", "结束行", "说话人", "表格单元", "参考文献")  # fmt: skip


def conversation_excel(title: str, exchanges: Sequence[Exchange]) -> bytes:
    """A workbook of two sheets: 答案, one question a row, and 引文, one citation a row. `title` names the file inside."""
    answers: list[Sequence[object]] = []
    quotes: list[Sequence[object]] = []
    for row, (exchange, citations) in enumerate(numbered(exchanges), start=1):
        answer = exchange.answer
        said = ("", "", exchange.error, "")
        if answer:
            rivals = "\n".join(map(rival_text, answer.rivals))
            said = (answer.understood_as, VERDICTS[answer.verdict], answer.text, rivals)
        marks = "、".join(str(number) for number, _ in citations)
        answers.append((row, exchange.question, *said, marks, exchange.asked_at))
        for number, citation in citations:
            passage, cell = citation.passage, citation.cell
            quotes.append((
                number, exchange.question, citation.quote, passage.source.replace("\\", "/").rsplit("/", 1)[-1],
                passage.title, KINDS[passage.kind], " › ".join(passage.heading_path),
                citation.page_label or citation.page, citation.line_start, citation.line_end, passage.speaker,
                " / ".join(name for name in (cell.table, cell.row, cell.column) if name) if cell else None,
                reference(citation),
            ))  # fmt: skip
    return _workbook(title, [("答案", ANSWERS, answers), ("引文", CITATIONS, quotes)])


def rows_excel(title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """A workbook of one sheet: quotes, policies or whatever else is a list."""
    return _workbook(title, [(title, header, rows)])


def cell_text(text: str) -> str:
    """Text without the characters that a workbook cannot hold, and no longer than a cell."""
    plain: str = ILLEGAL_CHARACTERS_RE.sub("", text)
    return plain[:LONGEST_CELL]


def _workbook(title: str, sheets: Sequence[tuple[str, Sequence[str], Sequence[Sequence[object]]]]) -> bytes:
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = cell_text(title), "引据"
    for name, header, rows in sheets:
        sheet = book.create_sheet(_sheet_name(name))
        sheet.freeze_panes = "A2"
        for i, column in enumerate(header):
            sheet.column_dimensions[chr(ord("A") + i)].width = WIDTHS.get(column, 12)
        sheet.append([_cell(sheet, column, bold=True) for column in header])
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return repacked(file.getvalue())


def _cell(sheet: Any, value: object, *, bold: bool = False) -> Any:
    """Numbers stay numbers; everything else is text, said so to the spreadsheet."""
    if value is None or isinstance(value, int | float):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet)
    cell.value = cell_text(str(value))
    cell.data_type = "s"  # set after the value, which would make "=1" a formula
    cell.number_format = "@"
    cell.quotePrefix = True
    cell.font = Font(bold=bold)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _sheet_name(name: str) -> str:
    return "".join(c for c in cell_text(name) if c not in "[]:*?/\\")[:31] or "表"
