"""A quote with its source as text that people paste into their own writing. The formal style is `ui/export/reference`."""

from __future__ import annotations

from qa.answer import Citation


def plain_reference(citation: Citation) -> str:
    """谁：“原话”（《题名》，章节，第 3 页，第 12 行）."""
    passage = citation.passage
    pieces = [f"《{passage.title}》", *passage.heading_path[-1:], page_text(citation), lines_text(citation)]
    said = f"{passage.speaker}：" if passage.speaker else ""
    return f"{said}“{one_line(citation.quote)}”（{'，'.join(piece for piece in pieces if piece)}）"


def page_text(citation: Citation) -> str:
    """The page of the quote as people name it, or "" for formats without pages."""
    page = citation.page_label or citation.page
    return f"第 {page} 页" if page else ""


def lines_text(citation: Citation) -> str:
    """The lines of the quote."""
    first, last = citation.line_start, citation.line_end
    return f"第 {first} 行" if first == last else f"第 {first}–{last} 行"


def one_line(text: str) -> str:
    """Text without line ends and runs of blanks."""
    return " ".join(text.split())
