"""Web pages: what a reader sees of them."""

from __future__ import annotations

import pytest

from corpus.document import Document, Kind, Mark, MarkKind
from corpus.extract import Extract
from corpus.formats.html.page import read
from corpus.splitter import split


def page(body: str, head: str = "") -> Extract:
    return read(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), "页.html")


def marked(found: Extract) -> list[tuple[str, str, int]]:
    def text(mark: Mark) -> str:
        return found.text[mark.start : mark.end]

    return [(mark.kind.value, text(mark), mark.level) for mark in found.marks]


def cells(found: Extract) -> list[list[str]]:
    return [[cell.text for cell in row] for row in found.grids[0].rows]


def test_every_block_is_a_line() -> None:
    found = page("<div>一<p>二<b>三</b>四</p>五<br>六</div><blockquote>七</blockquote>")
    assert found.text == "一\n二三四\n五\n六\n七\n"


def test_white_space_is_one_blank_and_none_between_chinese_lines() -> None:
    assert page("<p>渔港\n   是  渔船\n停靠 A\n B 处</p>").text == "渔港是 渔船停靠 A B 处\n"


def test_preformatted_text_keeps_its_lines() -> None:
    assert page("<pre>一\n二</pre>").text == "一\n二\n"


def test_headings_have_their_level() -> None:
    assert marked(page("<h1>年报</h1><h3>一、<em>总体</em></h3>")) == [
        ("heading", "年报", 1),
        ("heading", "一、总体", 3),
    ]


def test_items_of_lists_are_numbered_as_a_browser_does() -> None:
    found = page("<ol start=3><li>三<ul><li>内</li></ul><li><p>四</p><li value=9>九</ol><ul><li>点</ul>")
    assert found.text == "3. 三\n内\n4. 四\n9. 九\n点\n"
    assert {kind for kind, _, _ in marked(found)} == {"item"}


def test_the_number_of_an_item_without_text_is_not_that_of_the_next_paragraph() -> None:
    assert page("<ol><li>甲</li><li><img></li></ol><p>后文在此。</p>").text == "1. 甲\n后文在此。\n"
    assert page("<ol><li>甲<li><img><li>丙</ol>").text == "1. 甲\n3. 丙\n"


def test_scripts_styles_and_hidden_parts_are_left_out() -> None:
    found = page(
        "<script>var a=1</script><style>p{}</style><p hidden>一</p><p style='display: none'>二</p>"
        "<p aria-hidden=true>三</p><noscript>四</noscript><template>五</template><p onclick='x()'>六</p><!-- 七 -->"
    )
    assert found.text == "六\n"


def test_menus_side_columns_and_feet_are_left_out() -> None:
    text = "渔港是渔船停靠的地方。" * 5
    found = page(
        f"<nav>首页 新闻</nav><div class='nav-bar main'>导航</div><article><h1>渔港</h1><p>{text}</p></article>"
        "<aside>热门</aside><div id=footer>版权所有</div><footer>备案</footer>"
    )
    assert found.text == f"渔港\n{text}\n"


def test_a_page_that_is_nearly_all_menu_keeps_it() -> None:
    assert "新闻" in page("<div class=menu>首页 新闻 论坛</div><p>短</p>").text


def test_the_main_part_is_the_content() -> None:
    assert page("<div>横幅</div><main><p>正文在这里，比横幅长。</p></main>").text == "正文在这里，比横幅长。\n"


def test_merged_cells_stand_wherever_they_reach() -> None:
    found = page(
        "<table><tr><th rowspan=2>港<th colspan=2>2022年<tr><th>船<th>人<tr><td>甲<td>3<td rowspan=0>5<tr><td>乙<td>4</table>"
    )
    assert cells(found) == [["港", "2022年", "2022年"], ["港", "船", "人"], ["甲", "3", "5"], ["乙", "4", "5"]]
    assert found.grids[0].header_rows == 2
    assert found.text == "港\t2022年\n\t船\t人\n甲\t3\t5\n乙\t4\n"
    assert found.grids[0].rows[0][0] is found.grids[0].rows[1][0]


def test_short_rows_are_filled_up_and_feet_come_last() -> None:
    found = page(
        "<table><tfoot><tr><td>合计<td>7</tfoot><thead><tr><td>港<td>船</thead><tbody><tr><td>甲</tbody></table>"
    )
    assert cells(found) == [["港", "船"], ["甲", ""], ["合计", "7"]]
    assert found.grids[0].header_rows == 1


def test_what_a_table_declares_beyond_its_cells_takes_no_memory() -> None:
    found = page("<table><tr><td colspan=99999999>甲<td>乙<tr><td>丙<td colspan=99999999>丁</table>")
    assert cells(found) == [["甲", "甲", "乙"], ["丙", "丁", ""]]


def test_a_table_under_its_caption_becomes_a_table() -> None:
    found = page(
        "<p>前文在此，说明这张表。</p><table><caption>表1 渔船<br>（单位：艘）</caption><tr><th>港<th>船<tr><td>甲<td>3<tr><td>乙<td>5</table>"
    )
    parsed = split(Document("0", "", "a.html", found.text, marks=found.marks, grids=found.grids))
    table = next(passage for passage in parsed.passages if passage.kind is Kind.TABLE).table
    assert table
    assert table.caption.startswith("表1 渔船")
    assert table.header == ("港", "船")
    assert [row.cells[1].text for row in table.rows] == ["3", "5"]


def test_a_table_that_lays_out_the_page_is_text() -> None:
    found = page("<table><tr><td><h2>渔港</h2><p>一</p><td><table><tr><td>甲<td>3<tr><td>乙<td>4</table></table>")
    assert found.text == "渔港\n一\n甲\t3\n乙\t4\n"
    assert len(found.grids) == 1


def test_the_title_is_the_only_heading_of_the_first_level_else_the_pages_own() -> None:
    assert page("<h1>渔港 年报</h1>", "<title>某网</title>").title == "渔港 年报"
    assert page("<h1>一</h1><h1>二</h1>", "<title>渔港年报_北港渔业网</title>").title == "渔港年报"
    assert page("<p>北港渔业年报</p><p>没有标题。</p>").title == "北港渔业年报"


def test_the_encoding_is_the_one_that_the_page_names() -> None:
    body = "<meta charset='gb2312'><p>渔港镕</p>".encode("gb18030")
    found = read(body, "页.htm")
    assert (found.text, found.encoding, found.warnings) == ("渔港镕\n", "gb18030", ())


def test_a_mark_at_the_head_counts_more_than_what_the_page_names() -> None:
    assert read(b"\xef\xbb\xbf" + "<meta charset=gbk><p>渔港</p>".encode(), "页.htm").text == "渔港\n"


def test_an_encoding_that_is_named_wrongly_is_guessed_and_told() -> None:
    found = read("<meta charset=utf-8><p>渔港是渔船停靠的地方，也是渔民的家。</p>".encode("gb18030"), "页.htm")
    assert found.text.startswith("渔港是渔船")
    assert "GB18030" in found.warnings[0]


@pytest.mark.parametrize("end", ["", "!"])
@pytest.mark.parametrize("head", ["<?xml version='1.0' encoding='utf-16'?>", "<meta charset='iso-8859-1'>"])
def test_a_label_that_an_earlier_encoding_left_behind_is_not_believed(head: str, end: str) -> None:
    found = read(f"{head}<p>渔港是渔船停靠的地方。</p>{end}".encode(), "页.htm")
    assert found.text.startswith("渔港是渔船停靠的地方。\n")
    assert (found.encoding, found.warnings) == ("utf-8", ())


def test_entities_of_the_pages_own_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE html [<!ENTITY a "xxxx"><!ENTITY b SYSTEM "file:///etc/passwd">]><p>&a;&b;&lt;&nbsp;&#28180;</p>'
    text = read(bomb, "a.xhtml").text
    assert "xxxx" not in text
    assert "root:" not in text
    assert "渔" in text


def test_a_page_of_nothing_has_no_text() -> None:
    assert read(b"<html><!-- --></html>", "a.html").text == read(b"  \n", "a.html").text == ""


def test_deep_and_broken_pages_are_read() -> None:
    assert "深" in read(("<div>" * 1000 + "深").encode(), "a.html").text
    assert "断" in read("<p>断<table><tr><td>一<td".encode(), "a.html").text
    assert [mark.kind for mark in page("<h2>甲</h2>" * 3).marks] == [MarkKind.HEADING] * 3


def test_a_page_that_is_nested_too_deeply_is_read_without_its_boxes() -> None:
    found = read(f"<body><p>渔港。</p>{'<div>' * 3000}<p>深处。</p>{'</div>' * 3000}".encode(), "a.html")
    assert found.text.split() == ["渔港。", "深处。"]


def test_a_title_without_letters_is_none() -> None:
    assert (
        read("<title>-</title><p>北港渔船名录</p><p>共三百艘，停在两岸。</p>".encode(), "a.html").title
        == "北港渔船名录"
    )
