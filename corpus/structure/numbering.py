"""The numbers in front of headings and list items: 第三章, 1.2.3, 一、, （二）, (3), ④, 附录A, #, Q7."""

from __future__ import annotations

import re
from dataclasses import dataclass

DIGITS = dict(zip("〇零一二三四五六七八九两", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True))
UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = r"[〇零一二三四五六七八九十百千两\d]{1,6}"
ROMAN = {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "Ⅴ": 5, "Ⅵ": 6, "Ⅶ": 7, "Ⅷ": 8, "Ⅸ": 9, "Ⅹ": 10}

# (style, rank, pattern). A lower rank is an outer level where the document itself does not say otherwise.
PATTERNS = tuple(
    (style, rank, re.compile(pattern))
    for style, rank, pattern in (
        ("篇", 10, rf"第\s*({NUMERAL})\s*(?:篇|编|部分|卷|部)(?=[\s:：、.．]|[\u4e00-\u9fff]|$)"),
        ("章", 20, rf"第\s*({NUMERAL})\s*章"),
        ("节", 30, rf"第\s*({NUMERAL})\s*节"),
        ("条", 65, rf"第\s*({NUMERAL})\s*条(?:之{NUMERAL})?"),
        ("附录", 20, rf"(?:附录|附件|附表)\s*({NUMERAL}|[A-Z])?(?=[\s:：、.．]|[\u4e00-\u9fff]|$)"),
        ("decimal4", 38, r"(\d{1,2})\.\d{1,2}\.\d{1,2}\.\d{1,2}(?![\d.%％])[.．、]?"),
        ("decimal3", 36, r"(\d{1,2})\.\d{1,2}\.\d{1,2}(?![\d.%％])[.．、]?"),
        ("decimal2", 34, r"(\d{1,2})[.．]\d{1,2}(?![\d.%％]|\s*[万亿千百倍元个])(?=[\s\u4e00-\u9fff“《、]|$)、?"),
        ("一、", 40, rf"({NUMERAL})、(?<![\d]、)"),
        ("（一）", 50, r"[（(]([一二三四五六七八九十]{1,3})[）)]、?"),
        ("（1）", 70, r"[（(](\d{1,2})[）)]、?"),
        ("①", 80, r"([①-⑳])"),
        ("1.", 60, r"(\d{1,2})(?:[.．](?!\d)|、|[)）])"),
        ("1 ", 60, r"(\d{1,2})(?=\s+\D)"),
        ("Ⅰ", 40, r"([Ⅰ-Ⅹ])[、.．\s]"),
        ("A.", 85, r"([A-H])[.．、](?![A-Za-z]\.)"),
        ("Q", 60, r"Q(\d{1,3})(?=[\s:：.．、])[:：.．、]?"),
        ("第一、", 75, rf"第({NUMERAL})[、，,](?=\S)"),
    )
)
OPENS = re.compile(r"[第附（(①-⑳Ⅰ-ⅩA-HQ\d〇零一二三四五六七八九十百千两]")  # what any of the patterns begins with
MARKDOWN = re.compile(r"(#{1,6})[ \t]+")
BULLET = re.compile(r"(?:[-*+•●○◆◇■□▪★☆➤►▶·✓√–])[ \t\u3000]+|[●◆◇■★☆➤▶•·](?=\S)")
QUOTE = re.compile(r"(?:>[ \t]?)+")


@dataclass(frozen=True, slots=True)
class Number:
    """A number at the head of a line. `value` is None where it cannot be counted on from (附录 alone)."""

    style: str
    rank: int
    value: int | None
    end: int  # where the text behind it begins
    path: tuple[int, ...] = ()  # of a decimal number: (1, 2, 3)


def number_at(text: str, start: int = 0) -> Number | None:
    """The number that the text has at `start`, if it has one."""
    if not OPENS.match(text, start):  # most lines: three times as fast as trying every pattern
        return None
    for style, rank, pattern in PATTERNS:
        match = pattern.match(text, start)
        if match:
            path = tuple(map(int, re.findall(r"\d+", match.group()))) if style.startswith("decimal") else ()
            end = re.compile(r"[ \t\u3000:：]*").match(text, match.end())
            assert end is not None
            value = path[-1] if path else value_of(match.group(1) or "")
            return Number(style, rank, value, end.end(), path)
    return None


def value_of(numeral: str) -> int | None:
    """The value of an Arabic, Chinese, Roman, circled or Latin numeral; None for anything else."""
    if numeral.isdecimal():
        return int(numeral)
    if len(numeral) == 1 and "①" <= numeral <= "⑳":
        return ord(numeral) - ord("①") + 1
    if len(numeral) == 1 and "A" <= numeral <= "Z":
        return ord(numeral) - ord("A") + 1
    return ROMAN.get(numeral) or _chinese_value(numeral)


def _chinese_value(numeral: str) -> int | None:
    """Of 三, 十二, 二十, 一百零五 and, digit by digit, 二〇二三."""
    if not numeral or not set(numeral) <= DIGITS.keys() | UNITS.keys():
        return None
    if not set(numeral) & UNITS.keys():
        return int("".join(str(DIGITS[char]) for char in numeral))
    total, digit = 0, 0
    for char in numeral:
        if char in UNITS:
            total, digit = total + (digit or 1) * UNITS[char], 0
        else:
            digit = DIGITS[char]
    return total + digit
