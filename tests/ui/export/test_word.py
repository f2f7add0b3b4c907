from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace

import docx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.document import Passage
from qa.answer import Answer
from ui.exchange import Exchange
from ui.export import conversation_word


def paragraphs(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


def footnotes(data: bytes) -> list[str]:
    """The texts of the footnotes part, without the two separators."""
    xml = zipfile.ZipFile(io.BytesIO(data)).read("word/footnotes.xml").decode()
    return re.findall(r'<w:t xml:space="preserve"> (.*?)</w:t>', xml)


def test_questions_answers_and_quotes_stand_in_the_file(exchanges: Sequence[Exchange]) -> None:
    texts = paragraphs(conversation_word("一段对话", exchanges))
    assert texts[0] == "一段对话"
    for text in ("有多少，快不快？", "20台；审批太慢。", "[1] 审批太慢", "[2] 20", "程序内部出错"):
        assert text in texts
    assert any("第 5 页" in text and "李某" in text for text in texts)


def test_conflicting_figures_and_other_places_are_named(exchanges: Sequence[Exchange]) -> None:
    texts = paragraphs(conversation_word("t", exchanges[:1]))
    assert "文中另有不同的数字：" in texts
    assert any(text.startswith("19台（2021年）") for text in texts)
    assert any("（另见：年报.txt · 第 30 行）" in text for text in texts)


def test_what_was_not_found_shows_the_nearest_passages(exchanges: Sequence[Exchange]) -> None:
    texts = paragraphs(conversation_word("t", exchanges[1:2]))
    assert "文中未找到" in texts
    assert "审批太慢。" in texts


def test_every_citation_is_a_real_footnote_in_its_place(exchanges: Sequence[Exchange]) -> None:
    data = conversation_word("t", exchanges[:1])
    document = docx.Document(io.BytesIO(data))
    (answer,) = (p for p in document.paragraphs if p.text == "20台；审批太慢。")
    order = re.findall(r'<w:t[^>]*>([^<]+)</w:t>|<w:footnoteReference w:id="(\d+)"/>', answer._p.xml)
    assert order == [("20台；", ""), ("", "1"), ("审批太慢。", ""), ("", "2")]
    assert [note[:4] for note in footnotes(data)] == ["[2] ", "[1] "]


def test_the_footnotes_part_belongs_to_the_document(exchanges: Sequence[Exchange]) -> None:
    package = zipfile.ZipFile(io.BytesIO(conversation_word("t", exchanges)))
    assert "/word/footnotes.xml" in package.read("[Content_Types].xml").decode()
    assert "footnotes.xml" in package.read("word/_rels/document.xml.rels").decode()


def test_the_same_conversation_gives_the_same_bytes(exchanges: Sequence[Exchange]) -> None:
    assert conversation_word("t", exchanges) == conversation_word("t", exchanges)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(quote=st.text(min_size=1).filter(str.strip))
def test_any_words_make_a_file_that_opens(
    quote: str, make_answer: Callable[..., Answer], make_passage: Callable[..., Passage]
) -> None:
    answer = replace(make_answer(quote, [(make_passage(quote), quote)]), question=quote)
    texts = paragraphs(conversation_word(quote, [Exchange(quote, answer)]))
    kept = "".join(quote.split()).translate(dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF]))
    assert any(kept in "".join(text.split()) for text in texts)
