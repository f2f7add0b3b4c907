"""Dates as reports write them: 2021年3月, 2021.03, 2021-03-15, 二〇二一年三月, 同年9月."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.structure.numbering import value_of

_DIGIT = "〇零○一二三四五六七八九"
_CHINESE = rf"[二一][{_DIGIT}]{{3}}年(?:[一二三四五六七八九十]{{1,2}}月(?:[一二三四五六七八九十]{{1,3}}日)?)?"
DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)\s*(?:年(?:\s*(?P<month>1[0-2]|0?[1-9])\s*月(?:\s*(?P<day>[1-3]?\d)\s*日)?)?"
    r"|[./．\-](?P<month2>1[0-2]|0?[1-9])(?:[./．\-](?P<day2>[1-3]?\d))?(?![\d年])(?!\s*[—–-]))"
    rf"|(?P<chinese>{_CHINESE})"
    r"|(?P<same>同年|当年|该年|次年|翌年)(?:\s*(?P<month3>1[0-2]|[1-9])\s*月(?:\s*(?P<day3>[1-3]?\d)\s*日)?)?"
    r"|(?<![\d年.])(?P<month4>1[0-2]|[1-9])\s*月\s*(?P<day4>[1-3]?\d)\s*日"
)


@dataclass(frozen=True, slots=True)
class Date:
    """A date in a text; month and day are 0 where it does not tell them."""

    text: str  # as written; of 同年9月 and 9月3日 with the year that stands before them
    year: int
    month: int
    day: int
    start: int
    end: int


def dates_in(text: str, year: int = 0) -> Iterator[Date]:
    """Every date of the text in order; a date without a year takes that of the date before it, the first one `year`."""
    for match in DATE.finditer(text):
        date = _date(match, year)
        if date.year:
            year = date.year
            yield date


def date_key(text: str) -> tuple[int, int, int]:
    """Year, month and day of a written date, for sorting; zeros for what it does not tell."""
    date = next(dates_in(text), None)
    if date:
        return date.year, date.month, date.day
    bare = re.fullmatch(r"\s*((?:19|20)\d\d)\s*", text)
    return (int(bare.group(1)) if bare else 0), 0, 0


def _date(match: re.Match[str], before: int) -> Date:
    start, end, written = match.start(), match.end(), match.group()
    if match["chinese"]:
        year, month, day = (*(value_of(part) or 0 for part in re.split("[年月日]", written.replace("○", "〇"))), 0, 0)[
            :3
        ]
        return Date(written, year, month, day, start, end)
    month = int(match["month"] or match["month2"] or match["month3"] or match["month4"] or 0)
    day = int(match["day"] or match["day2"] or match["day3"] or match["day4"] or 0)
    if match["year"]:
        return Date(written, int(match["year"]), month, day, start, end)
    later = match["same"] in ("次年", "翌年")
    year = before and before + later
    rest = written.removeprefix(match["same"] or "")
    return Date(f"{year}年{rest}", year, month, day, start, end)
