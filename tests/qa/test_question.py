from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.question import Want, analyse, without_courtesy, without_mood, years_in


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("全市有多少台电梯？", Want.NUMBER),
        ("老旧电梯占几成？", Want.SHARE),
        ("每台最高补多少钱", Want.MONEY),
        ("这份办法是什么时候出台的？", Want.DATE),
        ("栖川站 开工时间", Want.DATE),
        ("這話是誰說的", Want.PERSON),
        ("哪家公司领投？", Want.ORGANISATION),
        ("哪个城市最多？", Want.EXTREME),
        ("什么是按需维保？", Want.DEFINITION),
        ("为啥增速放缓？", Want.REASON),
        ("他们是怎么把误报压下来的", Want.WAY),
        ("有哪些做法？", Want.LIST),
        ("两个区谁更高？", Want.COMPARISON),
        ("顾总怎么看价格战？", Want.OPINION),
        ("Who said that?", Want.PERSON),
    ],
)
def test_the_wording_tells_what_is_wanted(text: str, want: Want) -> None:
    assert want in analyse(text).wants


@pytest.mark.parametrize("text", ["绛川和泊宁，谁的产量高？", "甲厂与乙厂谁招的人多一些"])
def test_which_of_two_has_more_asks_for_no_person(text: str) -> None:
    wants = analyse(text).wants
    assert Want.COMPARISON in wants
    assert Want.PERSON not in wants


def test_who_said_how_much_asks_for_a_person() -> None:
    assert Want.PERSON in analyse("专家和企业家里，谁说过今年要投多少？").wants


def test_how_somebody_sees_a_thing_is_no_way_of_doing_it() -> None:
    assert Want.WAY not in analyse("他怎么看租梯？").wants


def test_years_are_read_in_full_and_short_forms() -> None:
    assert years_in("2021年和23年底") == {"2021", "2023"}
    assert years_in("12024号、1956年代") == {"1956"}


def test_a_number_of_years_is_no_year() -> None:
    assert years_in("使用15年以上") == frozenset()


def test_quoted_names_are_kept_as_written() -> None:
    assert analyse("《住宅管理办法》里的“百日行动”指什么").names == ("住宅管理办法", "百日行动")


def test_an_empty_question_wants_nothing() -> None:
    assert analyse("").wants == frozenset()


@given(st.text(max_size=200))
def test_any_question_is_taken_apart_and_nothing_is_made_up(text: str) -> None:
    found = analyse(text)
    assert all(name in text and len(name) >= 2 for name in found.names)
    assert all(len(year) == 4 and year[:2] in ("19", "20") for year in found.years)


@pytest.mark.parametrize(
    ("said", "bare"),
    [("请问栖川有多少电梯？", "栖川有多少电梯？"), ("麻烦您帮我看一下，栖川呢？谢谢！", "栖川呢？"), ("想问下栖川", "栖川"),
     ("下半年多少？", "下半年多少？"), ("一下子涨了多少", "一下子涨了多少"), ("看下半年", "看下半年"), ("请问", "请问"), ("", "")],
)  # fmt: skip
def test_what_is_said_out_of_courtesy_asks_for_nothing(said: str, bare: str) -> None:
    assert without_courtesy(said) == bare


def test_the_mood_at_the_end_of_a_question_is_left_out() -> None:
    assert without_mood("栖川有多少电梯呢？") == "栖川有多少电梯？"
    assert without_mood("呢") == "呢"
