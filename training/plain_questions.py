"""Short plain questions made by rule: 栖川 接入率; 一线维保人员有多少？

The written questions paraphrase, and those that a report does not answer are shorter and closer to its words than those
that it does. A judge that learns from them alone refuses whoever asks briefly and in the report's own words. Here the
two kinds are made alike: a row's label with a column of its own table, and with a column of another table; the subject
of a figure in prose, and that of a figure in another report (cloze translation: Lewis, Denoyer and Riedel, ACL 2019).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from corpus.document import Kind, Parsed, Passage, Row
from corpus.structure.sentences import sentence_spans
from qa.evaluate import UNANSWERABLE, GoldQuestion
from qa.evidence import is_total

T = TypeVar("T")

EACH = 6  # questions of each kind about one report
FORMS = ("{0}的{1}是多少？", "{0} {1}", "{0}{1}", "{0}有多少{1}")
UNIT = re.compile(r"[（(][^）)]*[）)]")
INDEX = re.compile(r"\d{1,2}")
NAMES = re.compile(r"[㐀-鿿A-Za-z]")
FIGURE = re.compile(r"(?:[^，。；]{0,16}[，,])?([㐀-鿿A-Za-z]{4,16}?)(?:约|达到|达|为|共有?|有|仅|是)\s*\d[\d,.]*")


@dataclass(frozen=True, slots=True)
class _Cell:
    label: str
    column: str
    passage: Passage
    row: Row


def plain_questions(parsed: Parsed, other: Parsed, seed: int) -> list[GoldQuestion]:
    """Up to EACH questions of each of the four kinds, the answerable ones with the line that answers."""
    rng = random.Random(seed)
    cells = list(_cells(parsed))
    mixed = [(one, two) for one in cells for two in cells if not _meet(one, two, cells)]
    asked = [_gold(_ask(rng, c.label, c.column), _line(c.passage, c.row.start)) for c in _some(rng, cells)]
    asked += [_gold(_ask(rng, one.label, two.column), None) for one, two in _some(rng, mixed)]
    asked += [_gold(f"{subject}是多少？", line) for subject, line in _some(rng, list(_figures(parsed)))]
    asked += [_gold(f"{subject}是多少？", None) for subject, _ in _some(rng, list(_figures(other)))]
    return asked


def _cells(parsed: Parsed) -> Iterator[_Cell]:
    for passage in parsed.passages:
        for row in passage.table.rows if passage.table else ():
            header = passage.table.header if passage.table else ()
            first = 1 if INDEX.fullmatch(row.cells[0].text.strip()) else 0
            label = row.cells[first].text.strip() if len(row.cells) > first else ""
            for cell, name in list(zip(row.cells, header, strict=False))[first + 1 :]:
                column = UNIT.sub("", name).strip()
                if (
                    NAMES.search(label)
                    and 2 <= len(label) <= 12
                    and 2 <= len(column) <= 12
                    and cell.text.strip()
                    and not is_total(row)
                ):
                    yield _Cell(label, column, passage, row)


def _meet(one: _Cell, two: _Cell, cells: Sequence[_Cell]) -> bool:
    """Whether some table has both the row of the one and the column of the other."""
    return any(cell.label == one.label and cell.column == two.column for cell in cells)


def _figures(parsed: Parsed) -> Iterator[tuple[str, int]]:
    for passage in parsed.passages:
        if passage.kind is Kind.PARAGRAPH:
            for start, end in sentence_spans(passage.text):
                found = FIGURE.match(passage.text[start:end])
                if found:
                    yield found[1], _line(passage, passage.start + start)


def _line(passage: Passage, at: int) -> int:
    return passage.line_start + passage.text.count("\n", 0, at - passage.start)


def _ask(rng: random.Random, label: str, column: str) -> str:
    return rng.choice(FORMS).format(label, column)


def _some(rng: random.Random, these: Sequence[T]) -> list[T]:
    return rng.sample(these, min(EACH, len(these)))


def _gold(question: str, line: int | None) -> GoldQuestion:
    if line is None:
        return GoldQuestion("", question, UNANSWERABLE)
    return GoldQuestion("", question, evidence=((line, line),))
