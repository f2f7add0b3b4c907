"""Words that no dictionary knows are found by how often their characters stand together."""

from __future__ import annotations

import pytest

from index.discovery import unknown_words
from index.segmenter import Segmenter

# The more other text there is, the less likely is it that two characters meet by chance.
TEXT = (
    """
烨皓市的企业越来越多。那烨皓的工厂呢？在烨皓投资的人说起蘅霏。但烨皓没有港口。
烨皓市发布了计划，与蘅霏合作。去年蘅霏建成了大桥。烨皓市表示欢迎。烨皓区别于蘅霏。
"""
    + "天气晴朗，学生们在图书馆里读书，老师正在准备明天的课程，大家都很高兴。" * 60
)


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter()


def test_a_repeated_name_is_a_word_and_so_is_it_with_its_ending(segmenter: Segmenter) -> None:
    assert unknown_words([TEXT], segmenter) == ("烨皓", "烨皓市", "蘅霏")


def test_what_the_dictionary_knows_is_not_found_again(segmenter: Segmenter) -> None:
    assert unknown_words(["深圳市的企业很多。" * 20], segmenter) == ()


def test_what_stands_twice_may_be_chance(segmenter: Segmenter) -> None:
    assert unknown_words(["天气晴朗，学生们在读书。" * 20 + "烨皓很大。烨皓很远。"], segmenter) == ()


def test_no_texts_hold_no_words(segmenter: Segmenter) -> None:
    assert unknown_words([], segmenter) == unknown_words(["", "only Latin"], segmenter) == ()


def test_a_found_word_is_cut_alike_in_every_sentence(segmenter: Segmenter) -> None:
    knowing = segmenter.knowing(["烨皓", "烨皓市"])
    for sentence in ("那烨皓呢？", "在烨皓开会", "烨皓"):
        assert "烨皓" in knowing.pieces(sentence)
    assert knowing.pieces("在烨皓市里") == ["在", "烨皓市", "里"]


def test_knowing_nothing_more_changes_nothing(segmenter: Segmenter) -> None:
    assert segmenter.knowing([]).tokens(TEXT) == segmenter.tokens(TEXT)
