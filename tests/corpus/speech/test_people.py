"""Names, organisations and roles, however they are introduced."""

from __future__ import annotations

import pytest

from corpus.speech.people import Person, is_name, people_in, person_from, posts_in, split_post


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("——周岸 北港渔业董事长", Person("周岸", "北港渔业", "董事长")),
        ("李远舟，北港渔业创始人、总经理", Person("李远舟", "北港渔业", "创始人、总经理")),
        ("司徒明　南港研究院 副院长", Person("司徒明", "南港研究院", "副院长")),
        ("（王潮，北港渔业总工程师，干过十年船长）", Person("王潮", "北港渔业", "总工程师")),
        ("*赵汐，北港渔业首席数据科学家，从业十年。*", Person("赵汐", "北港渔业", "首席数据科学家")),
        ("对话 北港渔业首席产品官 赵汐", Person("赵汐", "北港渔业", "首席产品官")),
        ("访北港渔业创始人、首席执行官赵汐", Person("赵汐", "北港渔业", "创始人、首席执行官")),
        ("对话北港渔业海外负责人赵汐：船要走远", Person("赵汐", "北港渔业", "海外负责人")),
        ("钱江月（长桥律师事务所合伙人）", Person("钱江月", "长桥律师事务所", "合伙人")),
        ("孙屿 教授", Person("孙屿", None, "教授")),
    ],
)
def test_an_introduction(text: str, person: Person) -> None:
    assert person_from(text) == person


@pytest.mark.parametrize("text", ["北港渔业公司介绍", "采访时间：2024年3月", "数据来源：渔业协会", "", "董事长"])
def test_what_introduces_nobody(text: str) -> None:
    assert person_from(text) is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("嘉宾：李远舟,北港渔业副总裁,分管国内；赵汐,渔业中心高级工程师", ["李远舟", "赵汐"]),
        ("对谈者：李远舟（渔业局副局长）、赵汐（北港渔业总经理，有船二十艘）", ["李远舟", "赵汐"]),
        ("**嘉宾**：赵汐　中心主任", ["赵汐"]),
        ("访谈嘉宾：赵汐，渔业局副局长，从业22年。", ["赵汐"]),
        ("受访人：赵汐", ["赵汐"]),
        ("嘉宾一　赵汐　北港渔业创始人", ["赵汐"]),
        ("时间：2024年3月", []),
    ],
)
def test_a_line_of_guests(line: str, names: list[str]) -> None:
    assert [person.name for person in people_in(line)] == names


def test_posts_in_running_text() -> None:
    found = posts_in("出席：董事长李远舟、总经理赵汐、财务总监司徒明）")
    assert [(person.name, person.role) for person in found] == [
        ("李远舟", "董事长"),
        ("赵汐", "总经理"),
        ("司徒明", "财务总监"),
    ]


@pytest.mark.parametrize(
    ("post", "parts"),
    [
        ("北港渔业 副总裁、远洋事业部总经理", ("北港渔业", "副总裁、远洋事业部总经理")),
        ("北港市渔业局养殖处处长", ("北港市渔业局养殖处", "处长")),
        ("29岁，北港个体卖家", ("北港个体", "卖家")),
        ("一段没有职务的话", (None, None)),
    ],
)
def test_organisation_and_role(post: str, parts: tuple[str | None, str | None]) -> None:
    assert split_post(post) == parts


@pytest.mark.parametrize("text", ["李远舟", "周岸", "司徒明", "欧阳海生", "买买提·艾力"])
def test_names(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize("text", ["北", "李远舟说", "董事长", "A先生", "摘要", "工程师"])
def test_no_names(text: str) -> None:
    assert not is_name(text)
