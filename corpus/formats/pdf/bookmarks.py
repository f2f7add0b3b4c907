"""What a PDF file says about itself: its outline, its page labels, its title."""

from __future__ import annotations

import re
from itertools import islice

import pypdfium2

from corpus.formats.pdf.headings import Bookmark

MOST_BOOKMARKS = 5000
# What programs write as a title by themselves.
NO_TITLE = re.compile(
    r"^(?:microsoft\s|untitled|未命名|无标题|文档\s*\d*$|幻灯片\s*\d*$)|\.(?:docx?|pptx?|xlsx?|wps|html?|indd|pdf)$|^[\W\d_]*$",
    re.I,
)


def bookmarks_of(document: pypdfium2.PdfDocument) -> list[Bookmark]:
    """The entries of the outline, in order."""
    found = []
    for bookmark in islice(document.get_toc(), MOST_BOOKMARKS):
        target = bookmark.get_dest()
        index = target.get_index() if target else None
        found.append(Bookmark(bookmark.get_title().strip(), None if index is None else index + 1, bookmark.level + 1))
    return found


def label_of(document: pypdfium2.PdfDocument, number: int) -> str | None:
    """The label that the file itself gives a page, if it gives one."""
    return document.get_page_label(number - 1).strip() or None


def title_of(document: pypdfium2.PdfDocument) -> str:
    """The title in the file's properties; "" where it is none."""
    title = document.get_metadata_dict().get("Title", "").replace("\x00", "").strip()
    return "" if NO_TITLE.search(title) or "\ufffd" in title else " ".join(title.split())
