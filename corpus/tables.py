"""Where the tables of a text lie, with the caption and unit above and the notes below."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.cells import SEPARATOR, Grid, cells_of, is_header_like, parse_grid
from corpus.document import Grid as DeclaredGrid
from corpus.lines import Line

CAPTION = re.compile(
    r"^\W{0,4}(?:续|附)?[图表](?:表)?\s*(?:[A-Z]?[\d一二三四五六七八九十]{0,3}(?:[-–—.．·]\d+)*)?\s*(?:[（(]续[）)])?"
    r"(?:[:：]|[\s\u3000]+(?=\S)|$)"
)
TABLE_CAPTION = re.compile(r"^\W{0,4}(?:续|附|图)?表")
CONTINUED = re.compile(r"^\W{0,4}续\s*表|[（(]\s*续\s*[一二三\d]*\s*[）)]|^[（(]?(?:接上表|续上表)")
UNIT = re.compile(r"^[*_（(\s]*(?:计量)?单位\s*[:：].{1,30}$")
NOTE = re.compile(r"^[*_（(\s]*(?:表|图)?(?:注|备注|说明|附注|数据来源|资料来源|来源|数据说明|口径说明)\s*\d*\s*[:：]")
NEAR = 4  # lines between a caption and its table: unit line and blank ones
LONGEST_CAPTION = 80


@dataclass(frozen=True, slots=True)
class TableBlock:
    """One table, or one part of a table that a page break cut. Line indexes are inclusive."""

    first: int  # of the caption, unit or header
    body: int  # the first line of the table itself
    last: int  # the last row
    end: int  # the last line of the notes
    caption: str
    unit: str
    note: str
    grid: Grid
    continues: bool = False  # it goes on with the table before it


def find_tables(lines: Sequence[Line], skip: frozenset[int]) -> list[TableBlock]:
    """Every run of at least two lines with tabs or pipes, in order; `skip` are the lines that are no text."""
    blocks: list[TableBlock] = []
    for first, last in _merged(lines, list(_runs(lines, skip))):
        if first == last:
            continue
        before = blocks[-1] if blocks else None
        top, caption, unit = _above(lines, skip, first, before.end if before else -1)
        end, note = _below(lines, skip, last)
        run = rows_between(lines, first, last)
        continued = before is not None and _goes_on(lines, skip, before, run, top, caption)
        if continued and before is not None:
            grid = parse_grid(run, before.grid.header)
            block = TableBlock(top, first, last, end, before.caption, unit or before.unit, note, grid, True)
        else:
            block = TableBlock(top, first, last, end, caption, unit, note, parse_grid(run))
        blocks.append(block)
    return _with_late_notes(blocks)


def from_grid(declared: DeclaredGrid, lines: Sequence[Line], skip: frozenset[int], floor: int) -> TableBlock | None:
    """A table that the format declares; None where it has no text. `floor`: the last line of the table before it."""
    first = bisect_right(lines, declared.start, key=lambda line: line.start) - 1
    last = bisect_right(lines, max(declared.start, declared.end - 1), key=lambda line: line.start) - 1
    run = rows_between(lines, first, last)
    if not run:
        return None
    top, caption, unit = _above(lines, skip, run[0].index, floor)
    end, note = _below(lines, skip, run[-1].index)
    return TableBlock(top, run[0].index, run[-1].index, end, declared.caption or caption, unit, note, parse_grid(run))


def rows_between(lines: Sequence[Line], first: int, last: int) -> list[Line]:
    """The lines of a table, without the blank ones that OCR leaves between them."""
    return [line for line in lines[first : last + 1] if not line.blank]


def is_caption(text: str) -> bool:
    """图：…, 表1 …, 表2-1　…; with Markdown marks around it or not."""
    return bool(CAPTION.match(text)) and len(text) <= LONGEST_CAPTION and not re.search(r"[。；]$", text.strip())


def is_note(text: str) -> bool:
    """注：…, 数据来源：…."""
    return bool(NOTE.match(text))


def _runs(lines: Sequence[Line], skip: frozenset[int]) -> Iterator[tuple[int, int]]:
    """First and last index of each run of table lines. A short line without tabs between two rows is a group row."""
    index = 0
    while index < len(lines):
        mark = _mark(lines[index], skip)
        last = index
        while mark and last + 1 < len(lines):
            following = lines[last + 1]
            bridged = last + 2 < len(lines) and mark == _mark(lines[last + 2], skip) and _may_be_label(following, skip)
            if _mark(following, skip) != mark and not bridged:
                break
            last += 1
        if mark:
            yield index, last
        index = last + 1


def _mark(line: Line, skip: frozenset[int]) -> str:
    """What separates the cells of the line; "" where it is no row."""
    if line.index in skip or not re.search(r"\w", line.text.replace("_", "")):
        return "|" if line.index not in skip and "|" in line.text and SEPARATOR.match(line.text) else ""
    if "\t" in line.text.lstrip(" ") and line.text.strip():
        return "\t"
    return "|" if line.text.lstrip().startswith("|") and line.text.count("|") >= 2 else ""


def _may_be_label(line: Line, skip: frozenset[int]) -> bool:
    text = line.text.strip()
    return line.index not in skip and 0 < len(text) <= 20 and not re.search(r"[。；，]", text) and not is_caption(text)


def _merged(lines: Sequence[Line], runs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """OCR sometimes leaves a blank line between rows: runs of the same width around it are one."""
    merged: list[tuple[int, int]] = []
    for first, last in runs:
        if merged and first - merged[-1][1] == 2 and lines[first - 1].blank:
            above, below = cells_of(lines[merged[-1][1]]), cells_of(lines[first])
            if len(above) == len(below) and not is_header_like(below):
                merged[-1] = (merged[-1][0], last)
                continue
        merged.append((first, last))
    return merged


def _above(lines: Sequence[Line], skip: frozenset[int], first: int, floor: int) -> tuple[int, str, str]:
    """The first line that belongs to the table, its caption and its unit."""
    top, caption, unit = first, "", ""
    for index in range(first - 1, max(floor, first - 1 - NEAR, -1), -1):
        text = lines[index].text.strip()
        if index in skip:
            break
        if not text:
            continue
        if not unit and UNIT.match(text):
            top, unit = index, text.strip("*_（）() ")
        elif TABLE_CAPTION.match(text) and is_caption(text):
            return index, _clean(text), unit
        else:
            bare = index == top - 1 and len(text) <= 30 and not re.search(r"[。；，：:]", text)
            return (index, _clean(text), unit) if bare and not text.startswith("#") else (top, caption, unit)
    return top, caption, unit


def _below(lines: Sequence[Line], skip: frozenset[int], last: int) -> tuple[int, str]:
    """The last line of the notes below a table, and the notes."""
    end, notes, index = last, [], last + 1
    while index < len(lines) and index not in skip and index - end <= 3:
        text = lines[index].text.strip()
        if text and not is_note(text):
            break
        if text:
            end = index
            notes.append(text)
        index += 1
    return end, "\n".join(notes)


def _goes_on(
    lines: Sequence[Line], skip: frozenset[int], before: TableBlock, run: Sequence[Line], top: int, caption: str
) -> bool:
    """Whether the run continues the table before it: nothing but furniture between them, and no other caption."""
    between = [line for line in lines[before.end + 1 : top] if not line.blank and line.index not in skip]
    if between or before.note or not before.grid.header:
        return False
    if caption and not CONTINUED.search(caption):
        return False
    same_width = _width(run) == _width(rows_between(lines, before.body, before.last))
    broken = any(line.index in skip for line in lines[before.end + 1 : top]) or bool(caption)
    repeated = parse_grid(run, before.grid.header).header_lines > 0
    return same_width and (repeated or (broken and not is_header_like(cells_of(run[0]))))


def _width(run: Sequence[Line]) -> int:
    """The commonest number of cells in a row."""
    return Counter(len(cells_of(line)) for line in run).most_common(1)[0][0]


def _with_late_notes(blocks: list[TableBlock]) -> list[TableBlock]:
    """The notes stand below the last part of a table and hold for all of it."""
    for place in range(len(blocks) - 2, -1, -1):
        if blocks[place + 1].continues and not blocks[place].note:
            blocks[place] = replace(blocks[place], note=blocks[place + 1].note)
    return blocks


def _clean(caption: str) -> str:
    """Without Markdown and OCR marks around it."""
    return re.sub(r"^[^\w（(《“]+|[*_\s]+$", "", caption)
