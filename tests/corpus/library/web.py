"""DOCUMENT as a web page and as a book."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from html import escape

from tests.corpus.library.content import DOCUMENT, TITLE, Cell, Section, Table, lines_above, lines_below

PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>
<dc:title>{title}</dc:title></metadata><manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>{items}</manifest>
<spine><itemref idref="nav"/>{spine}</spine></package>"""
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf"/></rootfiles></container>'
)


def to_html() -> bytes:
    """A page with a menu, a foot and a script around its content; tables with th and merged cells."""
    body = "\n".join(part for section in DOCUMENT for part in _section(section))
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{TITLE}_渔港网</title><style>p {{ color: red }}</style>"
        f"</head><body><nav><a href='/'>首页</a> <a href='/more'>更多年报</a></nav><main><h1>{TITLE}</h1>\n{body}"
        "</main><footer>渔港网版权所有</footer><script>document.write('弹窗')</script></body></html>"
    ).encode()


def to_epub() -> bytes:
    """A book with a chapter a section, named in its table of contents."""
    chapters = {f"c{number}.xhtml": _chapter(section) for number, section in enumerate(DOCUMENT)}
    links = "".join(
        f'<li><a href="{name}">{section.title}</a></li>' for name, section in zip(chapters, DOCUMENT, strict=True)
    )
    items = "".join(f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in chapters)
    package = PACKAGE.format(title=TITLE, items=items, spine="".join(f'<itemref idref="{name}"/>' for name in chapters))
    files = {
        "META-INF/container.xml": CONTAINER,
        "OPS/book.opf": package,
        "OPS/nav.xhtml": _page(f"<nav>{links}</nav>"),
    }
    with zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (files | {f"OPS/{name}": text for name, text in chapters.items()}).items():
            archive.writestr(name, text)
    return buffer.getvalue()


def _chapter(section: Section) -> str:
    return _page("\n".join(_section(section)))


def _page(body: str) -> str:
    return f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>章</title></head><body>{body}</body></html>'


def _section(section: Section) -> Iterator[str]:
    yield f"<h{section.level + 1}>{section.title}</h{section.level + 1}>"
    yield from (f"<p>{paragraph}</p>" for paragraph in section.paragraphs)
    if section.items:
        yield f"<ul>{''.join(f'<li>{item}</li>' for item in section.items)}</ul>"
    for table in section.tables:
        yield from (f"<p>{line}</p>" for line in lines_above(table))
        yield drawn(table)
        yield from (f"<p>{line}</p>" for line in lines_below(table))


def drawn(table: Table) -> str:
    """The table's element; cells of its header are th."""
    inside = table.name == "titled"  # its title and its unit stand above the header
    first = 2 if inside else 0
    return "".join(
        (
            "<table>",
            *(_row(row, first <= n < first + table.header_rows) for n, row in enumerate(table.rows)),
            "</table>",
        )
    )


def _row(row: tuple[Cell, ...], header: bool) -> str:
    tag = "th" if header else "td"
    cells = (f"<{tag} colspan='{cell.across}' rowspan='{cell.down}'>{escape(cell.text)}</{tag}>" for cell in row)
    return f"<tr>{''.join(cells)}</tr>"
