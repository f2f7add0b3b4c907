"""Web pages: the article as a reader sees it, without scripts, styles, menus, side columns and page feet.

lxml's parser of HTML (libxml2) reads what browsers read, knows no entities of the page's own and opens no connection.
"""

from __future__ import annotations

import re

from lxml import html as parser
from lxml.etree import ParserError

from corpus.errors import UnreadableDocument
from corpus.extract import Extract
from corpus.files.encoding import decode, decode_as
from corpus.formats.draft import Draft
from corpus.formats.html.blocks import add_blocks
from corpus.formats.html.content import content_of
from corpus.formats.plaintext import guess_warning
from corpus.structure.title import find_title

DECLARED = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w-]+)|<\?xml[^>]{0,200}?encoding=["']([\w-]+)""", re.I
)
HEAD = 4096  # bytes within which a page has to name its encoding; browsers look at 1024
BOX = re.compile(r"</?(?:div|span|font|section|center|b|i|table|tbody|tr|td|ul|li|blockquote)\b[^>]{0,2000}>", re.I)
SITE = re.compile(r"\s*[-–—_|｜·»]+\s*[^-–—_|｜·»]{1,20}$")  # 年报_某某网


def read(data: bytes, name: str) -> Extract:
    """The page's content. Raises UnreadableDocument where the bytes are no text."""
    text, encoding, warnings = decoded(data, name)
    draft = Draft()
    title = add_page(draft, text)
    found = draft.finish(title, encoding, warnings)
    return found if re.search(r"\w", title) else draft.finish(find_title(found.text), encoding, warnings)


def add_page(draft: Draft, text: str) -> str:
    """Append the content of a page and return its title, "" where it has none."""
    root = root_of(text)
    if root is None:
        return ""
    title = " ".join((root.findtext(".//title") or "").split())
    content = content_of(root)
    add_blocks(content, draft)
    headings = [" ".join(heading.text_content().split()) for heading in content.iter("h1")]
    return headings[0] if len(headings) == 1 and headings[0] else SITE.sub("", title)


def root_of(text: str) -> parser.HtmlElement | None:
    """The tree of a page; None where it is blank. What is nested too deeply for the parser is read without its boxes."""
    text = text.replace("\0", "")
    root, complete = _parsed(text)
    return root if complete else _parsed(BOX.sub("<br>", text))[0]


def _parsed(text: str) -> tuple[parser.HtmlElement | None, bool]:
    """The tree, and whether it holds all of the page."""
    settings = parser.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        root = parser.document_fromstring(text.encode(), parser=settings)
    except ParserError:  # nothing but white space and comments
        root = None
    return root, not any("Excessive depth" in entry.message for entry in settings.error_log)


def decoded(data: bytes, name: str) -> tuple[str, str, tuple[str, ...]]:
    """The text of a page, its encoding and what to warn of; a byte order mark counts more than what it declares.

    Raises UnreadableDocument where the bytes are no text.
    """
    declared = DECLARED.search(data[:HEAD])
    label = next(filter(None, declared.groups()), b"").decode("ascii") if declared else ""
    found = decode_as(data, label) if label else None
    warnings: tuple[str, ...] = ()
    if found is None:
        found = decode(data)
        warnings = guess_warning(found[1]) if found else ()
    if found is None:
        raise UnreadableDocument(
            f"{name}: not text in any known encoding",
            f"无法读取《{name}》：编码无法识别。请用浏览器打开后另存为 UTF-8 网页，再重新导入。",
        )
    return *found, warnings
