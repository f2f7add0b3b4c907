from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.segmenter import Segmenter, normalise


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("ＡＩ晶片", "ai晶片"),
        ("市場規模擴大", "市场规模扩大"),
        ("零\u200b宽", "零宽"),
        ("**重点**与`代码`", "重点与代码"),
        ("## 标题", "标题"),
        ("> 引用", "引用"),
        ("1,234,567台", "1234567台"),
        ("第1,2项", "第1,2项"),
        ("10～20", "10~20"),
        ("半个\ud83d字符", "半个\ufffd字符"),
    ],
)
def test_normalising_brings_ways_of_writing_together(written: str, searched: str) -> None:
    assert normalise(written) == searched


@given(st.text())
def test_normalising_twice_changes_nothing_for_words(text: str) -> None:
    assert normalise(text).lower() == normalise(text)


def test_chinese_is_cut_into_words(segmenter: Segmenter) -> None:
    assert segmenter.words("人工智能产业发展") == ["人工智能", "产业", "发展"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("AI芯片", ["ai", "芯片"]),
        ("2021年", ["2021", "2021年", "年"]),
        ("2021年底", ["2021", "2021年", "年底"]),
        ("2021年产值", ["2021", "2021年", "年", "产值"]),
        ("3.5亿元", ["3.5", "3.5亿元", "亿元"]),
        ("12.3%", ["12.3%", "12.3"]),
        ("C++与5G", ["c++", "与", "5g"]),
        ("GPT-4和R&D", ["gpt-4", "和", "r&d"]),
        ("Ｖ２Ｇ", ["v2g"]),
        ("", []),
        ("😀，。", []),
    ],
)
def test_latin_words_and_numbers_stay_whole(segmenter: Segmenter, text: str, words: list[str]) -> None:
    assert segmenter.words(text) == words


def test_characters_are_the_chinese_ones(segmenter: Segmenter) -> None:
    assert segmenter.characters("能源，车A桩数") == ["·能", "·源", "·车", "·桩", "·数"]


def test_pairs_do_not_cross_what_is_not_chinese(segmenter: Segmenter) -> None:
    assert segmenter.pairs("能源，车A桩数") == ["能源", "桩数"]


def test_tokens_are_words_then_characters(segmenter: Segmenter) -> None:
    assert segmenter.tokens("发展") == ["发展", "·发", "·展"]


def test_no_word_equals_a_character(segmenter: Segmenter) -> None:
    assert segmenter.words("·发") == ["发"]


def test_pieces_keep_a_blank_where_something_else_stands(segmenter: Segmenter) -> None:
    assert segmenter.pieces("产业（AI）发展") == ["产业", " ", "ai", " ", "发展"]


def test_a_user_dictionary_keeps_its_words_whole_and_changes_the_name(segmenter: Segmenter, tmp_path: Path) -> None:
    dictionary = tmp_path / "words.txt"
    dictionary.write_text("岭江共保体 1000\n", encoding="utf-8")
    with_words = Segmenter(dictionary)
    assert "岭江共保体" in with_words.words("参加岭江共保体的企业")
    assert with_words.name != segmenter.name


def test_threads_get_the_same_words(segmenter: Segmenter) -> None:
    texts = [f"第{i}家企业在{2000 + i}年获得人工智能订单" for i in range(200)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(segmenter.tokens, texts)) == [segmenter.tokens(text) for text in texts]


@pytest.mark.parametrize("text", ["", "2023年青禾市建成充电桩1.2万台。", "㐂和〇号楼", "iPhone与5G\n两行", "a"])
def test_a_split_text_has_the_tokens_of_the_text(segmenter: Segmenter, text: str) -> None:
    split = segmenter.remembering().split(text)
    assert [*split.words, *segmenter.characters(split.runs)] == segmenter.tokens(text)
