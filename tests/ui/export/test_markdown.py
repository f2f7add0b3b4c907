from __future__ import annotations

from collections.abc import Callable, Sequence

from markdown_it import MarkdownIt

from corpus.document import Passage
from qa.answer import Answer
from ui.exchange import Exchange
from ui.export import conversation_markdown


def test_each_part_is_followed_by_the_footnotes_that_hold_its_words(exchanges: Sequence[Exchange]) -> None:
    text = conversation_markdown("对话", exchanges[:1])
    assert "20台；[^2]审批太慢。[^1]" in text
    assert "[^1]: “审批太慢” —— 年报.txt · 第 5 页 · 第 1 行 · 访谈 · 李某（另见：年报.txt · 第 30 行）。" in text
    assert "文中另有不同的数字：\n\n- 19台（2021年）" in text
    assert "[^2]: “20” —— 年报.txt" in text


def test_footnotes_are_numbered_through_the_whole_file(exchanges: Sequence[Exchange]) -> None:
    text = conversation_markdown("对话", exchanges)
    assert [text.count(f"\n[^{number}]:") for number in (1, 2, 3, 4)] == [1, 1, 1, 0]


def test_what_was_not_found_shows_the_nearest_passages(exchanges: Sequence[Exchange]) -> None:
    text = conversation_markdown("对话", exchanges[1:2])
    assert "文中未找到" in text
    assert "> 审批太慢。" in text


def test_no_word_of_a_document_becomes_markup(
    make_answer: Callable[..., Answer], make_passage: Callable[..., Passage]
) -> None:
    words = "<script>alert(1)</script> **粗** [链](javascript:1) `码` | # $x$ &amp; 1. -"
    answer = make_answer(words, [(make_passage(words, title=words), words)])
    html = MarkdownIt("commonmark").render(conversation_markdown(words, [Exchange(words, answer)]))
    for tag in ("<script", "<a ", "<code", "<img"):
        assert tag not in html
    assert html.count("&lt;script&gt;alert(1)") == 5
