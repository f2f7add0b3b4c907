"""Numbers and dates as a spreadsheet shows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.formats.office.number_formats import BUILT_IN, general, shown

MARCH = 44256  # 1 March 2021
ACCOUNTING = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.356, "0.0%", "35.6%"),
        (86420, "#,##0", "86,420"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (7, "000", "007"),
        (1.5, "0.###", "1.5"),
        (2.5, "0", "3"),
        (-2.5, "0", "-3"),
        (1.005, "0.00", "1.01"),
        (0.5, "#%", "50%"),
        (-5, "0;(0)", "(5)"),
        (-1234.5, "#,##0.00;[Red]-#,##0.00", "-1,234.50"),
        (0, ACCOUNTING, "-"),
        (1200, ACCOUNTING, "1,200.00"),
        (1200, '"¥"#,##0.00', "¥1,200.00"),
        (1200, "[$¥-804]#,##0", "¥1,200"),
        (12345678, '0.0,,"百万"', "12.3百万"),
        (13812345678, "000-0000-0000", "138-1234-5678"),
        (0.000012, "0.00E+00", "1.20E-05"),
        (5, '0"台"', "5台"),
        (5, 'General"台"', "5台"),
        (0.5, "# ?/?", "0.5"),
        (45000, '[>=10000]0.0,"千";0', "45.0千"),
        (500, '[>=10000]0.0,"千";0', "500"),
        (3, ";;;", ""),
        (12, "@", "12"),
    ],
)
def test_numbers_are_shown_by_their_format(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("serial", "code", "text"),
    [
        (MARCH, "yyyy-mm-dd", "2021-03-01"),
        (MARCH, 'yyyy"年"m"月"d"日"', "2021年3月1日"),
        (MARCH, BUILT_IN[14], "2021/3/1"),
        (MARCH, BUILT_IN[57], "2021年3月"),
        (MARCH, "[DBNum1]yyyy年m月d日", "二〇二一年三月一日"),
        (MARCH, "aaaa", "星期一"),
        (MARCH, "d-mmm-yy", "1-Mar-21"),
        (MARCH + 0.5625, "yyyy-mm-dd h:mm:ss", "2021-03-01 13:30:00"),
        (MARCH + 0.5625, "yyyy/m/d hh:mm", "2021/3/1 13:30"),
        (0.75, "h:mm AM/PM", "6:00 PM"),
        (0.75, "上午/下午h时mm分", "下午6时00分"),
        (1.25, "[h]:mm", "30:00"),
        (0.0625, "mm:ss", "30:00"),
        (0.999999999, "h:mm:ss", "0:00:00"),
        (1, "yyyy-mm-dd", "1900-01-01"),
        (-1, "yyyy-mm-dd", "-1"),
    ],
)
def test_dates_are_shown_by_their_format(serial: float, code: str, text: str) -> None:
    assert shown(serial, code) == text


def test_dates_of_old_macs_count_from_1904() -> None:
    assert shown(MARCH - 1462, "yyyy-mm-dd", from_1904=True) == "2021-03-01"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (86420.0, "86420"),
        (1 / 3, "0.333333333"),
        (1234.56789012, "1234.56789"),
        (123456789012, "123456789012"),
        (1e-7, "1E-07"),
        (-0.5, "-0.5"),
        (0, "0"),
    ],
)
def test_a_number_without_a_format_is_free_of_noise(value: float, text: str) -> None:
    assert general(value) == text


@given(st.floats(-1e12, 1e12, allow_nan=False), st.sampled_from(sorted(BUILT_IN)))
def test_every_built_in_format_shows_every_number(value: float, number: int) -> None:
    assert "\n" not in shown(value, BUILT_IN[number])


@given(st.integers(-(10**9), 10**9), st.integers(0, 6))
def test_a_plain_format_agrees_with_python(value: int, places: int) -> None:
    code = "#,##0" + ("." + "0" * places if places else "")
    assert shown(value, code) == f"{value:,.{places}f}"
