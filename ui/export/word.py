"""A conversation as a Word file: the answer with real footnotes, then its quotes in full with their places."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from qa.answer import Answer, Citation
from ui.exchange import Exchange
from ui.export.content import MADE_BY, NOT_FOUND, also, nearest, numbered, others, verdict_line
from ui.export.footnotes import Footnotes
from ui.export.package import repacked
from ui.export.reference import reference
from ui.render import marked_parts, place

FONT = "宋体"
GREY = RGBColor(0x59, 0x59, 0x59)
# XML 1.0 has no place for these: https://www.w3.org/TR/xml/#charsets
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def conversation_word(title: str, exchanges: Sequence[Exchange]) -> bytes:
    """The .docx file; the same content gives the same bytes."""
    document = _blank(title)
    footnotes = Footnotes()
    document.add_heading(_text(title), level=0)
    _grey(document.add_paragraph(), MADE_BY)
    for exchange, citations in numbered(exchanges):
        document.add_heading(_text(exchange.question), level=1)
        if exchange.answer is None:
            document.add_paragraph(_text(exchange.error))
        else:
            _answer(document, footnotes, exchange.answer, citations)
    footnotes.attach(document)
    file = io.BytesIO()
    document.save(file)
    return repacked(file.getvalue())


def _answer(document: Any, footnotes: Footnotes, answer: Answer, citations: Sequence[tuple[int, Citation]]) -> None:
    _grey(document.add_paragraph(), verdict_line(answer))
    paragraph = document.add_paragraph("" if answer.answerable else NOT_FOUND)
    for part, numbers in marked_parts(answer):
        ending = part[len(part.rstrip()) :]
        paragraph.add_run(_text(part.rstrip()))
        for number in numbers:  # within the answer, from 1; a note's own number follows the reading
            through, citation = citations[number - 1]
            footnotes.mark(paragraph, _text(f"[{through}] {reference(citation)}"))
        paragraph.add_run(_text(ending))
    for text, where in nearest(answer):
        _quoted(document, text, where)
    for line in others(answer):
        document.add_paragraph(_text(line))
    if citations:
        document.add_heading("引文", level=2)
    for number, citation in citations:
        where = place(citation.passage, citation) + also(citation)
        _quoted(document, citation.quote, where, f"[{number}] ")


def _quoted(document: Any, quote: str, where: str, mark: str = "") -> None:
    """A quote exactly as it stands in the source, then its place."""
    document.add_paragraph(f"{mark}{_text(quote)}", style="Quote")
    _grey(document.add_paragraph(), f"—— {where}")


def _grey(paragraph: Any, text: str) -> None:
    run = paragraph.add_run(_text(text))
    run.font.size, run.font.color.rgb = Pt(9), GREY


def _blank(title: str) -> Any:
    document = Document()
    document.core_properties.title, document.core_properties.author = _text(title)[:255], "引据"
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Quote"):
        fonts = document.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), FONT)  # Word keeps a font of its own for Chinese characters
    return document


def _text(text: str) -> str:
    return _NOT_XML.sub("", text)
