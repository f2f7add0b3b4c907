"""Example questions for the empty page, made from what the documents themselves say: interviews, tables, headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from corpus.document import Kind, Passage

SHORTEST, LONGEST = 4, 20  # characters of a heading that reads well inside a question
LONGEST_QUESTION = 36
NEIGHBOURS = 40  # passages around an answer from which the next questions come
NUMBER = re.compile(r"^[第（(]?[\d一二三四五六七八九十百.．]+[)）章节篇部分、.．\s]*")
FIGURE = re.compile(r"^[\d.,，]+\s*[%％亿万]?$")
UNIT = re.compile(r"\s*[（(][^（）()]*[)）]$")
SEVERAL = re.compile(
    r"(?:政策|措施|举措|建议|经验|问题|挑战|困难|成果|优势|特点|特征|机构|平台|类型|领域|任务|目标|方向|模式|场景|案例)$"
)
STATE = re.compile(r"(?:现状|情况|进展|概况|态势|格局|水平|趋势|前景|规模)$")
CAUSE = re.compile(r"(?:背景|原因|意义|定义|概念)$")


def candidates(passages: Sequence[Passage]) -> list[str]:
    """Questions in the order to try them: an interviewer's, a table's, a heading's, and again."""
    kinds = (_spread(_asked(passages)), _spread(_cells(passages)), _spread(_headings(passages)))
    mixed = (question for three in zip_longest(*kinds) for question in three if question)
    return list(dict.fromkeys(mixed))


def near(passages: Sequence[Passage], passage: Passage) -> list[str]:
    """Questions about what stands around a passage of the document, nearest first."""
    around = sorted(passages, key=lambda one: abs(one.start - passage.start))[:NEIGHBOURS]
    questions = [question for one in around for kind in (_asked, _cells, _headings) for question in kind([one])]
    return list(dict.fromkeys(questions))


def _asked(passages: Iterable[Passage]) -> Iterator[str]:
    """What an interviewer asked, where it is one short question."""
    for passage in passages:
        asked = (passage.asked or "").strip()
        if passage.speaker and asked.endswith(("？", "?")) and 8 <= len(asked) <= LONGEST_QUESTION:
            yield asked


def _cells(passages: Iterable[Passage]) -> Iterator[str]:
    """One figure of each table: its row, its column."""
    for passage in passages:
        table = passage.table
        if table is None or len(table.header) < 2:
            continue
        for row in table.rows:
            if len(row.cells) != len(table.header) or not FIGURE.match(row.cells[-1].text.strip()):
                continue
            name, column = row.cells[0].text.strip(), table.header[-1].strip()
            if UNIT.search(name):  # the table lies on its side: rows are what is measured
                name, column = column, name
            column = UNIT.sub("", column)
            if len(name) >= 2 and not FIGURE.match(name) and len(name) + len(column) <= LONGEST:
                yield f"{name}{'' if column[:1].isdigit() else '的'}{column}是多少？"
                break


def _headings(passages: Iterable[Passage]) -> Iterator[str]:
    """A question about each innermost heading that ends in a word which says what to ask."""
    seen: set[str] = set()
    for passage in passages:
        heading = passage.text if passage.kind is Kind.HEADING else (passage.heading_path or ("",))[-1]
        name = NUMBER.sub("", " ".join(heading.split())).strip()
        if name in seen or not SHORTEST <= len(name) <= LONGEST or re.search(r"[？?：:。]", name):
            continue
        seen.add(name)
        if SEVERAL.search(name):
            yield f"{name}有哪些？"
        elif STATE.search(name):
            yield f"{name}怎么样？"
        elif CAUSE.search(name):
            yield f"{name}是什么？"


def _spread(questions: Iterable[str]) -> list[str]:
    """The questions reordered so that the first few come from all over the document."""
    found = list(dict.fromkeys(questions))
    step = max(len(found) // 4, 1)
    return [question for start in range(step) for question in found[start::step]]
