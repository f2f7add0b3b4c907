"""A citation in the style of GB/T 7714-2015: 责任者. 题名[文献类型标识]. 文件: 页码.

The standard's place, publisher and year are not known of a file, and what is not known is left out (its section 8).
Lines are no part of the standard; they stand in brackets at the end because they are what finds the words again.
"""

from __future__ import annotations

from corpus.document import Kind
from qa.answer import Citation
from ui.contract import file_name

# Endings of a title that tell the kind of document: report, standard; anything else is Z (其他), the standard's rest.
TYPES = (("R", ("报告", "皮书", "研究", "调查")), ("S", ("标准", "规范", "规程", "导则")))


def reference(citation: Citation) -> str:
    """The reference of one citation, in one line."""
    passage = citation.passage
    speaker = f"{passage.speaker}. " if passage.speaker and passage.kind is Kind.SPEECH else ""
    page = citation.page_label or citation.page
    lines = f"{citation.line_start}-{citation.line_end}".removesuffix(f"-{citation.line_start}")
    where = f": {page}" if page else ""
    title = " ".join(passage.title.split())
    return f"{speaker}{title}[{_type(title)}]. {file_name(passage.source)}{where}[第 {lines} 行]."


def _type(title: str) -> str:
    name = title.rstrip("0123456789年版（）()·—-. ")
    return next((mark for mark, endings in TYPES if name.endswith(endings)), "Z")
