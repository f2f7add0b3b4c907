from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from corpus.document import Passage
from qa.answer import Answer, CellName, Citation, Turn, Verdict
from ui.exchange import Exchange, turns
from ui.page.markup import Place
from ui.page.transcript import quote_place, spoken, transcript_html

MakePassage = Callable[..., Passage]
MakeAnswer = Callable[..., Answer]


def test_a_chip_opens_exactly_the_quote(make_passage: MakePassage, make_answer: MakeAnswer) -> None:
    answer = make_answer("86个", [(make_passage("全市有86个。", start=100), "有86个")])
    shown = transcript_html([Exchange("几个？", answer)])
    assert f'class="chip" data-place="d:{100 + 2}:{100 + 6}:-1"' in shown
    assert ">1</button></p>" in shown


def test_a_cited_cell_opens_its_row_and_names_its_column(table_passage: Passage) -> None:
    at = table_passage.text.index("2022年")
    row = Citation(table_passage, at, len(table_passage.text), CellName("表1 充电桩", "2022年", "桩数"))
    assert quote_place(row) == Place("d", at, len(table_passage.text), column=1)
    assert quote_place(replace(row, cell=CellName("表1 充电桩", "2022年", "没有的列"))).column == -1


def test_the_verdict_is_said_in_words(make_passage: MakePassage, make_answer: MakeAnswer) -> None:
    answer = make_answer("文", [(make_passage("文"), "文")])
    assert "找到明确答案" in transcript_html([Exchange("问", answer)])
    assert "仅有相关内容" in transcript_html([Exchange("问", replace(answer, verdict=Verdict.RELATED))])


def test_not_found_shows_the_nearest_passages_opened(make_passage: MakePassage, make_answer: MakeAnswer) -> None:
    found = make_answer("文", [(make_passage("别的事"), "别的事")])
    nothing = replace(found, verdict=Verdict.NOT_FOUND, text="", citations=())
    shown = transcript_html([Exchange("问", nothing)])
    assert "文中未找到" in shown
    assert '<details class="related" open><summary>最接近的段落（1）' in shown
    assert 'data-place="d:0:0:-1"' in shown


def test_passages_that_are_cited_are_not_listed_again(make_passage: MakePassage, make_answer: MakeAnswer) -> None:
    answer = make_answer("文", [(make_passage("文"), "文")])
    assert "相关但未引用" not in transcript_html([Exchange("问", answer)])


def test_what_was_understood_is_shown_when_it_differs(make_passage: MakePassage, make_answer: MakeAnswer) -> None:
    answer = make_answer("文", [(make_passage("文"), "文")], understood_as="全市有几个？")
    assert "已理解为：<q>全市有几个？</q>" in transcript_html([Exchange("几个？", answer)])


def test_the_pending_question_stands_last_and_waits() -> None:
    shown = transcript_html([], pending="几个？")
    assert "几个？" in shown
    assert "正在查找" in shown


def test_an_error_is_shown_where_the_answer_would_be() -> None:
    shown = transcript_html([Exchange("几个？", error="文库正忙。")])
    assert '<div class="answer error" role="alert"><p>文库正忙。</p>' in shown


def test_a_screen_reader_hears_verdict_and_answer(make_passage: MakePassage, make_answer: MakeAnswer) -> None:
    answer = make_answer("86个", [(make_passage("有86个"), "86个")])
    assert spoken(Exchange("几个？", answer)) == "找到明确答案。86个（1 处引文）"


def test_only_answered_questions_are_history(make_passage: MakePassage, make_answer: MakeAnswer) -> None:
    answer = make_answer("86个", [(make_passage("有86个"), "86个")])
    assert turns([Exchange("几个？", answer), Exchange("再问", error="坏了")]) == (Turn("几个？", "86个"),)


def test_nothing_that_is_asked_or_cited_becomes_markup(make_passage: MakePassage, make_answer: MakeAnswer) -> None:
    hostile = "<img src=x onerror=alert(1)>\"'${1}{{x}}"
    passage = make_passage(hostile, source=f"/a/{hostile}", heading_path=(hostile,))
    answer = make_answer(hostile, [(passage, hostile)], understood_as=hostile)
    shown = transcript_html([Exchange(hostile, answer), Exchange(hostile, error=hostile)], pending=hostile)
    assert "<img" not in shown
    assert "${" not in shown
    assert "{{" not in shown
    assert not re.search(r'"[^"<>]*onerror=alert\(1\)>', shown)
