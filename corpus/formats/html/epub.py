"""EPUB books: the chapters in the order of the spine, each a web page. https://www.w3.org/TR/epub-33/

A book has no pages of its own (they are those of the screen that it is read on), so its passages have none; chapters
are headings.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from urllib.parse import unquote

from lxml import etree

from corpus.document import MarkKind
from corpus.errors import UnreadableDocument
from corpus.extract import Extract
from corpus.files.archive import open_archive
from corpus.files.progress import tell
from corpus.formats.draft import Draft
from corpus.formats.html.page import add_page, decoded

CONTAINER, RIGHTS = "META-INF/container.xml", "META-INF/rights.xml"
PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
BROKEN = (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, KeyError, EOFError, OSError, ValueError, RuntimeError)


def read(data: bytes, name: str) -> Extract:
    """The book. Raises UnreadableDocument where it is damaged, protected or no EPUB."""
    archive = open_archive(data, name)
    try:
        return _Book(archive).read(name)
    except BROKEN as error:
        protected = RIGHTS in archive.namelist() or isinstance(error, RuntimeError)  # zipfile: a password is required
        reason = (
            "这本电子书有版权保护（DRM）或密码，不能读取。请换用没有保护的版本。"
            if protected
            else "文件已损坏，或不是真正的 EPUB。请换一份完整的文件后重新导入。"
        )
        raise UnreadableDocument(f"{name}: {type(error).__name__}: {error}", f"无法读取《{name}》：{reason}") from error


class _Book:
    """An open book. References are resolved within the archive and nowhere else."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        rootfile = self._xml(CONTAINER).find(".//{*}rootfile")
        if rootfile is None:
            raise ValueError("the container names no package")
        self._package = rootfile.get("full-path", "")
        self._root = self._xml(self._package)

    def read(self, name: str) -> Extract:
        """Every chapter that is part of the reading order, but for the table of contents."""
        draft = Draft()
        items = {item.get("id", ""): item for item in self._root.iterfind(".//{*}manifest/{*}item")}
        spine = [items[key] for key in (ref.get("idref", "") for ref in self._spine()) if key in items]
        chapters = [item for item in spine if item.get("media-type") in PAGES and not _is_contents(item)]
        names = self._names(items)
        for number, item in enumerate(chapters):
            tell("读取章节", number, len(chapters))
            path = self._inside(self._package, item.get("href", ""))
            page, _, _ = decoded(self._archive.read(path), name)
            self._add_chapter(draft, page, names.get(path, ""))
        return draft.finish(self._title(), "epub")

    def _add_chapter(self, draft: Draft, page: str, name: str) -> None:
        """A chapter that has no heading of its own gets the one of the table of contents."""
        chapter = Draft()
        add_page(chapter, page)
        found = chapter.finish("", "epub")
        if name and found.text and not any(mark.kind is MarkKind.HEADING for mark in found.marks):
            draft.add_text(name, MarkKind.HEADING, 1)
        add_page(draft, page)

    def _spine(self) -> list[etree._Element]:
        return [ref for ref in self._root.iterfind(".//{*}spine/{*}itemref") if ref.get("linear") != "no"]

    def _names(self, items: dict[str, etree._Element]) -> dict[str, str]:
        """The name of each chapter, by its path, as EPUB 2 (NCX) and EPUB 3 (nav) tell it."""
        names: dict[str, str] = {}
        for item in items.values():
            path = self._inside(self._package, item.get("href", ""))
            if item.get("media-type") == "application/x-dtbncx+xml":
                for point in self._xml(path).iterfind(".//{*}navPoint"):
                    source, label = point.find("{*}content"), point.findtext("{*}navLabel/{*}text") or ""
                    target = "" if source is None else self._inside(path, source.get("src", ""))
                    names.setdefault(target, " ".join(label.split()))
            elif _is_contents(item):
                for link in self._xml(path).iterfind(".//{*}nav//{*}a"):
                    label = " ".join("".join(str(text) for text in link.itertext()).split())
                    names.setdefault(self._inside(path, link.get("href", "")), label)
        return names

    def _title(self) -> str:
        return " ".join((self._root.findtext(".//{http://purl.org/dc/elements/1.1/}title") or "").split())

    def _xml(self, path: str) -> etree._Element:
        settings = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
        return etree.fromstring(self._archive.read(path), settings)

    def _inside(self, base: str, reference: str) -> str:
        """The member that a reference in another one names."""
        path = unquote(reference.partition("#")[0])
        return posixpath.normpath(posixpath.join("/", posixpath.dirname(base), path)).lstrip("/")


def _is_contents(item: etree._Element) -> bool:
    return "nav" in (item.get("properties") or "").split()
