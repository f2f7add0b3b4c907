"""Short names that a document defines."""

from __future__ import annotations

import pytest

from corpus.policies.glossary import find_glossary


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("北港远洋渔业有限公司（以下简称“北港远洋”）成立于2010年。", ("北港远洋", "北港远洋渔业有限公司")),
        ("公司由北港远洋渔业有限公司（简称：北港远洋）投资。", ("北港远洋", "北港远洋渔业有限公司")),
        ("市里印发《渔港管理办法（试行）》（以下简称《办法》）。", ("办法", "渔港管理办法（试行）")),
        ("2020年，北岸渔业创新试验区(下称“试验区”)挂牌。", ("试验区", "北岸渔业创新试验区")),
        ("国家渔业与海洋管理总局，以下简称渔管局，负责此事。", ("渔管局", "渔业与海洋管理总局")),
    ],
)
def test_a_short_name_and_its_full_one(text: str, pair: tuple[str, str]) -> None:
    assert find_glossary(text) == (pair,)


def test_each_short_name_counts_once() -> None:
    text = "甲港公司（简称“甲港”）。乙港公司（简称“乙港”）。甲港集团（简称“甲港”）。"
    assert find_glossary(text) == (("甲港", "甲港公司"), ("乙港", "乙港公司"))


def test_a_text_without_definitions_has_none() -> None:
    assert find_glossary("简称是什么，没有说。（见附表）") == ()
