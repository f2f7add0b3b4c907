"""Markdown: kept exactly as written; its marks tell the structure."""

from __future__ import annotations

import re

from corpus.title import find_title

SUFFIXES = (".md", ".markdown")

FIRST_HEADING = re.compile(r"^#[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
FRONT_MATTER_TITLE = re.compile(r"\A---\n(?:.*\n)*?title:[ \t]*[\"']?(.+?)[\"']?[ \t]*\n(?:.*\n)*?---\n")


def title(text: str) -> str:
    """The title of the front matter, else the first heading of level one, else as in plain text."""
    found = FRONT_MATTER_TITLE.search(text) or FIRST_HEADING.search(text)
    return re.sub(r"\*\*|__", "", found.group(1)).strip() if found else find_title(text)
