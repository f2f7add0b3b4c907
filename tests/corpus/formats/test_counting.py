"""Numbers as lists write them."""

from __future__ import annotations

import pytest

from corpus.formats.counting import WORD_FORMATS, by_digits, chinese, circled, letters, roman


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (103, "一百零三"), (110, "一百一十"), (2021, "二千零二十一")],
)
def test_chinese_numbers(number: int, text: str) -> None:
    assert chinese(number) == text


def test_digits_letters_romans_and_circles() -> None:
    assert by_digits(2021) == "二〇二一"
    assert [letters(number) for number in (1, 26, 27)] == ["a", "z", "aa"]
    assert [roman(number) for number in (4, 9, 14, 1999)] == ["iv", "ix", "xiv", "mcmxcix"]
    assert [circled(number) for number in (1, 20, 21, 50, 51)] == ["①", "⑳", "㉑", "㊿", "51"]


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("ideographTraditional", "丙"),
        ("ideographZodiac", "寅"),
        ("chineseLegalSimplified", "叁"),
        ("upperRoman", "III"),
        ("decimalZero", "03"),
        ("decimalFullWidth", "３"),
        ("none", ""),
    ],
)
def test_the_styles_of_word(style: str, text: str) -> None:
    assert WORD_FORMATS[style](3) == text
