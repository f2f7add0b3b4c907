"""Real footnotes in a Word file: python-docx (1.2) has none, so their part is made here (ECMA-376, 17.11)."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape  # nosec B406: it writes, it reads nothing

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
# Two notes that Word expects in every file: the line above the notes, and the one above a note that runs on.
_SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
)
_RAISED = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
_SMALL = '<w:rPr><w:sz w:val="18"/></w:rPr>'


class Footnotes:
    """The footnotes of one document: `mark` puts one into a paragraph, `attach` adds them all to the file."""

    def __init__(self) -> None:
        self._notes: list[str] = []

    def mark(self, paragraph: Any, text: str) -> None:
        """A raised number at the end of a paragraph, and `text` at the foot of its page."""
        run = paragraph.add_run()
        run.font.superscript = True
        number = OxmlElement("w:footnoteReference")
        number.set(qn("w:id"), str(len(self._notes) + 1))
        run._r.append(number)
        self._notes.append(text)

    def attach(self, document: Any) -> None:
        """Add the part that holds the notes."""
        notes = "".join(_note(number, text) for number, text in enumerate(self._notes, start=1))
        blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {_W}>{_SEPARATORS}{notes}</w:footnotes>'
        part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, blob.encode(), document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _note(number: int, text: str) -> str:
    return (
        f'<w:footnote w:id="{number}"><w:p><w:r>{_RAISED}<w:footnoteRef/></w:r>'
        f'<w:r>{_SMALL}<w:t xml:space="preserve"> {escape(text)}</w:t></w:r></w:p></w:footnote>'
    )
