"""Ways to call people."""

from __future__ import annotations

import pytest

from corpus.speech.people import Person
from qa.speakers import organisation_fits, person_fits, sounds_like

ZHOU = Person("周岸", "北港渔业有限公司", "董事长、首席执行官")
LI = Person("李远舟", "北港市渔业局", "副局长")
OUYANG = Person("欧阳海", "南港大学", "教授")


@pytest.mark.parametrize(
    "called",
    [
        "周岸",
        "周",
        "岸",
        "周总",
        "周董",
        "周老板",
        "周先生",
        "周岸先生",
        "北港渔业CEO",
        "北港渔业ceo",
        "北港渔业董事长",
        "北港渔业老板",
        "董事长",
        "北港渔业那位董事长",
        "周董事长",
        "首席执行官",
        "周岸（北港渔业）",
        "ＣＥＯ",
        "周總",
    ],
)
def test_ways_to_call_a_chairman(called: str) -> None:
    assert person_fits(ZHOU, called)
    assert not person_fits(OUYANG, called)


@pytest.mark.parametrize(
    "called",
    [
        "李远舟",
        "李局",
        "李局长",
        "李副局长",
        "渔业局副局长",
        "渔业局那位副局长",
        "远舟",
    ],
)
def test_ways_to_call_an_official(called: str) -> None:
    assert person_fits(LI, called)
    assert not person_fits(ZHOU, called)


@pytest.mark.parametrize("called", ["欧阳教授", "欧阳老师", "南港大学教授", "歐陽海"])
def test_ways_to_call_a_professor(called: str) -> None:
    assert person_fits(OUYANG, called)


@pytest.mark.parametrize("called", ["李总", "周教授", "王岸", "南港渔业CEO", "", "  "])
def test_ways_that_mean_somebody_else(called: str) -> None:
    assert not person_fits(ZHOU, called)


@pytest.mark.parametrize("name", ["北港渔业", "北港渔业有限公司", "北渔公司", "北港渔业有限公司远洋部", "北港 渔业"])
def test_names_of_an_organisation(name: str) -> None:
    assert organisation_fits(ZHOU, name)
    assert not organisation_fits(OUYANG, name)


def test_nobody_belongs_to_an_organisation_without_a_name() -> None:
    assert not organisation_fits(ZHOU, " ")
    assert not organisation_fits(Person("周岸"), "北港渔业")


@pytest.mark.parametrize("called", ["老周", "小周"])
def test_familiar_names(called: str) -> None:
    assert person_fits(ZHOU, called)
    assert not person_fits(LI, called)


def test_a_partner_of_a_law_firm_is_a_lawyer() -> None:
    partner = Person("钱江月", "长桥律师事务所", "合伙人")
    assert person_fits(partner, "律师")
    assert person_fits(partner, "钱律师")
    assert not person_fits(ZHOU, "律师")


@pytest.mark.parametrize(
    ("called", "same"), [("周案", True), ("周安", True), ("周", False), ("李岸", False), ("周岸海", False)]
)
def test_names_that_sound_alike(called: str, same: bool) -> None:
    assert sounds_like(ZHOU, called) is same
