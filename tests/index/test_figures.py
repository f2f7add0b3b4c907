from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.figures import figures_in, number, other_writings


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("三成半", 35, "%"),
        ("百分之三十", 30, "%"),
        ("1.2亿元", 1.2 * 100_000_000, "元"),
        ("12000万元", 12000 * 10_000, "元"),
        ("一百二十家", 100 + 20, "家"),
        ("86420台", 86420, "台"),
        ("1.5亿美元", 150_000_000, "美元"),
    ],
)
def test_a_figure_has_its_value_in_its_plain_unit(text: str, value: float, unit: str) -> None:
    (figure,) = figures_in(text)
    assert figure.value == pytest.approx(value)
    assert figure.unit == unit


@pytest.mark.parametrize("text", ["2023年", "5月3日", "第三章", "第12条", "成立", "收成"])
def test_dates_and_places_in_an_order_are_no_figures(text: str) -> None:
    assert figures_in(text) == ()


def test_figures_say_the_same_whatever_they_are_counted_in() -> None:
    (one,), (other,) = figures_in("1.2亿元"), figures_in("12000万元")
    assert one.equals(other)


def test_a_figure_stands_at_its_place() -> None:
    text = "占比为37.5%左右"
    (figure,) = figures_in(text)
    assert text[figure.start : figure.end] == "37.5%"


@pytest.mark.parametrize(
    ("text", "value"), [("十", 10), ("十五", 15), ("二〇二三", 2023), ("三千零五", 3005), ("1.5", 1.5)]
)
def test_numbers_are_read_in_digits_and_in_characters(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("三成", ("30%", "百分之30", "百分之三十")),
        ("百分之三十", ("30%", "百分之30", "三成")),
        ("三成半", ("35%", "百分之35")),
        ("1.2亿元", ("12000万元",)),
        ("12000万吨", ("1.2亿吨",)),
        ("一千亿", ("1000亿",)),
        ("500万", ("5000000",)),
        ("十四五", ()),
        ("2021年", ()),
        ("30家", ()),
        ("产值", ()),
    ],
)
def test_a_figure_may_be_written_in_other_ways(text: str, others: tuple[str, ...]) -> None:
    assert other_writings(text) == others


@given(st.integers(1, 10**7), st.sampled_from(["%", "万元", "亿", "成", "亿台"]))
def test_every_way_to_write_a_figure_has_its_value(number: int, unit: str) -> None:
    text = f"{number}{unit}"
    (figure,) = figures_in(text)
    for other in other_writings(text):
        (again,) = figures_in(other)
        assert figure.equals(again)
