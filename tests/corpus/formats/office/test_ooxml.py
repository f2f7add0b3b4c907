"""Packages of Office files: damaged, hostile and incomplete ones, for every reader."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from corpus.errors import UnreadableDocument
from corpus.extract import Extract
from corpus.formats.office import docx, pptx
from corpus.formats.office import xlsx as spreadsheet
from tests.corpus.library.office import to_docx, to_pptx, to_xlsx

Read = Callable[[bytes, str], Extract]
FORMATS: dict[str, tuple[Read, bytes, str]] = {
    "docx": (docx.read, to_docx(), "word/document.xml"),
    "pptx": (pptx.read, to_pptx(), "ppt/presentation.xml"),
    "xlsx": (spreadsheet.read, to_xlsx(), "xl/workbook.xml"),
}
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]><document>&c;</document>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><document>&b;</document>'


def with_part(data: bytes, name: str, content: bytes | None) -> bytes:
    """The file with one part replaced, or taken out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        if content is not None:
            new.writestr(name, content)
    return out.getvalue()


DAMAGE: dict[str, Callable[[bytes, str], bytes]] = {
    "truncated": lambda data, main: data[: len(data) // 2],
    "without its main part": lambda data, main: with_part(data, main, None),
    "of broken XML": lambda data, main: with_part(data, main, b"<document"),
    "with entities": lambda data, main: with_part(data, main, BOMB),
    "with entities from outside": lambda data, main: with_part(data, main, OUTSIDE),
    "with another main part": lambda data, main: with_part(data, main, b"<other/>"),
    "encrypted": lambda data, main: COMPOUND + "EncryptedPackage".encode("utf-16-le"),
    "of 1997": lambda data, main: COMPOUND,
    "that unpacks to ten thousand times its size": lambda data, main: with_part(data, "bomb", b"\0" * (64 << 20)),
}


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_file_that_cannot_be_read_is_named(kind: str, damage: str) -> None:
    read, data, main = FORMATS[kind]
    with pytest.raises(UnreadableDocument) as caught:
        read(DAMAGE[damage](data, main), f"坏.{kind}")
    assert f"《坏.{kind}》" in caught.value.user_message


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_without_properties_and_styles_is_still_read(kind: str) -> None:
    read, data, _ = FORMATS[kind]
    for part in ("docProps/core.xml", "word/styles.xml", "word/numbering.xml", "xl/styles.xml"):
        data = with_part(data, part, None)
    assert "南岸渔业公司" in read(data, f"年报.{kind}").text


@pytest.mark.parametrize("kind", FORMATS)
def test_the_strict_variant_of_the_standard_is_read(kind: str) -> None:
    read, data, _ = FORMATS[kind]
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.namelist():
            new.writestr(member, _strict(old.read(member)))
    assert read(out.getvalue(), f"年报.{kind}").text == read(data, f"年报.{kind}").text


def _strict(part: bytes) -> bytes:
    """Another namespace for everything (ECMA-376 part 1 against part 4)."""
    for name in (b"wordprocessingml", b"presentationml", b"spreadsheetml", b"drawingml", b"officeDocument"):
        part = part.replace(b"schemas.openxmlformats.org/" + name + b"/2006", b"purl.oclc.org/ooxml/" + name)
    return part
