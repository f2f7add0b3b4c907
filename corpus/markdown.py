"""Markdown: kept exactly as written; its marks tell the structure."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus import plaintext
from corpus.extract import Extract

FIRST_HEADING = re.compile(r"^#[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
FRONT_MATTER_TITLE = re.compile(r"\A---\n(?:.*\n)*?title:[ \t]*[\"']?(.+?)[\"']?[ \t]*\n(?:.*\n)*?---\n")


def read(data: bytes, name: str) -> Extract:
    """The text, titled by its front matter, else by the first heading of level one, else as plain text is."""
    found = plaintext.read(data, name)
    title = FRONT_MATTER_TITLE.search(found.text) or FIRST_HEADING.search(found.text)
    return replace(found, title=re.sub(r"\*\*|__", "", title.group(1)).strip()) if title else found
