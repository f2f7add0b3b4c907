"""One door to every form of export: what the server sends and the page offers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ui.exchange import Exchange
from ui.export.excel import conversation_excel, rows_excel
from ui.export.markdown import conversation_markdown
from ui.export.word import conversation_word

LONGEST_NAME = 60  # characters of a file's name before its ending


class Form(StrEnum):
    """The forms of an export; the values are the files' endings."""

    WORD = "docx"
    MARKDOWN = "md"
    EXCEL = "xlsx"


MEDIA_TYPES = {
    Form.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.MARKDOWN: "text/markdown; charset=utf-8",
    Form.EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file to save."""

    name: str
    media_type: str
    data: bytes


def export_conversation(form: Form, title: str, exchanges: Sequence[Exchange]) -> ExportFile:
    """A conversation, or one answer of it, as a file."""
    if form is Form.MARKDOWN:
        data = conversation_markdown(title, exchanges).encode()
    else:
        data = (conversation_word if form is Form.WORD else conversation_excel)(title, exchanges)
    return ExportFile(_file_name(title, form), MEDIA_TYPES[form], data)


def export_rows(title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> ExportFile:
    """A list as an Excel file."""
    return ExportFile(_file_name(title, Form.EXCEL), MEDIA_TYPES[Form.EXCEL], rows_excel(title, header, rows))


def _file_name(title: str, form: Form) -> str:
    """A name that every system accepts and that cannot lead out of a folder."""
    name = re.sub(r'[\x00-\x1f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]+', " ", title).strip(" .")
    return f"{name[:LONGEST_NAME] or '引据'}.{form}"
