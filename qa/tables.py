"""Reading a table: the cell where the asked row meets the asked column, and the row that has the most or the least."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.document import Cell, Passage, Row
from index.figures import SCALES
from index.segmenter import normalise
from qa.answer import CellName
from qa.evidence import is_total
from qa.matching import Query, QueryTerm
from qa.question import Want, years_in
from qa.typed import VALUES

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
# 3万多, and of 1-3万 too the 1 counts ten thousands.
SCALE = re.compile(r"(?:\s*[-—–~至到]\s*\d+(?:\.\d+)?)?\s*[多余几]?\s*(?P<scale>[十百千万亿]*)")
MOST = re.compile(r"最(?:高|大|多|强|贵|快|长|好|久|厉害|猛|远|重|热|密)|居首|冠军|拔尖|数一数二|排第一|第一名")
LEAST = re.compile(r"最(?:低|小|少|弱|便宜|慢|短|差|轻|近|冷)|垫底|倒数|最后一[名位]|末位|缩水最")
CLEAR = 0.1  # share of the question's weight by which the chosen columns must lead the others
KIND = 0.15  # what a column is worth whose values are of the wanted kind, likewise
LEAF = 0.2  # what it is worth that the question says the last level of a column's name, likewise
PARTS = re.compile(
    r"分别|各[是有为占自多要做需几]|[，,、；].*(?:多少|几|哪|谁|什么)|(?:多少|几|谁|哪).*(?:多少|几|谁|哪)|[和与跟同及].*(?:各|分别)"
)


@dataclass(frozen=True, slots=True)
class ReadCell:
    """A cell with the words that name it."""

    row: Row
    cell: Cell
    name: CellName


def read_cells(passage: Passage, row: Row, query: Query) -> list[ReadCell]:
    """The cells of a row that the question asks for, in its order; none where no column is clearly asked."""
    if len(row.cells) == 2:
        return _present([_named(passage, row, 1)])
    scores = _column_scores(passage, row, query)
    order = sorted(scores, key=lambda column: -scores[column])
    if not order or scores[order[0]] < CLEAR:
        return []
    wanted = 2 if PARTS.search(query.question.text) else 1
    chosen, rest = order[:wanted], order[wanted:]
    clear = not rest or scores[chosen[-1]] - scores[rest[0]] >= CLEAR
    return _present([_named(passage, row, column) for column in sorted(chosen)]) if clear else []


def extreme_cell(passage: Passage, row: Row, query: Query) -> ReadCell | None:
    """The cell with the highest or lowest number of the asked column, or of the asked row where that is a measure.

    None where the question asks for neither the most nor the least, or the table does not line up.
    """
    plain = normalise(query.question.text)
    sign = 1 if MOST.search(plain) else -1 if LEAST.search(plain) else 0
    table = passage.table
    if not sign or table is None or len(table.header) < 2:
        return None
    across = {column: value for column in range(1, len(row.cells)) if (value := _value(row, column)) is not None}
    columns = {column: _met(name, query.terms) for column, name in enumerate(table.header) if column}
    column = max(columns, key=lambda c: columns[c])
    if _met(row.cells[0].text, query.terms) > columns[column] and len(across) > 1:
        return _named(passage, row, max(across, key=lambda c: sign * across[c]))
    rows = {
        i: value for i, one in enumerate(table.rows) if not is_total(one) and (value := _value(one, column)) is not None
    }
    if columns[column] <= 0 or len(rows) < 2:
        return None
    return _named(passage, table.rows[max(rows, key=lambda i: sign * rows[i])], column)


def _column_scores(passage: Passage, row: Row, query: Query) -> dict[int, float]:
    """How well each column that can hold the answer fits: the words of its name, its year, its kind of value."""
    header = passage.table.header if passage.table else ()
    scores = {}
    for column, cell in enumerate(row.cells):
        if not cell.text.strip() or _asked_about(cell, query.terms):
            continue
        name = normalise(header[column]) if column < len(header) else ""
        years = years_in(name)
        year = 0.5 if years & query.question.years else -0.3 if years and query.question.years else 0.0
        scores[column] = (
            _met(name, query.terms)
            + year
            + LEAF * _says_leaf(name, query.question.text)
            + KIND * _kind_fits(f"{name} {normalise(cell.text)}", cell, query.question.wants)
        )
    return scores


def _says_leaf(name: str, question: str) -> bool:
    """Whether the question says the last level of a column's name, which may be one character: 2022年 人."""
    leaf = re.sub(r"[（(].*", "", name.rpartition(" ")[2])
    return " " in name and bool(leaf) and leaf in normalise(question)


def _kind_fits(text: str, cell: Cell, wants: frozenset[Want]) -> float:
    numeric = bool(NUMBER.search(cell.text)) and "年" not in cell.text
    if wants & {Want.SHARE} and re.search(r"[%率]|占比|比重|份额", text):
        return 1.0
    dated = bool(VALUES[Want.DATE].search(normalise(cell.text)))
    if wants & {Want.DATE} and dated:
        return 1.0
    if wants & {Want.ORGANISATION} and VALUES[Want.ORGANISATION].search(normalise(cell.text)) and "《" not in cell.text:
        return 1.5
    if wants & {Want.PERSON, Want.ORGANISATION, Want.PLACE, Want.NAME}:
        return float(not numeric and not dated)
    return 0.5 * float(numeric) if wants & {Want.NUMBER, Want.MONEY, Want.SHARE} else 0.0


def _met(name: str, terms: Sequence[QueryTerm]) -> float:
    """The share of the question's weight that a column's or row's name meets."""
    plain = normalise(name)
    total = sum(term.weight for term in terms) or 1.0
    return sum(term.weight * term.met(plain) for term in terms) / total


def _asked_about(cell: Cell, terms: Sequence[QueryTerm]) -> bool:
    """Whether the question itself names what the cell holds: such a cell tells the row and is not the answer."""
    plain = normalise(cell.text)
    return len(plain) > 1 and not NUMBER.fullmatch(plain) and any(term.met(plain) > 0.9 for term in terms)


def _value(row: Row, column: int) -> float | None:
    """The first number of a cell in its plain unit: 1.2亿 is more than 9,800万; None where there is none."""
    if column >= len(row.cells):
        return None
    text = re.sub(r",(?=\d{3})", "", normalise(row.cells[column].text))
    found = NUMBER.search(text)
    scale = SCALE.match(text, found.end()) if found else None
    return float(found.group()) * math.prod(SCALES[one] for one in scale["scale"]) if found and scale else None


def _present(cells: Sequence[ReadCell | None]) -> list[ReadCell]:
    return [cell for cell in cells if cell is not None]


def _named(passage: Passage, row: Row, column: int) -> ReadCell | None:
    table = passage.table
    cell = row.cells[column]
    if table is None or not cell.text.strip():
        return None
    header = table.header[column] if column < len(table.header) else ""
    caption = table.caption or table.sheet or next(iter(passage.heading_path[-1:]), "")
    return ReadCell(row, cell, CellName(caption, row_name(row), header, table.sheet, cell.address))


def row_name(row: Row) -> str:
    """The first cell that is no serial number; behind the first cell where that is declared to span several rows."""
    names = [text for cell in row.cells if (text := cell.text.strip()) and not text.isdigit()]
    if len(names) > 1 and row.group and names[0] == row.group:
        return f"{names[0]} {names[1]}"
    return next(iter(names), "")
