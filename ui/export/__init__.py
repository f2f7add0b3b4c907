"""Answers, conversations and lists as files: Word, Markdown and Excel."""

from ui.export.excel import conversation_excel, rows_excel
from ui.export.file import ExportFile, Form, export_conversation, export_rows
from ui.export.markdown import conversation_markdown
from ui.export.reference import reference
from ui.export.word import conversation_word

__all__ = [
    "ExportFile",
    "Form",
    "conversation_excel",
    "conversation_markdown",
    "conversation_word",
    "export_conversation",
    "export_rows",
    "reference",
    "rows_excel",
]
