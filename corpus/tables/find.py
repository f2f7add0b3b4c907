"""Where the tables of a document lie, with the caption and unit above and the notes below.

One model for all of them: tabs of OCR, aligned text, Markdown, and the grids that HTML, Office files and PDF declare.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from corpus.document import Grid
from corpus.structure.lines import Line
from corpus.tables.captions import CONTINUED, cleaned, is_note, is_table_caption, unit_in
from corpus.tables.header import is_header_like
from corpus.tables.rows import Inside, parse_rows
from corpus.tables.runs import Run, declared_runs, text_runs

NEAR = 4  # lines between a caption and its table: unit line and blank ones
NOTHING = frozenset[int]()


@dataclass(frozen=True, slots=True)
class Frame:
    """What is known of the lines around the tables, by index."""

    skip: frozenset[int] = NOTHING  # no text: page furniture, the table of contents
    captions: frozenset[int] = NOTHING  # declared
    headings: frozenset[int] = NOTHING  # declared


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
    grid: Inside
    continues: bool = False  # it goes on with the table before it
    sheet: str = ""
    width: int = 0  # the commonest number of cells in a line


def find_tables(lines: Sequence[Line], frame: Frame, grids: Sequence[Grid] = ()) -> list[TableBlock]:
    """The declared tables and those that the rest of the text shows, in order."""
    declared = declared_runs(grids, lines)
    taken = frozenset(index for run in declared for index in range(run.first, run.end + 1))
    runs = sorted([*declared, *text_runs(lines, frame.skip | taken)], key=lambda run: run.first)
    blocks: list[TableBlock] = []
    for run, after in zip_longest(runs, runs[1:]):
        ceiling = after.first if after else len(lines)
        blocks.append(_block(lines, frame, run, blocks[-1] if blocks else None, ceiling))
    return _with_late_notes(blocks)


def rows_between(lines: Sequence[Line], first: int, last: int) -> list[Line]:
    """The lines of a table, without the blank ones that OCR leaves between them."""
    return [line for line in lines[first : last + 1] if not line.blank]


def _block(lines: Sequence[Line], frame: Frame, run: Run, before: TableBlock | None, ceiling: int) -> TableBlock:
    top, caption, unit = _above(lines, frame, run, before.end if before else -1)
    end, note = _below(lines, frame.skip, run.end, ceiling)
    unit, note = unit or run.unit, "\n".join(filter(None, (run.note, note)))
    caption = " ".join(dict.fromkeys(filter(None, (caption, run.caption))))  # a PDF declares the line above
    body, last = run.lines[0].index, run.lines[-1].index
    if before is not None and _goes_on(lines, frame.skip, before, run, top, caption):
        inside = parse_rows(run.lines, before.grid.header, run.cells, run.header_rows)
        return TableBlock(
            top, body, last, end, before.caption, unit or before.unit, note, inside, True, run.sheet, run.width
        )
    inside = parse_rows(run.lines, (), run.cells, run.header_rows)
    return TableBlock(top, body, last, end, caption, unit, note, inside, False, run.sheet, run.width)


def _above(lines: Sequence[Line], frame: Frame, run: Run, floor: int) -> tuple[int, str, str]:
    """The first line that belongs to the table, its caption and its unit."""
    top, caption, unit = run.first, "", ""
    for index in range(run.first - 1, max(floor, run.first - 1 - NEAR, -1), -1):
        text = lines[index].text.strip()
        if index in frame.skip or index in frame.headings:
            break
        if not text:
            continue
        if not unit and unit_in(text):
            top, unit = index, unit_in(text)
        elif is_table_caption(text) or index in frame.captions:
            return index, cleaned(text), unit
        else:
            bare = index == top - 1 and len(text) <= 30 and not re.search(r"[。；，：:]", text) and not run.caption
            return (index, cleaned(text), unit) if bare and not text.startswith("#") else (top, caption, unit)
    return top, caption, unit


def _below(lines: Sequence[Line], skip: frozenset[int], last: int, ceiling: int) -> tuple[int, str]:
    """The last line of the notes below a table, and the notes; the next table begins at the ceiling."""
    end, notes, index = last, [], last + 1
    while index < ceiling and index not in skip and index - end <= 3:
        text = lines[index].text.strip()
        if text and not is_note(text):
            break
        if text:
            end = index
            notes.append(text)
        index += 1
    return end, "\n".join(notes)


def _goes_on(lines: Sequence[Line], skip: frozenset[int], before: TableBlock, run: Run, top: int, caption: str) -> bool:
    """Whether the run continues the table before it: nothing but furniture between them, and no other caption."""
    between = [line for line in lines[before.end + 1 : top] if not line.blank and line.index not in skip]
    if between or before.note or not before.grid.header:
        return False
    if caption and not CONTINUED.search(caption):
        return False
    broken = any(line.index in skip for line in lines[before.end + 1 : top]) or bool(caption)
    repeated = parse_rows(run.lines, before.grid.header, run.cells, run.header_rows).header_lines > 0
    same_width = run.width == before.width
    return same_width and (repeated or (broken and not is_header_like(run.cells[0])))


def _with_late_notes(blocks: list[TableBlock]) -> list[TableBlock]:
    """The notes stand below the last part of a table and hold for all of it."""
    for place in range(len(blocks) - 2, -1, -1):
        if blocks[place + 1].continues and not blocks[place].note:
            blocks[place] = replace(blocks[place], note=blocks[place + 1].note)
    return blocks
