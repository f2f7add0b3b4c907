from __future__ import annotations

from index.lexical import Alternative, Term
from index.names import Name, NameKind
from index.query import Query
from index.spelling import Correction
from qa.answer import Understood
from qa.question import Want
from qa.understood import aliases, understood


def test_everything_that_was_understood_is_told_in_order() -> None:
    names = [Name(NameKind.YEAR, "2023"), Name(NameKind.PLACE, "上海"), Name(NameKind.PLACE, "北京")]
    told = understood(frozenset({Want.MONEY}), names, [Correction("按徽", "安徽")], [("申城", "上海")])
    assert told == (
        Understood("所问", "金额"),
        Understood("地点", "上海、北京"),
        Understood("年份", "2023"),
        Understood("别称", "申城 → 上海"),
        Understood("改字", "按徽 → 安徽"),
    )


def test_nothing_is_told_of_a_question_that_says_nothing() -> None:
    assert understood(frozenset(), [], [], []) == ()


def test_only_other_words_that_the_library_holds_for_words_it_does_not_hold_are_told() -> None:
    term = Term((Alternative(("x",)),))
    added = (("申城", "沪"), ("申城", "上海"), ("企业", "公司"), ("有多大", "规模"), ("23", "2023年"))
    query = Query((term,), (), added)
    held = {"上海", "企业", "公司", "规模", "2023年"}
    assert list(aliases(query, held.__contains__)) == [("申城", "上海")]
