"""Numbers as lists write them: 一, 甲, ①, iv, B. Office files store the style and the count, not the characters."""

from __future__ import annotations

from collections.abc import Callable, Mapping

DIGITS = "〇一二三四五六七八九"
FORMAL = "零壹贰叁肆伍陆柒捌玖"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
ROMAN_SMALL = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def chinese(number: int, digits: str = DIGITS, units: str = "十百千") -> str:
    """十二, 一百零三; numbers of five digits and more digit by digit."""
    if number <= 0 or number > 9999:
        return by_digits(number, digits)
    figures = [int(figure) for figure in str(number)]
    text = ""
    for place, figure in enumerate(figures):
        power = len(figures) - 1 - place
        if figure:
            text += digits[figure] + (units[power - 1] if power else "")
        elif any(figures[place + 1 :]) and not text.endswith("零"):
            text += "零"
    return text.removeprefix("一") if 10 <= number < 20 and digits == DIGITS else text


def by_digits(number: int, digits: str = DIGITS) -> str:
    """二〇二一."""
    return "".join(digits[int(figure)] for figure in str(abs(number)))


def letters(number: int) -> str:
    """From a to z, then aa, bb, as Word counts."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""


def roman(number: int) -> str:
    """iv; "" below one."""
    text = ""
    for value, sign in (*ROMAN, *ROMAN_SMALL):
        text += sign * (number // value) if number > 0 else ""
        number %= value
    return text


def circled(number: int) -> str:
    """① to ㊿; plain figures beyond."""
    for first, last, code in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(code + number - first)
    return str(number)


def full_width(number: int) -> str:
    """１２."""
    return "".join(chr(ord(figure) + 0xFEE0) for figure in str(number))


# The names of w:numFmt (ECMA-376, 17.18.59); every other one counts in plain figures.
WORD_FORMATS: Mapping[str, Callable[[int], str]] = {
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "chineseLegalSimplified": lambda number: chinese(number, FORMAL, "拾佰仟"),
    "ideographLegalTraditional": lambda number: chinese(number, "零壹貳參肆伍陸柒捌玖", "拾佰仟"),
    "ideographDigital": by_digits,
    "taiwaneseDigital": by_digits,
    "ideographTraditional": lambda number: STEMS[(number - 1) % 10],
    "ideographZodiac": lambda number: BRANCHES[(number - 1) % 12],
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": full_width,
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "upperLetter": lambda number: letters(number).upper(),
    "lowerLetter": letters,
    "upperRoman": lambda number: roman(number).upper(),
    "lowerRoman": roman,
    "none": lambda number: "",
}
