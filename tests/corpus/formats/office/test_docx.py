"""Word files: what the page shows, which is not what the file stores."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.shared import Pt

from corpus.document import Document, MarkKind
from corpus.extract import Extract
from corpus.formats.office.docx import read
from corpus.splitter import split

SPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in (
        ("w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
        ("wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"),
        ("mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"),
        ("v", "urn:schemas-microsoft-com:vml"),
    )
)


def element(xml: str) -> Any:
    """XML with the usual prefixes declared on its first tag."""
    end = min(place for place in (xml.find(" "), xml.find(">"), xml.find("/")) if place > 0)
    return parse_xml(f"{xml[:end]} {SPACES}{xml[end:]}")


def word(*bodies: str, change: Callable[[Any], object] = lambda document: None) -> bytes:
    """A Word file whose body is this XML."""
    document = docx.Document()
    for xml in bodies:
        document.element.body.insert(len(document.element.body) - 1, element(xml))
    change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def lines(data: bytes) -> list[str]:
    return read(data, "年报.docx").text.rstrip("\n").split("\n")


def marked(found: Extract, kind: MarkKind) -> list[tuple[str, int]]:
    return [(found.text[mark.start : mark.end], mark.level) for mark in found.marks if mark.kind is kind]


def test_insertions_are_text_and_deletions_are_not() -> None:
    data = word(
        "<w:p><w:r><w:t>渔港</w:t></w:r><w:del w:id='1'><w:r><w:delText>三</w:delText></w:r></w:del>"
        "<w:ins w:id='2'><w:r><w:t>五</w:t></w:r></w:ins><w:r><w:t>座</w:t></w:r></w:p>"
    )
    assert lines(data) == ["渔港五座"]
    assert "修订" in read(data, "年报.docx").warnings[0]


def test_links_are_text_and_hidden_characters_are_not() -> None:
    data = word(
        "<w:p><w:hyperlink><w:r><w:t>网页</w:t></w:r></w:hyperlink>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏着</w:t></w:r><w:r><w:t>为准</w:t></w:r></w:p>"
    )
    assert lines(data) == ["网页为准"]


def test_the_code_of_a_field_is_no_text_and_its_result_is() -> None:
    run = "<w:r><w:fldChar w:fldCharType='{}'/></w:r>"
    data = word(
        f"<w:p>{run.format('begin')}<w:r><w:instrText>PAGEREF _Toc</w:instrText></w:r>{run.format('separate')}"
        f"<w:r><w:t>见表3</w:t></w:r>{run.format('end')}</w:p>"
    )
    assert lines(data) == ["见表3"]


def test_a_text_box_is_read_once_behind_its_paragraph() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>框里</w:t></w:r></w:p></w:txbxContent>"
    data = word(
        "<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert lines(data) == ["正文", "框里"]


def test_content_controls_hold_text() -> None:
    data = word(f"<w:sdt><w:sdtContent>{paragraph('控件里')}</w:sdtContent></w:sdt>", paragraph("控件外"))
    assert lines(data) == ["控件里", "控件外"]


def test_a_table_of_contents_is_furniture() -> None:
    gallery = "<w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>"
    data = word(f"<w:sdt>{gallery}<w:sdtContent>{paragraph('第一章 1')}</w:sdtContent></w:sdt>", paragraph("正文"))
    assert marked(read(data, "年报.docx"), MarkKind.FURNITURE) == [("第一章 1", 0)]


def test_heads_and_feet_of_pages_are_left_out() -> None:
    def add(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "眉"
        document.sections[0].footer.paragraphs[0].text = "脚"

    assert lines(word(paragraph("正文"), change=add)) == ["正文"]


def test_comments_are_left_out_and_said_so() -> None:
    def add(document: Any) -> None:
        document.add_comment(document.paragraphs[0].runs, text="不对吧", author="甲")

    data = word(paragraph("正文"), change=add)
    assert lines(data) == ["正文"]
    assert read(data, "年报.docx").warnings == ("文档里的批注没有收入。",)


NUMBERING = """<w:abstractNum w:abstractNumId="90">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%1章"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%3）"/></w:lvl>
<w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0b7"/></w:lvl></w:abstractNum>"""


def numbered(*levels: int, numbers: str = "<w:num w:numId='90'><w:abstractNumId w:val='90'/></w:num>") -> list[str]:
    """What stands before the paragraphs of these levels; 9 is a paragraph without number."""

    def add(document: Any) -> None:
        root = document.part.numbering_part.element
        root.insert(0, element(NUMBERING))
        for xml in numbers.replace("><w:num ", ">\n<w:num ").split("\n"):
            root.append(element(xml))

    properties = "<w:numPr><w:ilvl w:val='{}'/><w:numId w:val='{}'/></w:numPr>"
    bodies = [
        paragraph("文", properties.format(level % 10, 90 + level // 10) if level != 9 else "") for level in levels
    ]
    return [line.removesuffix("文") for line in lines(word(*bodies, change=add))]


def test_numbers_are_counted_as_word_counts_them() -> None:
    assert numbered(0, 1, 1, 9, 2, 0, 1) == ["第一章 ", "1.1 ", "1.2 ", "", "（一）", "第二章 ", "2.1 "]


def test_a_level_that_is_skipped_counts_as_begun() -> None:
    assert numbered(1, 1, 0) == ["1.1 ", "1.2 ", "第二章 "]


def test_a_bullet_of_a_symbol_font_is_a_bullet() -> None:
    assert numbered(3, 3) == ["• ", "• "]


def test_two_numbers_of_one_list_count_on_unless_one_starts_anew() -> None:
    first = "<w:num w:numId='90'><w:abstractNumId w:val='90'/></w:num>"
    second = "<w:num w:numId='91'><w:abstractNumId w:val='90'/>{}</w:num>"
    anew = "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride>"
    assert numbered(0, 10, numbers=first + second.format("")) == ["第一章 ", "第二章 "]
    assert numbered(0, 10, 10, numbers=first + second.format(anew)) == ["第一章 ", "第一章 ", "第二章 "]


PICTURE = "<w:r><w:drawing/></w:r>"
GONE = "<w:rPr><w:{}/></w:rPr>"


@pytest.mark.parametrize(
    ("mark", "content", "second"),
    [
        ("", "", "第三章"),
        ("", PICTURE, "第三章"),
        (GONE.format("del"), "", "第二章"),
        (GONE.format("moveFrom"), "", "第二章"),
        (GONE.format("vanish"), "", "第二章"),
        (GONE.format("vanish w:val='0'"), "", "第三章"),
    ],
)
def test_a_numbered_paragraph_without_text_counts_where_it_is_shown(mark: str, content: str, second: str) -> None:
    number = "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='90'/></w:numPr>"
    empty = f"<w:p><w:pPr>{number}{mark}</w:pPr>{content}</w:p>"

    def add(document: Any) -> None:
        root = document.part.numbering_part.element
        root.insert(0, element(NUMBERING))
        root.append(element("<w:num w:numId='90'><w:abstractNumId w:val='90'/></w:num>"))

    data = word(paragraph("总则", number), empty, paragraph("附则", number), change=add)
    assert lines(data) == ["第一章 总则", f"{second} 附则"]


def test_serial_numbers_in_a_table_are_shown() -> None:
    def add(document: Any) -> None:
        document.part.numbering_part.element.insert(0, element(NUMBERING))
        document.part.numbering_part.element.append(
            element("<w:num w:numId='90'><w:abstractNumId w:val='90'/></w:num>")
        )

    number = "<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='90'/></w:numPr></w:pPr></w:p>"
    row = f"<w:tr><w:tc>{number}</w:tc><w:tc>{paragraph('北岸')}</w:tc></w:tr>"
    assert lines(word(f"<w:tbl>{row}{row}</w:tbl>", change=add)) == ["第一章\t北岸", "第二章\t北岸"]


def test_list_paragraphs_are_items() -> None:
    def add(document: Any) -> None:
        document.add_paragraph("清淤", style="List Bullet")
        document.add_paragraph("疏浚", style="List Number")

    assert marked(read(word(change=add), "年报.docx"), MarkKind.ITEM) == [("• 清淤", 0), ("1. 疏浚", 0)]


def test_headings_are_told_by_outline_level_and_by_chinese_style_names() -> None:
    def add(document: Any) -> None:
        style = document.styles.add_style("标题 2", 1)
        style.base_style = None
        document.add_paragraph("泊位", style="标题 2")

    data = word(paragraph("港口", "<w:outlineLvl w:val='0'/>"), change=add)
    assert marked(read(data, "年报.docx"), MarkKind.HEADING) == [("港口", 1), ("泊位", 2)]


def test_without_styles_short_bold_lines_in_large_print_are_headings() -> None:
    def add(document: Any) -> None:
        for text, size, bold in (
            ("港口", 22, True),
            ("泊位", 16, True),
            ("正文很长。" * 9, 11, False),
            ("要点", 11, True),
        ):
            run = document.add_paragraph().add_run(text)
            run.font.size, run.bold = Pt(size), bold

    assert marked(read(word(change=add), "年报.docx"), MarkKind.HEADING) == [("港口", 1), ("泊位", 2)]


def test_the_title_style_names_the_document() -> None:
    def add(document: Any) -> None:
        document.add_paragraph("渔港年报", style="Title")

    assert read(word(change=add), "a.docx").title == "渔港年报"


def test_notes_stand_at_the_end() -> None:
    note = f"<w:footnote w:id='2'>{paragraph('见渔业志。')}</w:footnote>"
    separator = f"<w:footnote w:type='separator' w:id='0'>{paragraph('')}</w:footnote>"
    data = word(
        paragraph("正文"), change=lambda document: _attach(document, f"<w:footnotes>{separator}{note}</w:footnotes>")
    )
    assert lines(data) == ["正文", "脚注1：见渔业志。"]


def _attach(document: Any, xml: str) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from lxml import etree

    part = Part(PackURI("/word/footnotes.xml"), "application/xml", etree.tostring(element(xml)), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def test_a_table_in_a_cell_is_a_table_behind_it() -> None:
    def add(document: Any) -> None:
        outer = document.add_table(2, 2)
        for cell, text in zip(outer._cells, ("港", "船", "北岸", "3"), strict=True):
            cell.text = text
        inner = outer.cell(1, 1).add_table(2, 2)
        for cell, text in zip(inner._cells, ("种类", "数量", "木船", "3"), strict=True):
            cell.text = text

    found = read(word(change=add), "a.docx")
    assert [[cell.text for cell in grid.rows[1]] for grid in found.grids] == [["北岸", "3"], ["木船", "3"]]


def test_a_frame_of_one_cell_is_no_table() -> None:
    found = read(word(f"<w:tbl><w:tr><w:tc>{paragraph('提示')}{paragraph('风大')}</w:tc></w:tr></w:tbl>"), "a.docx")
    assert (found.text, found.grids) == ("提示\n风大\n", ())


def test_rows_that_repeat_on_every_page_are_the_header() -> None:
    cells = "<w:tc>{}</w:tc>"
    head = f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{cells.format(paragraph('1'))}{cells.format(paragraph('2'))}</w:tr>"
    row = f"<w:tr>{cells.format(paragraph('3'))}{cells.format(paragraph('4'))}</w:tr>"
    (grid,) = read(word(f"<w:tbl>{head}{row}</w:tbl>"), "a.docx").grids
    assert grid.header_rows == 1


def test_a_deleted_row_is_left_out() -> None:
    row = "<w:tr>{}<w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>"
    kept = row.format("", paragraph("甲"), paragraph("乙"))
    gone = row.format("<w:trPr><w:del w:id='1'/></w:trPr>", paragraph("丙"), paragraph("丁"))
    assert lines(word(f"<w:tbl>{kept}{gone}</w:tbl>")) == ["甲\t乙"]


def test_a_continued_table_of_word_is_one_table() -> None:
    def add(document: Any) -> None:
        for caption, port in (("表1 渔船", "北岸"), ("续表1", "南岸")):
            document.add_paragraph(caption, style="Caption")
            table = document.add_table(2, 2)
            for cell, text in zip(table._cells, ("港", "船", port, "3"), strict=True):
                cell.text = text

    found = read(word(change=add), "a.docx")
    parsed = split(Document("0" * 64, "", "a", found.text, marks=found.marks, grids=found.grids))
    assert parsed.tables == 1
    assert [(p.table.caption, p.table.rows[0].cells[0].text) for p in parsed.passages if p.table] == [
        ("表1 渔船", "北岸"),
        ("表1 渔船", "南岸"),
    ]
