from __future__ import annotations

import random

from index.names import NameKind
from qa.answer import Turn
from qa.evaluate import UNANSWERABLE, GoldQuestion
from training.variants import AFTER, BEFORE, swapped, wrapped

OWN = {"栖川": NameKind.PLACE}
OTHERS = {"岚泽": NameKind.PLACE, "员工": NameKind.PLACE, "顾砚秋": NameKind.PERSON}
GOLD = GoldQuestion("q", "栖川2021年有多少电梯？", evidence=((3, 3),))


def many(gold: GoldQuestion) -> list[GoldQuestion]:
    text = "栖川2021年有电梯7万台，2022年有8万台。"
    return [one for seed in range(20) for one in swapped([gold], text, OWN, OTHERS, random.Random(seed))]


def test_words_around_a_question_leave_what_answers_it() -> None:
    [one] = wrapped([GOLD], random.Random(1))
    assert one.evidence == GOLD.evidence
    assert one.question.startswith(BEFORE) or one.question.endswith(AFTER)


def test_another_year_or_name_is_one_that_the_report_does_not_hold() -> None:
    asked = {one.question for one in many(GOLD)}
    assert all("2021年" in question or "2022" not in question for question in asked)
    assert any("岚泽" in question for question in asked)
    assert any("栖川" in question for question in asked)
    assert not any("员工" in question or "顾砚秋" in question for question in asked)


def test_what_is_asked_of_something_else_is_not_answered() -> None:
    assert {(one.kind, one.evidence) for one in many(GOLD)} == {(UNANSWERABLE, ())}


def test_follow_ups_are_left_alone() -> None:
    assert many(GoldQuestion("q", "栖川呢？", history=(Turn("屏山呢？", "7"),))) == []
