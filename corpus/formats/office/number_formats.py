"""Numbers as a spreadsheet shows them: 12.5%, 86,420, 2021年3月, ¥1,200.00; never 0.30000000000000004.

Number format codes: ECMA-376 part 1, 18.8.31; those without a code of their own (18.8.30) as Excel shows them in
Chinese. Fractions are shown as decimals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from corpus.formats.counting import DIGITS, FORMAL, by_digits
from corpus.formats.office.date_formats import shown_date

GENERAL = "General"
ACCOUNTING = '_ * #,##0{0}_ ;_ * -#,##0{0}_ ;_ * "-"{1}_ ;_ @_ '
BUILT_IN: Mapping[int, str] = {
    **{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00"},
    **{5: '"¥"#,##0', 6: '"¥"#,##0', 7: '"¥"#,##0.00', 8: '"¥"#,##0.00', 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm"},
    **{17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm"},
    **{27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"'},
    **{32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"', 35: '上午/下午h"时"mm"分"ss"秒"'},
    **{36: 'yyyy"年"m"月"', 37: "#,##0 ;(#,##0)", 38: "#,##0 ;(#,##0)", 39: "#,##0.00;(#,##0.00)"},
    **{40: "#,##0.00;(#,##0.00)", 41: ACCOUNTING.format("", ""), 42: ACCOUNTING.format("", "")},
    **{43: ACCOUNTING.format(".00", "??"), 44: ACCOUNTING.format(".00", "??"), 45: "mm:ss", 46: "[h]:mm:ss"},
    **{47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"'},
    **{53: 'm"月"d"日"', 54: 'm"月"d"日"', 55: '上午/下午h"时"mm"分"', 56: '上午/下午h"时"mm"分"ss"秒"'},
    **{57: 'yyyy"年"m"月"', 58: 'm"月"d"日"'},
}
DIGITS_KEPT = 15  # what a spreadsheet keeps of a number; the rest is noise of binary fractions
WIDE = 10  # digits that the general format shows of a fraction

TOKEN = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]|[Ee][+-](?=[0#?])|General|.', re.DOTALL)
CONDITION = re.compile(r"^\[(<=|>=|<>|<|>|=)(-?[\d.]+)\]$")
DATE_LETTERS = re.compile(r"[ymdhsae]|AM/PM|A/P|上午", re.IGNORECASE)


def shown(value: float, code: str, *, from_1904: bool = False) -> str:
    """The number under a format code.

    Args:
        value: the stored number; dates are days since the end of 1899.
        code: the format, its sections for positive, negative, zero and text separated by semicolons.
        from_1904: dates count from 1904, as old Macs did.
    """
    section, absolute = _section(value, code)
    tokens = _tokens(section)
    if not section and ";" in code:  # ;;; hides the number
        return ""
    if any(token == GENERAL for token in tokens) or not section.strip():
        return _literals(tokens, general(value))
    if _is_date(tokens):
        return shown_date(value, tokens, from_1904=from_1904) or general(value)
    if "/" in tokens or not any(token in "0#?" for token in tokens):
        return _literals(tokens, general(value)) if "/" in tokens or "@" in tokens else _literals(tokens, "")
    return _number(abs(value) if absolute else value, tokens)


def general(value: float) -> str:
    """What a cell without a format shows: 0.3 rather than 0.30000000000000004, 86420 rather than 86420.0."""
    if value == int(value) and abs(value) < 10**DIGITS_KEPT:
        return str(int(value))
    if 1e-5 <= abs(value) < 10**DIGITS_KEPT:
        places = max(WIDE - 1 if abs(value) < 1 else WIDE - len(str(int(abs(value)))), 0)
        return _plain(_rounded(value, places))
    mantissa, exponent = f"{value:.5e}".split("e")
    return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"


def is_date_code(code: str) -> bool:
    """Whether a format shows days or hours."""
    return _is_date(_tokens(code.split(";")[0]))


def _section(value: float, code: str) -> tuple[str, bool]:
    """The section for a value, and whether its sign is already said by the choice of the section."""
    sections = _sections(code)
    for place, section in enumerate(sections):
        condition = next(filter(None, map(CONDITION.match, _tokens(section))), None)
        if condition and _holds(value, condition.group(1), float(condition.group(2))):
            return section, place > 0
        if condition and place == len(sections) - 2:
            return sections[-1], True
    if value < 0 and len(sections) > 1:
        return sections[1], True
    return (sections[2], False) if value == 0 and len(sections) > 2 else (sections[0], False)


def _holds(value: float, sign: str, limit: float) -> bool:
    return {
        "<": value < limit,
        "<=": value <= limit,
        ">": value > limit,
        ">=": value >= limit,
        "=": value == limit,
        "<>": value != limit,
    }[sign]


@lru_cache(maxsize=512)
def _sections(code: str) -> list[str]:
    sections = [""]
    for token in _tokens(code):
        if token == ";":
            sections.append("")
        else:
            sections[-1] += token
    return sections


@lru_cache(maxsize=512)
def _tokens(section: str) -> tuple[str, ...]:
    return tuple(TOKEN.findall(section))


def _is_date(tokens: tuple[str, ...]) -> bool:
    bare = "".join(token for token in tokens if len(token) == 1)
    elapsed = any(re.fullmatch(r"\[(?:h+|m+|s+)\]", token, re.IGNORECASE) for token in tokens)
    return elapsed or bool(DATE_LETTERS.search(bare))


def _literal(token: str) -> str:
    """What of a token is printed as it stands: quoted and escaped characters, the sign of a currency."""
    if token[0] == '"':
        return token.strip('"')
    if token[0] == "\\":
        return token[1:]
    if token.startswith("[$"):
        return token[2:-1].split("-")[0]
    return "" if token[0] in "[_*@" or token in ("0", "#", "?", ",", GENERAL) else token


def _literals(tokens: tuple[str, ...], number: str) -> str:
    """A text or general number among the literals of its section."""
    text = "".join(number if token in (GENERAL, "@") else _literal(token) for token in tokens)
    return (text if number in text else number).strip()


def _number(value: float, tokens: tuple[str, ...]) -> str:
    places = [place for place, token in enumerate(tokens) if token in ("0", "#", "?")]
    exponent = next((place for place, token in enumerate(tokens) if re.fullmatch(r"[Ee][+-]", token)), None)
    point = next((place for place, token in enumerate(tokens) if token == "." and place != exponent), len(tokens))
    whole = [place for place in places if place < point and (exponent is None or place < exponent)]
    after = [place for place in places if place > point and (exponent is None or place < exponent)]
    scale = 100.0 ** tokens.count("%") / 1000.0 ** _trailing_commas(tokens, places)
    if exponent is not None:
        return _scientific(value * scale, len(after), len([place for place in places if place > exponent]))
    number = _rounded(value * scale, len(after))
    figures, _, fraction = f"{abs(number):f}".partition(".")
    commas = any(tokens[place] == "," for place in range(whole[0], whole[-1])) if whole else False
    printed = _whole(figures.lstrip("0"), [(place, tokens[place]) for place in whole], commas)
    printed |= _fraction(fraction, [(place, tokens[place]) for place in after])
    text = "".join(_printed(place, token, printed, whole, after) for place, token in enumerate(tokens))
    return _in_chinese(("-" if number < 0 else "") + text, tokens).strip()


def _printed(place: int, token: str, printed: Mapping[int, str], whole: list[int], after: list[int]) -> str:
    """What stands in the place of a token."""
    if place in printed:
        return printed[place]
    if token == "." and after and not any(printed.get(one) for one in after):
        return ""
    return _literal(token)


def _trailing_commas(tokens: tuple[str, ...], places: list[int]) -> int:
    """Each comma behind the last digit divides by a thousand."""
    count, place = 0, places[-1] + 1
    while place < len(tokens) and tokens[place] == ",":
        count, place = count + 1, place + 1
    return count


def _whole(figures: str, signs: Sequence[tuple[int, str]], commas: bool) -> dict[int, str]:
    """The figures before the point, one a placeholder from the right; the first takes all that are left."""
    padded = figures.rjust(len(signs))
    first = len(padded) - len(signs) + 1
    printed, left = {}, len(padded)
    for (place, sign), part in zip(signs, [padded[:first], *padded[first:]], strict=False):
        text = ""
        for figure in part:
            left -= 1
            figure = "0" if figure == " " and sign == "0" else figure.strip()
            text += figure + ("," if commas and figure and left and left % 3 == 0 else "")
        printed[place] = text
    return printed


def _fraction(fraction: str, signs: Sequence[tuple[int, str]]) -> dict[int, str]:
    """The figures behind the point; zeros at the end are shown where the format has a 0."""
    kept = len(fraction.rstrip("0"))
    return {
        place: fraction[number] if number < kept or sign == "0" else "" for number, (place, sign) in enumerate(signs)
    }


def _scientific(value: float, places: int, width: int) -> str:
    mantissa, exponent = f"{value:.{places}e}".split("e")
    return f"{mantissa}E{exponent[0]}{exponent[1:].lstrip('0').zfill(max(width, 1))}"


def _in_chinese(text: str, tokens: tuple[str, ...]) -> str:
    digits = {"[DBNum1]": DIGITS, "[DBNum2]": FORMAL}
    wanted = next((digits[token] for token in tokens if token in digits), None)
    return re.sub(r"\d", lambda match: by_digits(int(match.group()), wanted), text) if wanted else text


def _rounded(value: float, places: int) -> Decimal:
    """Half up, on the decimal digits that a spreadsheet keeps."""
    return Decimal(f"{value:.{DIGITS_KEPT}g}").quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
