from __future__ import annotations

from collections.abc import Callable

import pytest

from corpus.document import Passage
from qa.evidence import evidence_of
from qa.lists import enumerations, heads, items_around

MakePassage = Callable[..., Passage]


def test_what_announces_brings_all_the_items_that_follow(make_passage: MakePassage) -> None:
    announcing, *items = evidence_of(make_passage("做法有两种：\n（1）整机更新：拆旧换新。\n（2）部件改造：保留导轨。"))
    assert items_around(announcing) == tuple(items)


def test_one_item_brings_the_others_without_the_sentences_between(make_passage: MakePassage) -> None:
    first, between, second = evidence_of(make_passage("一是油价。去年涨了。二是专用线。"))
    assert items_around(second) == (first, second)
    assert items_around(between) == ()


def test_the_first_item_may_stand_behind_the_words_that_announce_it(make_passage: MakePassage) -> None:
    first, second = evidence_of(make_passage("原因有二：一是油价上涨；二是司机不足。"))
    assert items_around(first) == (first, second)


def test_two_enumerations_of_one_passage_stay_apart(make_passage: MakePassage) -> None:
    found = enumerations(evidence_of(make_passage("（1）甲。\n（2）乙。\n① 丙。\n② 丁。\n① 戊。"))[0])
    assert [[one.quote for one in group] for group in found] == [
        ["（1）甲。", "（2）乙。"],
        ["① 丙。", "② 丁。"],
        ["① 戊。"],
    ]


@pytest.mark.parametrize("text", ["3.5万台在用。", "第一条　本办法自印发之日起施行。", "一般两年一次。"])
def test_a_number_or_the_clause_of_a_regulation_is_no_item(make_passage: MakePassage, text: str) -> None:
    assert enumerations(evidence_of(make_passage(text))[0]) == ()


def test_the_first_words_of_an_item_are_more_than_its_label(make_passage: MakePassage) -> None:
    items = evidence_of(make_passage("- **主线1：部件改造** 以保留导轨为主。\n- **主线2：整机更新** 以拆旧换新为主。"))
    assert [one.quote[a:b] for one, (a, b) in zip(items, heads(items, 10), strict=True)] == [
        "- **主线1：部件改造",
        "- **主线2：整机更新",
    ]


def test_items_that_are_too_long_together_are_given_by_their_first_words(make_passage: MakePassage) -> None:
    items = evidence_of(make_passage("（1）整机更新：拆旧换新。\n（2）部件改造，保留导轨。"))
    assert [
        one.quote[a:b]
        for one, (a, b) in zip(items, heads(items, len(items[0].quote) + len(items[1].quote) + 2), strict=True)
    ] == [one.quote for one in items]
    assert [
        one.quote[a:b]
        for one, (a, b) in zip(items, heads(items, len(items[0].quote) + len(items[1].quote) + 1), strict=True)
    ] == [
        "（1）整机更新",
        "（2）部件改造",
    ]
