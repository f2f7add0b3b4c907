"""Markdown: kept exactly as written; its marks tell the structure."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.extract import Extract
from corpus.formats import plaintext

FIRST_HEADING = re.compile(r"^#[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
FRONT_MATTER = re.compile(r"\A---\n(.*?\n)---$", re.DOTALL | re.MULTILINE)
ITS_TITLE = re.compile(r"^title:[ \t]*[\"']?(.+?)[\"']?[ \t]*$", re.MULTILINE)


def read(data: bytes, name: str) -> Extract:
    """The text, titled by its front matter, else by the first heading of level one, else as plain text is."""
    found = plaintext.read(data, name)
    front = FRONT_MATTER.match(found.text)
    title = (front and ITS_TITLE.search(front.group(1))) or FIRST_HEADING.search(found.text)
    return replace(found, title=re.sub(r"\*\*|__", "", title.group(1)).strip()) if title else found
