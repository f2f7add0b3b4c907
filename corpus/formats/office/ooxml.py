"""The package of an Office file (ECMA-376, part 2): a zip whose XML parts name each other by relationships.

lxml reads the XML. python-docx, python-pptx and openpyxl read the same parts for editing; none of them shows the
numbering that Word computes, text boxes, notes or, in openpyxl's read-only mode, merged cells and hidden rows.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from lxml import etree

from corpus.errors import UnreadableDocument
from corpus.files.archive import open_archive

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of encrypted and of older Office files
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
LARGEST = 64 << 20  # bytes of a part that is read as a whole; its tree takes about ten times as much
BROKEN = (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, KeyError, EOFError, OSError, ValueError, RecursionError)


class Package:
    """An open Office file. `main` is its first part: the document, presentation or workbook."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        if data.startswith(COMPOUND):
            raise self._compound(data)
        self._zip = open_archive(data, name)
        self._parts = {member.filename.lower(): member for member in self._zip.infolist()}
        self.main = next(iter(self.related("", "officeDocument")), "")

    def has(self, part: str) -> bool:
        """Whether the package holds a part of this name."""
        return part.lower() in self._parts

    def xml(self, part: str) -> etree._Element:
        """The root of a part. Raises UnreadableDocument where it is missing, damaged or declares entities."""
        try:
            member = self._parts[part.lower()]
            if member.file_size > LARGEST:
                raise UnreadableDocument(
                    f"{self.name}: {part} has {member.file_size} bytes",
                    f"无法读取《{self.name}》：其中的内容解压后超过 {LARGEST >> 20} MB。请拆成几个文件后重新导入。",
                )
            root = etree.fromstring(self._zip.read(member), _parser())
        except BROKEN as error:
            raise self.damaged(error) from error
        if root.getroottree().docinfo.internalDTD is not None:  # no Office program writes one; attacks do
            raise self.damaged(ValueError(f"{part} has a document type"))
        return root

    def stream(self, part: str) -> IO[bytes]:
        """The bytes of a part, to be read piece by piece."""
        try:
            return self._zip.open(self._parts[part.lower()])
        except BROKEN as error:
            raise self.damaged(error) from error

    def related(self, part: str, kind: str) -> list[str]:
        """The parts that a part names by relationships of one kind, in order: styles, slide, notesSlide, …"""
        return [target for _, target, found in self._relationships(part) if found == kind and self.has(target)]

    def targets(self, part: str) -> dict[str, str]:
        """The parts that a part names, by the relationship's id."""
        return {key: target for key, target, _ in self._relationships(part)}

    def damaged(self, error: BaseException) -> UnreadableDocument:
        """What to raise where the file is not what its suffix says."""
        return UnreadableDocument(
            f"{self.name}: {type(error).__name__}: {error}",
            f"无法读取《{self.name}》：文件已损坏，或不是真正的 Office 文件。请用办公软件打开后另存，再重新导入。",
        )

    def _relationships(self, part: str) -> Iterator[tuple[str, str, str]]:
        folder, base = posixpath.split(part)
        sheet = posixpath.join(folder, "_rels", f"{base}.rels")
        for one in self.xml(sheet) if self.has(sheet) else ():
            if isinstance(one.tag, str) and one.get("TargetMode") != "External":  # what lies outside is never followed
                target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/")
                yield one.get("Id", ""), target, one.get("Type", "").rsplit("/", 1)[-1]

    def _compound(self, data: bytes) -> UnreadableDocument:
        if ENCRYPTED in data:
            return UnreadableDocument(
                f"{self.name}: encrypted", f"无法读取《{self.name}》：文件已加密。请解除密码后重新导入。"
            )
        return UnreadableDocument(
            f"{self.name}: a compound file",
            f"无法读取《{self.name}》：这是旧版 Office 格式。请另存为 docx、pptx 或 xlsx 后重新导入。",
        )


def stream_elements(source: IO[bytes], tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """The elements of these tags as they end, each emptied afterwards; memory stays small however long the part is."""
    for _, element in etree.iterparse(source, tag=tags, resolve_entities=False, no_network=True, load_dtd=False):
        yield element
        element.clear()
        while element.getprevious() is not None:  # the parent would keep the empty ones
            del element.getparent()[0]


def name_of(element: etree._Element) -> str:
    """The tag without its namespace, of which every Office format has two (transitional and strict); "" of comments."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def attribute(element: etree._Element | None, name: str) -> str | None:
    """An attribute by its name without the namespace."""
    if element is None:
        return None
    return next((str(value) for key, value in element.attrib.items() if str(key).rsplit("}", 1)[-1] == name), None)


def is_on(element: etree._Element | None) -> bool:
    """Whether a switch such as <w:b/> is set."""
    return element is not None and attribute(element, "val") not in ("0", "false", "off", "none")


def core_title(package: Package) -> str:
    """The title in the file's properties, "" where there is none."""
    for part in package.related("", "core-properties"):
        return (package.xml(part).findtext("{*}title") or "").strip()
    return ""


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
