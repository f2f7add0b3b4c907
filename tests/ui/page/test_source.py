from __future__ import annotations

import html
import re
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Kind, Passage
from ui.page.markup import Place
from ui.page.source import source_html

MakePassage = Callable[..., Passage]


def visible(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def marks(markup: str) -> str:
    return html.unescape("".join(re.findall(r"<mark>(.*?)</mark>", markup, re.DOTALL)))


def test_the_quote_is_marked_in_its_surroundings(make_passage: MakePassage) -> None:
    text = "前一段。\n\n全市有86个起降点。\n\n后一段。"
    passages = [make_passage(part, text.index(part)) for part in text.split("\n\n")]
    start = text.index("86个")
    shown = source_html(text, passages, Place("d", start, start + 3))
    assert marks(shown) == "86个"
    assert "前一段。" in shown
    assert "后一段。" in shown
    assert (
        '<section class="passage paragraph" id="cited" aria-current="true"><p><span class="line">全市有<mark>' in shown
    )


@given(st.lists(st.text("甲乙<&\n", min_size=1, max_size=30), min_size=1, max_size=6), st.data())
def test_the_marks_hold_exactly_the_quote_wherever_it_lies(parts: list[str], data: st.DataObject) -> None:
    text = "".join(parts)
    starts = [sum(map(len, parts[:i])) for i in range(len(parts))]
    passages = [
        Passage(f"d:{at}", "d", "题", "a.txt", part, at, at + len(part), 1, 1)
        for part, at in zip(parts, starts, strict=True)
    ]
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert marks(source_html(text, passages, Place("d", start, end))) == text[start:end]


def test_a_place_without_a_quote_shows_its_passage_and_marks_nothing(make_passage: MakePassage) -> None:
    text = "甲段乙段"
    passages = [make_passage("甲段", 0), make_passage("乙段", 2)]
    shown = source_html(text, passages, Place("d", 2, 2))
    assert "<mark>" not in shown
    assert 'aria-current="true"><p><span class="line">乙段</span></p>' in shown


def test_lines_in_the_header_are_those_of_the_quote(make_passage: MakePassage) -> None:
    text = "一\n二\n三\n四"
    passage = make_passage(text, line_start=10, line_end=13)
    assert "第 11–12 行" in source_html(text, [passage], Place("d", 2, 5))
    assert "第 10–13 行" in source_html(text, [passage], Place("d", 0, 0))


def test_the_header_names_file_page_kind_and_headings(make_passage: MakePassage) -> None:
    passage = make_passage("文", heading_path=("第一章", "1.1 现状"), page=9, page_label="7")
    shown = visible(source_html("文", [passage], Place("d", 0, 1)))
    assert "年报.txt" in shown
    assert "第 7 页" in shown
    assert "第 1 行" in shown
    assert "正文" in shown
    assert "第一章›1.1 现状" in shown


def test_a_far_away_passage_is_not_shown(make_passage: MakePassage) -> None:
    parts = ["首" * 600, "二" * 600, "三" * 600, "四" * 600]
    passages = [make_passage(part, 600 * i) for i, part in enumerate(parts)]
    shown = source_html("".join(parts), passages, Place("d", 0, 3))
    assert "三" in shown
    assert "四" not in shown


def test_what_the_splitter_set_aside_is_shown_dimmed(make_passage: MakePassage) -> None:
    text = "甲段\n页眉 12\n乙段"
    passages = [make_passage("甲段", 0), make_passage("乙段", text.index("乙段"))]
    assert '<p class="aside">页眉 12</p>' in source_html(text, passages, Place("d", 0, 1))


def test_a_long_stretch_that_was_set_aside_is_folded(make_passage: MakePassage) -> None:
    contents = "\n".join(f"第{i}章……{i}" for i in range(1, 10))
    text = f"甲段\n{contents}\n乙段"
    passages = [make_passage("甲段", 0), make_passage("乙段", text.index("乙段"))]
    shown = source_html(text, passages, Place("d", 0, 1))
    assert (
        f'<details class="aside"><summary data-t>此处略去 9 行（目录、页眉等）</summary>{contents}</details>' in shown
    )


def test_a_turn_of_an_interview_names_the_speaker_and_the_question_once(make_passage: MakePassage) -> None:
    turn = {"kind": Kind.SPEECH, "speaker": "林一", "organisation": "某院", "role": "院长", "asked": "难在哪里？"}
    passages = [make_passage("审批太慢。", 0, **turn), make_passage("噪声也难。", 5, **turn)]
    shown = source_html("审批太慢。噪声也难。", passages, Place("d", 5, 9))
    assert shown.count("难在哪里？") == 1
    assert "<b>林一</b> <small>某院 · 院长</small>" in shown


def test_a_table_is_shown_as_a_table(table_passage: Passage) -> None:
    at = table_passage.text.index("20", table_passage.text.index("2022年") + 4)
    shown = source_html(table_passage.text, [table_passage], Place("d", at, at + 2))
    assert "<td><mark>20</mark></td>" in shown


def test_headings_that_a_passage_begins_with_stand_out(make_passage: MakePassage) -> None:
    text = "第一章 现状\n1.1 规模\n规模很大。"
    shown = source_html(text, [make_passage(text, heading_path=("第一章 现状", "1.1 规模"))], Place("d", 0, 0))
    headings = '<span class="line heading">第一章 现状\n</span><span class="line heading">1.1 规模\n</span>'
    assert f'{headings}<span class="line">规模很大。</span>' in shown


def test_nothing_in_a_document_becomes_markup(make_passage: MakePassage) -> None:
    text = "<script>alert(1)</script>${1}{{x}}"
    hostile = make_passage(
        text, title=text, source=f"/a/{text}", heading_path=(text,), speaker=text, asked=text, organisation=text
    )
    shown = source_html(text, [hostile], Place("d", 0, 8))
    assert "<script" not in shown
    assert "${" not in shown
    assert "{{" not in shown
