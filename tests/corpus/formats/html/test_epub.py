"""Books: chapters in reading order, from an archive that is not trusted."""

from __future__ import annotations

import io
import zipfile

import pytest

from corpus.document import MarkKind
from corpus.errors import UnreadableDocument
from corpus.formats.html.epub import read

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf"/></rootfiles></container>'
)
PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">
<metadata><dc:title>渔港 手册</dc:title></metadata><manifest>
<item id="b" href="text/b.xhtml" media-type="application/xhtml+xml"/>
<item id="a" href="text/a%20.xhtml" media-type="application/xhtml+xml"/>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="pic" href="p.png" media-type="image/png"/>
<item id="side" href="side.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine toc="ncx"><itemref idref="nav"/><itemref idref="a"/><itemref idref="b"/><itemref idref="pic"/>
<itemref idref="side" linear="no"/><itemref idref="none"/></spine></package>"""
NCX = """<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>乙 章</text></navLabel>
<content src="text/b.xhtml#top"/></navPoint></navMap></ncx>"""
FILES = {
    "META-INF/container.xml": CONTAINER,
    "OPS/book.opf": PACKAGE,
    "OPS/toc.ncx": NCX,
    "OPS/nav.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml"><nav><a href="text/b.xhtml">另名</a></nav></html>',
    "OPS/text/a .xhtml": "<html><body><h1>甲章</h1><p>渔港。</p><table><tr><td>甲<td>3<tr><td>乙<td>5</table></html>",
    "OPS/text/b.xhtml": "<?xml version='1.0' encoding='utf-8'?><html><body><p>渔船。</p></body></html>",
    "OPS/side.xhtml": "<p>旁注</p>",
}


def book(**changes: str | None) -> bytes:
    with zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in (FILES | changes).items():
            if text is not None:
                archive.writestr(path, text)
    return buffer.getvalue()


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read(data, "书.epub")
    assert "《书.epub》" in caught.value.user_message
    return caught.value.user_message


def test_the_chapters_follow_the_spine_without_the_table_of_contents() -> None:
    found = read(book(), "书.epub")
    assert found.text == "甲章\n渔港。\n甲\t3\n乙\t5\n另名\n渔船。\n"
    assert (found.title, found.encoding, found.pages) == ("渔港 手册", "epub", ())
    assert len(found.grids) == 1


def test_a_chapter_without_a_heading_has_that_of_the_table_of_contents() -> None:
    def headings(data: bytes) -> list[str]:
        found = read(data, "书.epub")
        return [found.text[mark.start : mark.end] for mark in found.marks if mark.kind is MarkKind.HEADING]

    assert headings(book()) == ["甲章", "另名"]  # EPUB 3
    assert headings(book(**{"OPS/nav.xhtml": "<nav/>"})) == ["甲章", "乙 章"]  # EPUB 2


@pytest.mark.parametrize("missing", ["META-INF/container.xml", "OPS/book.opf", "OPS/text/b.xhtml"])
def test_a_book_with_a_part_missing_is_damaged(missing: str) -> None:
    assert "已损坏" in refused(book(**{missing: None}))


def test_a_book_cut_short_is_damaged() -> None:
    assert "已损坏" in refused(book()[:-30])


def test_a_book_with_protection_is_named_as_such() -> None:
    assert "版权保护" in refused(book(**{"META-INF/rights.xml": "<r/>", "OPS/book.opf": "cipher"}))


def test_entities_are_not_expanded_and_nothing_outside_is_read() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    found = read(book(**{"OPS/text/b.xhtml": f"{bomb}<html><p>&b;&c;渔船。</p></html>"}), "书.epub")
    assert "aaaa" not in found.text
    assert "root:" not in found.text
    outside = PACKAGE.replace("text/b.xhtml", "../../../../etc/passwd")
    assert "已损坏" in refused(book(**{"OPS/book.opf": outside}))


def test_a_bomb_is_not_unpacked() -> None:
    assert "压缩" in refused(book(**{"OPS/text/b.xhtml": "0" * (40 << 20)}))
