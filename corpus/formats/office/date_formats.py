"""Dates and times of a spreadsheet under a format code: yyyy-mm-dd, m"月"d"日", [h]:mm, 上午/下午."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from corpus.formats.counting import DIGITS, FORMAL, by_digits, chinese

EPOCH = datetime(1899, 12, 30)
EPOCH_1904 = datetime(1904, 1, 1)
LEAP_BUG = 60  # the serial of 29 February 1900, a day that never was; the days before it are off by one
LAST = 2958466  # the day after 31 December 9999
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
CHINESE_WEEKDAYS = "一二三四五六日"
HALVES = {"AM/PM": ("AM", "PM"), "A/P": ("A", "P"), "上午/下午": ("上午", "下午")}
PART = re.compile(r"AM/PM|A/P|上午/下午|y+|m+|d+|h+|s+(?:\.0+)?|a{3,4}|e|.", re.IGNORECASE | re.DOTALL)
FIELD = re.compile(r"y+|m+|d+|h+|s+(?:\.0+)?|a{3,4}|e", re.IGNORECASE)
ELAPSED = re.compile(r"^\[(h+|m+|s+)\]$", re.IGNORECASE)


def shown_date(serial: float, tokens: Sequence[str], *, from_1904: bool = False) -> str:
    """The moment under a tokenised format; "" where the number is no date."""
    if not 0 <= serial < LAST:
        return ""
    seconds = round(serial * 86400, 3)
    moment = (EPOCH_1904 if from_1904 else EPOCH) + timedelta(seconds=seconds)
    if not from_1904 and 0 < serial < LEAP_BUG:
        moment += timedelta(days=1)
    parts = _parts(tokens)
    if not any(part[0] in "sS" and "." in part for part in parts) and moment.microsecond >= 500_000:
        moment += timedelta(seconds=1)
    halves = next((HALVES[part.upper()] for part in parts if part.upper() in HALVES), None)
    digits = next((table for name, table in (("[DBNum1]", DIGITS), ("[DBNum2]", FORMAL)) if name in tokens), None)
    text = ""
    for place, part in enumerate(parts):
        elapsed = ELAPSED.match(part)
        if elapsed:
            text += str(int(seconds // {"h": 3600, "m": 60, "s": 1}[elapsed.group(1)[0].lower()]))
        elif part.upper() in HALVES and halves:
            text += halves[moment.hour >= 12]
        elif FIELD.fullmatch(part):
            minutes = part[0] in "mM" and len(part) <= 2 and _beside_time(parts, place)
            text += _field(moment, "min" + part if minutes else part.lower(), halves is not None, digits)
        else:
            text += _literal(part)
    return text.strip()


def _parts(tokens: Sequence[str]) -> list[str]:
    """The tokens with neighbouring letters of one kind joined: yyyy, mm."""
    parts: list[str] = []
    bare = ""
    for token in (*tokens, ""):
        if len(token) == 1:
            bare += token
            continue
        parts += PART.findall(bare)
        bare = ""
        parts += [token] if token else []
    return parts


def _beside_time(parts: Sequence[str], place: int) -> bool:
    """An m is a minute behind an hour or before a second."""
    fields = [i for i, part in enumerate(parts) if FIELD.fullmatch(part) or ELAPSED.match(part)]
    here = fields.index(place)
    before = parts[fields[here - 1]].strip("[").lower() if here else ""
    after = parts[fields[here + 1]].lower() if here + 1 < len(fields) else ""
    return before.startswith("h") or after.startswith("s") or after.startswith("[s")


def _field(moment: datetime, part: str, halved: bool, digits: str | None) -> str:
    kind, width = part[0], len(part)
    if part.startswith("min"):
        return _figures(moment.minute, width - 3, digits)
    if kind in "ye":
        year = moment.year if width > 2 or kind == "e" else moment.year % 100
        return by_digits(year, digits) if digits else f"{year:02d}"
    if kind == "m":
        return (
            MONTHS[moment.month - 1][: 3 if width == 3 else None]
            if width > 2
            else _figures(moment.month, width, digits)
        )
    if kind == "d":
        name = WEEKDAYS[moment.weekday()]
        return name[: 3 if width == 3 else None] if width > 2 else _figures(moment.day, width, digits)
    if kind == "a":
        return ("星期" if width == 4 else "") + CHINESE_WEEKDAYS[moment.weekday()]
    if kind == "h":
        return _figures((moment.hour - 1) % 12 + 1 if halved else moment.hour, width, digits)
    whole, _, fraction = part.partition(".")
    part_second = f".{moment.microsecond:06d}"[: 1 + len(fraction)] if fraction else ""
    return _figures(moment.second, len(whole), digits) + part_second


def _figures(number: int, width: int, digits: str | None) -> str:
    if digits:
        return chinese(number, digits) if number else digits[0]
    return str(number).zfill(min(width, 2))


def _literal(part: str) -> str:
    if part[0] == '"':
        return part.strip('"')
    if part[0] == "\\":
        return part[1:]
    return "" if part[0] in "[_*@" else part
