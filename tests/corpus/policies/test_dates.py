"""Dates in all their spellings."""

from __future__ import annotations

import pytest

from corpus.policies.dates import date_key, dates_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021年3月5日印发", ("2021年3月5日", 2021, 3, 5)),
        ("2021.03", ("2021.03", 2021, 3, 0)),
        ("2021-03-15", ("2021-03-15", 2021, 3, 15)),
        ("2021/3", ("2021/3", 2021, 3, 0)),
        ("2021 年 8 月", ("2021 年 8 月", 2021, 8, 0)),
        ("于2019年", ("2019年", 2019, 0, 0)),
        ("二〇二一年三月五日", ("二〇二一年三月五日", 2021, 3, 5)),
        ("二○二一年十二月", ("二○二一年十二月", 2021, 12, 0)),
    ],
)
def test_a_date(text: str, expected: tuple[str, int, int, int]) -> None:
    (found,) = dates_in(text)
    assert (found.text, found.year, found.month, found.day) == expected


def test_a_date_without_a_year_takes_the_year_before_it() -> None:
    found = list(dates_in("2017年7月印发，同年9月又发，次年1月再发。"))
    assert [date.text for date in found] == ["2017年7月", "2017年9月", "2018年1月"]


def test_a_first_date_without_a_year_takes_the_one_that_is_given() -> None:
    assert [date.text for date in dates_in("10月11日发布", 2020)] == ["2020年10月11日"]
    assert list(dates_in("10月11日发布")) == []


@pytest.mark.parametrize(("text", "key"), [("2021.03", (2021, 3, 0)), ("2021", (2021, 0, 0)), ("", (0, 0, 0))])
def test_the_key_sorts(text: str, key: tuple[int, int, int]) -> None:
    assert date_key(text) == key


@pytest.mark.parametrize("text", ["3.5亿元", "2021", "第12021.3号", "12.5%", "2018—2020", "13月40日"])
def test_no_date(text: str) -> None:
    assert list(dates_in(text)) == []
