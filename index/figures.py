"""Figures in a text, with their units: 1.2亿元 and 12,000万元 are one figure, as are 三成, 30% and 百分之三十."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

SCALES = {"十": 10.0, "百": 100.0, "千": 1_000.0, "万": 10_000.0, "亿": 100_000_000.0}
DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
PERCENT = "%"
HAN_NUMBER = "[零〇一二两三四五六七八九十百千]+"
_FIGURE = re.compile(
    rf"百分之(?P<parts>\d+(?:\.\d+)?|{HAN_NUMBER})"
    rf"|(?P<tenths>\d+(?:\.\d+)?|[一二两三四五六七八九])成(?P<half>半)?(?![立为果本都员长效熟功交])"
    rf"|(?<![\d.\-a-z第])(?P<number>\d+(?:\.\d+)?|(?<![一-鿿]){HAN_NUMBER}|{HAN_NUMBER}(?=[万亿]))"
    r"\s*[多余几]?(?P<scale>[十百千万亿]*)\s*(?P<unit>%|个百分点|平方[公千]?米|[美欧港日]元|[一-鿿]|[a-zμ]{1,4}(?:/[a-z]+)?|)"
)
# What follows a number that is a date, a place in an order or a time, and no figure.
NO_UNIT = frozenset("年月日号时点世第章节条款篇期届周")


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity: `text[start:end]`."""

    value: float  # in its plain unit: 1.2亿元 is 120,000,000 元
    unit: str  # "%", "元", "台"; "" where none stands with it
    start: int
    end: int

    def same_kind(self, other: Figure) -> bool:
        """Whether both are in one unit; one without a unit, of a table's cell, is like any."""
        return self.unit == other.unit or not (self.unit and other.unit)

    def equals(self, other: Figure) -> bool:
        """Whether both say the same, up to what rounding to three places hides."""
        return self.same_kind(other) and abs(self.value - other.value) <= 5e-4 * max(abs(self.value), abs(other.value))


@lru_cache(maxsize=1 << 14)  # the sentences of a report are asked again with every question
def figures_in(text: str) -> tuple[Figure, ...]:
    """The figures of a normalised text in order; years, dates and ordinal numbers are none."""
    return tuple(figure for match in _FIGURE.finditer(text) if (figure := _figure(match)) is not None)


def _figure(match: re.Match[str]) -> Figure | None:
    if match["parts"]:
        return Figure(number(match["parts"]), PERCENT, match.start(), match.end())
    if match["tenths"]:
        return Figure(10 * number(match["tenths"]) + (5 if match["half"] else 0), PERCENT, match.start(), match.end())
    value, unit = number(match["number"]), match["unit"]
    if unit in NO_UNIT and not match["scale"]:
        return None
    for scale in match["scale"]:
        value *= SCALES[scale]
    return Figure(value, unit, match.start(), match.end())


def other_writings(text: str) -> tuple[str, ...]:
    """How else the figure that a normalised text is may be written: of 三成 30% and 百分之三十; () of any other text.

    Only a share and a number with a scale (1.2亿) have other ways.
    """
    match = _FIGURE.fullmatch(text)
    figure = _figure(match) if match else None
    if match is None or figure is None or not (figure.unit == PERCENT or match["scale"]):
        return ()
    made = _shares(figure.value) if figure.unit == PERCENT else _amounts(figure)
    return tuple(one for one in dict.fromkeys(made) if one != text)


def _shares(value: float) -> Iterator[str]:
    yield from (f"{value:.12g}%", f"百分之{value:.12g}")
    tens, rest = divmod(value, 10)
    if rest == 0 and 0 < tens < 10:
        digit = "零一二三四五六七八九"[int(tens)]
        yield from (f"{digit}成", f"百分之{digit if tens > 1 else ''}十")


def _amounts(figure: Figure) -> Iterator[str]:
    for scale in ("万", "亿"):
        share = figure.value / SCALES[scale]
        if 0.1 <= share < 1_000_000:
            yield f"{share:.12g}{scale}{figure.unit}"
    if figure.value < SCALES["亿"] and figure.value.is_integer():
        yield f"{figure.value:.0f}{figure.unit}"


def number(text: str) -> float:
    """The value of a number in digits or in Chinese characters below 10,000: 一百二十 is 120, 二〇二三 is 2023."""
    if text[0].isdigit():
        return float(text)
    if not set(text) & set(SCALES):
        return float("".join(str(DIGITS[character]) for character in text))
    total, digit = 0.0, 0.0
    for character in text:
        if character in DIGITS:
            digit = DIGITS[character]
        else:
            total += (digit or 1.0) * SCALES[character]
            digit = 0.0
    return total + digit
