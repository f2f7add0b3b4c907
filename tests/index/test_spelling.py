from __future__ import annotations

import pytest

from index.lexical import Field, LexicalIndex
from index.segmenter import Segmenter
from index.spelling import Correction, Spelling, one_edit_apart, sounds_alike

TEXTS = ("安徽的企业用上了链主模式", "安徽与Qualcomm合作", "公司债由链主发行，良率提升", "东楼")


@pytest.fixture
def spelling(segmenter: Segmenter) -> Spelling:
    index = LexicalIndex.build([{"text": segmenter.tokens(text)} for text in TEXTS], {"text": Field()})
    return Spelling(index, segmenter, [{"连著": {"链主": 1.0}}])


def corrections(spelling: Spelling, question: str) -> list[tuple[str, str]]:
    return [(one.wrong, one.right) for one in spelling.correct(question)[1]]


def test_a_word_that_sounds_like_one_of_the_library_is_put_right(spelling: Spelling) -> None:
    assert spelling.correct("按徽有多少企业？") == ("安徽有多少企业?", (Correction("按徽", "安徽"),))


def test_a_latin_word_one_letter_off_is_put_right(spelling: Spelling) -> None:
    assert corrections(spelling, "Qualcom 是哪家？") == [("qualcom", "qualcomm")]


@pytest.mark.parametrize("question", ["安徽有多少企业？", "公司在哪里？", "安慰有什么用", "", "😀", "x", "链主是谁"])
def test_what_is_known_or_only_joins_words_is_left_alone(spelling: Spelling, question: str) -> None:
    assert spelling.correct(question) == (question, ())


def test_what_is_counted_is_no_mistake(spelling: Spelling) -> None:
    assert corrections(spelling, "园区，栋楼") == [("栋楼", "东楼")]
    assert corrections(spelling, "园区有多少栋楼") == []


def test_a_word_of_the_lexicons_is_no_mistake(spelling: Spelling) -> None:
    assert corrections(spelling, "连著是谁") == []


def test_a_word_that_is_rare_in_a_large_library_corrects_nothing(segmenter: Segmenter) -> None:
    texts = ["安徽", *("别的内容" for _ in range(60))]
    index = LexicalIndex.build([{"text": segmenter.tokens(text)} for text in texts], {"text": Field()})
    assert Spelling(index, segmenter).correct("按徽有什么")[1] == ()


def test_a_town_is_as_frequent_as_with_the_end_of_its_name(segmenter: Segmenter) -> None:
    knowing = segmenter.knowing(["临澜", "临澜市"])
    texts = ["临澜有船", *["临澜市有港口"] * 3, *("别的内容" for _ in range(60))]
    index = LexicalIndex.build([{"text": knowing.tokens(text)} for text in texts], {"text": Field()})
    assert corrections(Spelling(index, knowing), "林澜的港口") == [("林澜", "临澜")]


def test_tones_and_neighbouring_sounds_are_not_told_apart() -> None:
    assert sounds_alike("港", "刚")
    assert sounds_alike("枝", "姿")
    assert not sounds_alike("港", "杭")


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [("nvida", "nvidia", True), ("nvaidi", "nvidia", False), ("nvdiia", "nvidia", True), ("intle", "intel", True),
     ("intel", "intel", True), ("abcd", "abxy", False)],
)  # fmt: skip
def test_one_edit_is_a_letter_more_less_other_or_moved(one: str, other: str, near: bool) -> None:
    assert one_edit_apart(one, other) is near
    assert one_edit_apart(other, one) is near
