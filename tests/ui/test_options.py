from __future__ import annotations

import pytest

from index.scope import Scope
from ui.cli import build_parser
from ui.errors import WrongUsage
from ui.options import parse_scope


def test_values_of_one_key_are_alternatives_and_keys_add_up() -> None:
    scope = parse_scope(["year=2020", "year=2021", "kind=table", "doc=a=b.txt"])
    assert scope == Scope(docs=("a=b.txt",), kinds=("table",), years=("2020", "2021"))


@pytest.mark.parametrize("pair", ["year", "year=", "=2020", "colour=red", "kind=picture"])
def test_a_scope_that_means_nothing_is_wrong_usage(pair: str) -> None:
    with pytest.raises(WrongUsage):
        parse_scope([pair])


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["ask"], "缺少参数：问题"),
        (["ask", "a", "--colour"], "不认识的参数：--colour"),
        (["paint"], "'paint'"),
        (["search", "x", "-k", "0"], "要写大于 0 的整数，不能是 0"),
        (["serve", "--port", "99999"], "端口要写 1 到 65535 的整数"),
        (["ask", "a", "--library"], "--library 后面要写一个值"),
        (["ask", "a", "--expl"], "不认识的参数：--expl"),
    ],
)
def test_wrong_usage_is_told_in_chinese(argv: list[str], said: str) -> None:
    with pytest.raises(WrongUsage) as wrong:
        build_parser().parse_args(argv)
    assert said in wrong.value.user_message
    assert wrong.value.user_message.startswith("用法有误：")
