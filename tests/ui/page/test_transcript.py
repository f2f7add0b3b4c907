from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from corpus.document import Passage
from index.scope import Scope
from qa.answer import Answer, CellName, Citation, Part, Rival, Turn, Verdict
from ui.exchange import Exchange, turns
from ui.feedback import Mark
from ui.page.evidence import quote_place, shared_words
from ui.page.markup import Place
from ui.page.transcript import Shown, answer_html, spoken, transcript_html

MakePassage = Callable[..., Passage]
MakeAnswer = Callable[..., Answer]


def test_a_chip_opens_exactly_the_quote(make_passage: MakePassage, make_answer: MakeAnswer) -> None:
    answer = make_answer("86个", [(make_passage("全市有86个。", start=100), "有86个")])
    shown = transcript_html(Shown((Exchange("几个？", answer),)))
    assert f'class="chip" data-place="d:{100 + 2}:{100 + 6}:-1"' in shown
    assert ">[1]</button></p>" in shown


def test_a_cited_cell_opens_its_row_and_names_its_column(table_passage: Passage) -> None:
    at = table_passage.text.index("2022年")
    row = Citation(table_passage, at, len(table_passage.text), CellName("表1 充电桩", "2022年", "桩数"))
    assert quote_place(row) == Place("d", at, len(table_passage.text), column=1)
    assert quote_place(replace(row, cell=CellName("表1 充电桩", "2022年", "没有的列"))).column == -1


def test_the_verdict_is_said_in_words(make_passage: MakePassage, make_answer: MakeAnswer) -> None:
    answer = make_answer("文", [(make_passage("文"), "文")])
    assert "找到明确答案" in transcript_html(Shown((Exchange("问", answer),)))
    assert "仅有相关内容" in transcript_html(Shown((Exchange("问", replace(answer, verdict=Verdict.RELATED)),)))


def test_not_found_shows_the_nearest_passages_opened(make_passage: MakePassage, make_answer: MakeAnswer) -> None:
    found = make_answer("文", [(make_passage("别的事"), "别的事")])
    nothing = replace(found, verdict=Verdict.NOT_FOUND, text="", citations=())
    shown = transcript_html(Shown((Exchange("问", nothing),)))
    assert "文中未找到" in shown
    assert '<details class="related" open><summary><span data-t>最接近的段落</span>（1）' in shown
    assert 'data-place="d:0:0:-1"' in shown


def test_passages_that_are_cited_are_not_listed_again(make_passage: MakePassage, make_answer: MakeAnswer) -> None:
    answer = make_answer("文", [(make_passage("文"), "文")])
    assert "相关但未引用" not in transcript_html(Shown((Exchange("问", answer),)))


def test_what_was_understood_is_shown_when_it_differs(make_passage: MakePassage, make_answer: MakeAnswer) -> None:
    answer = make_answer("文", [(make_passage("文"), "文")], understood_as="全市有几个？")
    assert "</span>：<q>全市有几个？</q>" in transcript_html(Shown((Exchange("几个？", answer),)))


def test_the_pending_question_stands_last_and_waits() -> None:
    shown = transcript_html(Shown(pending="几个？"))
    assert "几个？" in shown
    assert "正在查找" in shown


def test_an_error_is_shown_where_the_answer_would_be() -> None:
    shown = transcript_html(Shown((Exchange("几个？", error="文库正忙。"),)))
    assert '<div class="answer error" role="alert"><p>文库正忙。</p>' in shown


def test_a_screen_reader_hears_verdict_and_answer(make_passage: MakePassage, make_answer: MakeAnswer) -> None:
    answer = make_answer("86个", [(make_passage("有86个"), "86个")])
    assert re.sub(r"<[^>]*>", "", spoken(Exchange("几个？", answer))) == "找到明确答案。86个（1 处引文）"


def test_only_answered_questions_are_history_as_they_were_understood(
    make_passage: MakePassage, make_answer: MakeAnswer
) -> None:
    answer = make_answer("86个", [(make_passage("有86个"), "86个")], understood_as="城市几个？")
    assert turns([Exchange("几个？", answer), Exchange("再问", error="坏了")]) == (
        Turn("几个？", "86个", "城市几个？"),
    )


def test_nothing_that_is_asked_or_cited_becomes_markup(make_passage: MakePassage, make_answer: MakeAnswer) -> None:
    hostile = "<img src=x onerror=alert(1)>\"'${1}{{x}}"
    passage = make_passage(hostile, source=f"/a/{hostile}", heading_path=(hostile,))
    answer = make_answer(hostile, [(passage, hostile)], understood_as=hostile)
    shown = transcript_html(Shown((Exchange(hostile, answer), Exchange(hostile, error=hostile)), pending=hostile))
    assert "<img" not in shown
    assert "${" not in shown
    assert "{{" not in shown
    assert not re.search(r'"[^"<>]*onerror=alert\(1\)>', shown)


def test_chips_stand_before_the_mark_that_ends_a_part(make_passage: MakePassage, make_answer: MakeAnswer) -> None:
    quoted = [(make_passage("有86个"), "86个"), (make_passage("有9个", start=50), "9个")]
    answer = make_answer("86个；9个", quoted, parts=(Part("86个", (0,)), Part("9个", (1,))))
    plain = re.sub(r"<[^>]+>", "", answer_html(answer))
    assert plain == "86个[1]；9个[2]"


def test_conflicting_figures_stand_side_by_side(make_passage: MakePassage, make_answer: MakeAnswer) -> None:
    passage = make_passage("2020年有86个；另有统计为90个。")
    at = passage.text.index("90个")
    rival = Rival("90个", Citation(passage, at, at + 3), "2020年")
    shown = transcript_html(Shown((Exchange("几个？", make_answer("86个", [(passage, "86个")], rivals=(rival,))),)))
    assert f'data-place="d:{at}:{at + 3}:-1"' in shown[shown.index("rivals") :]
    assert "2020年" in shown


def test_another_place_that_says_the_same_can_be_opened(make_passage: MakePassage, make_answer: MakeAnswer) -> None:
    answer = make_answer("86个", [(make_passage("有86个"), "86个")])
    also = Citation(make_passage("还是86个", start=70), 2, 5)
    answer = replace(answer, citations=(replace(answer.citations[0], also=(also,)),))
    shown = transcript_html(Shown((Exchange("几个？", answer),)))
    assert 'data-place="d:72:75:-1"' in shown
    assert "另见" in shown


def test_a_cited_row_is_shown_as_a_table(table_passage: Passage, make_answer: MakeAnswer) -> None:
    shown = transcript_html(Shown((Exchange("几个？", make_answer("20", [(table_passage, "2022年\t20")])),)))
    rows = shown[shown.index("cited-rows") :]
    assert "<mark>20</mark>" in rows
    assert "2021年" not in rows[: rows.index("</table>")]


def test_a_speaker_and_the_question_stand_with_the_quote(make_passage: MakePassage, make_answer: MakeAnswer) -> None:
    passage = make_passage("我们有86个", speaker="林一", organisation="甲公司", asked="贵公司有几个？")
    shown = transcript_html(Shown((Exchange("几个？", make_answer("86个", [(passage, "86个")])),)))
    assert "<b>林一</b> 甲公司" in shown
    assert "贵公司有几个？" in shown


def test_the_scope_of_a_question_is_shown_in_its_answer(make_passage: MakePassage, make_answer: MakeAnswer) -> None:
    answer = make_answer("86个", [(make_passage("有86个"), "86个")])
    shown = transcript_html(Shown((Exchange("几个？", answer, scope=Scope(years=("2020",), kinds=("table",))),)))
    plain = re.sub(r"<[^>]+>", "", shown)
    assert "范围：类型 表格 · 年份 2020" in plain


def test_the_words_of_the_question_that_a_passage_holds() -> None:
    assert shared_words("北港的港口产值是多少", "2020年，北港市港口产值为5亿元") == ("北港", "港口产值")
    assert shared_words("是多少", "这是多少年来的") == ()


def test_a_mark_that_was_given_is_pressed(make_passage: MakePassage, make_answer: MakeAnswer) -> None:
    exchange = Exchange("几个？", make_answer("86个", [(make_passage("有86个"), "86个")]), exchange_id="e")
    shown = transcript_html(Shown((exchange,), "c", marks={"e": Mark.WRONG}))
    assert 'data-mark="答错" aria-pressed="true"' in shown
    assert shown.count('aria-pressed="true"') == 1


def test_only_what_is_new_is_sent_with_how_long_the_conversation_is() -> None:
    shown = transcript_html(Shown((Exchange("一？", error="坏了"), Exchange("二？", error="坏了"))), first=1)
    assert "一？" not in shown
    assert 'data-number="2"' in shown
    assert 'data-length="2"' in shown
