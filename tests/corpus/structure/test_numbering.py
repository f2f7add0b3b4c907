"""The numbers in front of headings."""

from __future__ import annotations

import pytest

from corpus.structure.numbering import number_at, value_of


@pytest.mark.parametrize(
    ("text", "style", "value", "title"),
    [
        ("第三篇　城市", "篇", 3, "城市"),
        ("第二部分 市场", "篇", 2, "市场"),
        ("第十二章 附则", "章", 12, "附则"),
        ("第1章 概念", "章", 1, "概念"),
        ("第二节　水网", "节", 2, "水网"),
        ("第二十一条 本办法", "条", 21, "本办法"),
        ("附录B 术语", "附录", 2, "术语"),
        ("1.2 规模", "decimal2", 2, "规模"),
        ("1.2.3　北岸", "decimal3", 3, "北岸"),
        ("三、四港比较", "一、", 3, "四港比较"),
        ("（二）口径", "（一）", 2, "口径"),
        ("(3) 航线", "（1）", 3, "航线"),
        ("④ 武港区", "①", 4, "武港区"),
        ("2. 仓储", "1.", 2, "仓储"),
        ("2、仓储", "1.", 2, "仓储"),
        ("5 港口", "1 ", 5, "港口"),
        ("Q7  表会冻坏吗？", "Q", 7, "表会冻坏吗？"),
    ],
)
def test_a_number_and_what_it_numbers(text: str, style: str, value: int, title: str) -> None:
    number = number_at(text)
    assert number is not None
    assert (number.style, number.value, text[number.end :]) == (style, value, title)


@pytest.mark.parametrize(
    "text", ["3.5亿元的投资", "1.5 万吨", "2023年", "3.188亿美元", "12%的份额", "其一，港口", "2048 起"]
)
def test_figures_are_no_numbers_of_headings(text: str) -> None:
    assert number_at(text) is None


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("二〇二三", 2023),
        ("⑩", 10),
        ("Ⅳ", 4),
        ("C", 3),
        ("7", 7),
    ],
)
def test_values_of_numerals(numeral: str, value: int) -> None:
    assert value_of(numeral) == value


def test_what_is_no_numeral_has_no_value() -> None:
    assert value_of("港") is None
    assert value_of("") is None
