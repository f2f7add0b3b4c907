"""The header of a table: how many rows it takes, and the name that it gives each column.

Rows come as cells. Where a format declares merged cells, the same Cell object stands in every position that it covers;
`bare` blanks the repetitions, so that such a table looks as the same table does in plain text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.document import Cell
from corpus.tables.cells import VALUE

YEAR = re.compile(r"^(?:19|20)\d\d\s*(?:[（(]?[EF]?[)）]?$|年|[—–-])")
DATE = re.compile(r"^(?:19|20)\d\d\s*[.\-/年]\s*\d{1,2}")
TITLES = re.compile(r"^《")
LONGEST_NAME = 40  # characters of a column's name
MOST_LEVELS = 3  # rows of a header that nothing but their look tells
# Names of properties: a table of them has no header, each row names itself.
PROPERTY = re.compile(
    r"(?:名称|姓名|性别|民族|学历|职务|职称|代表人|负责人|联系人|电话|手机|传真|邮箱|邮编|网址|地址|地点|住所|所在地|注册地|总部|代码"
    r"|编号|资本|日期|时间|年月|年份|性质|类型|行业|领域|范围|业务|产品|规模|面积|人数|投资额?|总投资|期限|工期|周期|简介|概况|备注)"
    r"[:：]?$"
)
VALUES_HEAD = re.compile(r"^(?:内容|数值|数据|数量|取值|值|说明|信息|情况|描述|结果|金额|指标值|具体内容|备注)$")

Cells = Sequence[Cell]


def bare(rows: Sequence[Cells]) -> list[list[Cell]]:
    """The rows with each merged cell left only where it first stands."""
    above: set[int] = set()
    found = []
    for row in rows:
        seen: set[int] = set()
        line = []
        for cell in row:
            repeated = id(cell) in above or id(cell) in seen
            seen.add(id(cell))
            line.append(replace(cell, text="", end=cell.start) if repeated else cell)
        above = seen
        found.append(line)
    return found


def is_header_like(row: Cells) -> bool:
    """Whether a row could name columns: no figures but years, no dates, no titles of documents, nothing long."""
    texts = [cell.text for cell in row if cell.text]
    if len(texts) < 2 or texts[0].isdigit() or DATE.match(row[0].text):
        return False
    return not any(
        len(text) > LONGEST_NAME or TITLES.match(text) or (VALUE.match(text) and not YEAR.match(text)) for text in texts
    )


def count_header_rows(rows: Sequence[Cells], declared: int | None = None) -> int:
    """How many rows the header takes, those included into which a cell of the header reaches."""
    plain = bare(rows)
    count = _guessed(plain) if declared is None else min(declared, len(rows))
    while 0 < count < len(rows) - 1 and _reaches(rows[count - 1], rows[count]):
        count += 1
    return count


def names_of(levels: Sequence[Cells], body: Sequence[Cells]) -> tuple[str, ...]:
    """One name a column: the levels above it joined by a space, a name holding on over the gaps to its right."""
    width = max((len(level) for level in levels), default=0)
    parts: list[list[str]] = [[] for _ in range(width)]
    for place, level in enumerate(levels):
        below = levels[place + 1] if place + 1 < len(levels) else None
        held, column_held = "", -1
        for column in range(width):
            text = text_at(level, column)
            if text:
                held, column_held = text, column
                if place and _same(levels[place - 1], level, column):
                    continue  # a cell that is merged down is named once
            elif _spans(level, column_held) or (
                below is not None and not (text_at(below, column) and text_at(below, column_held))
            ):
                continue  # a name spreads only over columns that have names of their own below it
            elif below is None and (len(levels) > 1 or column_held != 0):
                continue
            parts[column].append(text or held)
    names = tuple(" ".join(part for part in column if part) for column in parts)
    return _widened(names, body)


def text_at(row: Cells, column: int) -> str:
    """The text of a cell; "" where the row has none there."""
    return row[column].text if 0 <= column < len(row) else ""


def is_property_list(rows: Sequence[Cells]) -> bool:
    """Names of properties beside their values, in one column or several: 法定代表人 | 张三 | 注册资本 | 500万元."""
    width = max(map(len, rows), default=0)
    if width not in (2, 4, 6) or len(rows) < 2 or VALUES_HEAD.match(text_at(rows[0], 1)):
        return False
    names = [text_at(row, column) for row in rows[1:] for column in range(0, width, 2)]
    named = [name for name in names if name]
    known = sum(bool(PROPERTY.search(name)) for name in named)
    values = [text_at(row, column) for row in rows for column in range(1, width, 2)]
    beside = sum(bool(PROPERTY.search(value)) for value in values)
    return len(set(named)) == len(named) and known * 2 > len(named) and beside * 4 <= len(values)


def _guessed(rows: Sequence[Cells]) -> int:
    if len(rows) < 2 or is_property_list(rows) or not (is_header_like(rows[0]) or _heads_below(rows)):
        return 0
    count = 1
    while count < min(MOST_LEVELS, len(rows) - 1) and _is_next_level(rows[count - 1], rows[count]):
        count += 1
    return count


def _heads_below(rows: Sequence[Cells]) -> bool:
    """A first row with one name that spans the named columns below it, its corner left blank."""
    names = [cell for cell in rows[0] if cell.text]
    return len(rows) > 2 and len(names) == 1 and not rows[0][0].text and is_header_like(rows[1])


def _is_next_level(above: Cells, row: Cells) -> bool:
    """A second level stands below gaps of the first and leaves the row's name to it, or the other way round."""
    gaps = any(not cell.text for cell in above)
    corner = not above[0].text or not row[0].text
    return gaps and corner and is_header_like(row)


def _same(above: Cells, row: Cells, column: int) -> bool:
    return column < len(above) and column < len(row) and above[column] is row[column]


def _reaches(above: Cells, row: Cells) -> bool:
    return any(_same(above, row, column) for column in range(len(row)))


def _spans(row: Cells, column: int) -> bool:
    """Whether the cell is declared to cover the column before it too: then it covers exactly what it says."""
    return 0 < column < len(row) and row[column - 1] is row[column]


def _widened(names: tuple[str, ...], body: Sequence[Cells]) -> tuple[str, ...]:
    """A first name that spans two columns (类别 over 捕捞 | 近海) leaves the header one cell short."""
    wider = sum(len(row) == len(names) + 1 for row in body)
    gaps = sum(len(row) > 1 and not row[0].text and bool(row[1].text) for row in body)
    return (names[0], *names) if names and gaps and wider * 2 > len(body) else names
