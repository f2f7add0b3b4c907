"""A file that is something else than its name says."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from corpus.errors import UnreadableDocument
from corpus.files.sniff import check_content
from corpus.formats.registry import FORMATS


@pytest.fixture(autouse=True)
def suffixes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Independent of which formats are read."""
    for suffix in (".pdf", ".docx", ".xlsx", ".epub", ".html", ".htm"):
        monkeypatch.setitem(FORMATS, suffix, "module" + suffix[:4])


def packed(*members: str) -> bytes:
    with zipfile.ZipFile(buffer := io.BytesIO(), "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    return buffer.getvalue()


WORD, BOOK = packed("[Content_Types].xml", "word/document.xml"), packed("mimetype", "META-INF/container.xml")


@pytest.mark.parametrize(
    ("name", "data", "really"),
    [
        ("图.txt", b"\x89PNG\r\n\x1a\n\0", "其实是图片。请换成"),
        ("文.pdf", WORD, "其实是Word 文档。请把后缀改为 .docx"),
        ("书.docx", BOOK, "其实是EPUB 电子书。请把后缀改为 .epub"),
        ("包.txt", packed("a", "b"), "其实是压缩包"),
        ("页.md", b"%PDF-1.7\n", "其实是 PDF。请把后缀改为 .pdf"),
        ("旧.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "其实是旧版或加密的 Office 文件"),
        ("网.pdf", b"\n<!DOCTYPE html><p>", "其实是网页。请把后缀改为 .html"),
        ("字.xlsx", "这是文字，不是表格。".encode("gb18030"), "其实是纯文本。请把后缀改为 .txt"),
    ],
)
def test_the_message_says_what_it_really_is(name: str, data: bytes, really: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        check_content(data, Path(name))
    assert f"《{name}》" in caught.value.user_message
    assert really in caught.value.user_message


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("文.docx", WORD),
        ("书.epub", BOOK),
        ("页.pdf", b"\n\n%PDF-1.4\n"),
        ("坏.pdf", b"\x00\x01\x02\xff\xfe" * 100),  # its reader says that it is damaged
        ("坏.docx", WORD[:60]),
        ("密.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0"),
        ("文.txt", b"<html> is how a page begins"),
        ("文.md", "文字".encode()),
        ("网.htm", b"<html>"),
    ],
)
def test_what_may_be_as_it_is_named_is_left_to_its_reader(name: str, data: bytes) -> None:
    check_content(data, Path(name))
