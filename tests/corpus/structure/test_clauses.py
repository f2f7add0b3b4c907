"""Clauses with their paragraphs, items and chapters."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from corpus.document import Parsed
from corpus.structure.clauses import Clause, find_clauses

Parse = Callable[..., Parsed]

LAW = """北港市渔港管理条例

第一章　总则

第一条　为了管好渔港，制定本条例。

第二条　本条例所称渔港，是指下列水域：
（一）主要为渔船服务的水域；
（二）渔船避风的水域。
港区范围由市政府划定。

第二章　罚则

第三条　违反第二条规定的，处五百元罚款。

第三条之一　情节轻微的，不予处罚。
"""


def text_of(clause: Clause) -> str:
    return "\n".join(part.passage.text[part.start : part.end] for part in clause.parts)


def test_every_clause_with_its_chapter(parse: Parse) -> None:
    clauses = list(find_clauses(parse(LAW).passages))
    assert [clause.number for clause in clauses] == [(1, 0), (2, 0), (3, 0), (3, 1)]
    assert [clause.passage.heading_path[-1] for clause in clauses] == ["第一章　总则"] * 2 + ["第二章　罚则"] * 2
    assert text_of(clauses[2]) == "第三条　违反第二条规定的，处五百元罚款。"


def test_paragraphs_and_items(parse: Parse) -> None:
    clause = list(find_clauses(parse(LAW).passages))[1]
    second, item = clause.paragraph(2), clause.item(2)
    assert second is not None
    assert item is not None
    assert text_of(second) == "港区范围由市政府划定。"
    assert text_of(item) == "（二）渔船避风的水域。"
    assert (clause.paragraph(3), clause.item(3)) == (None, None)


def test_a_first_paragraph_has_its_items(parse: Parse) -> None:
    first = list(find_clauses(parse(LAW).passages))[1].paragraph(1)
    assert first is not None
    assert text_of(first).endswith("（二）渔船避风的水域。")


@pytest.mark.parametrize("head", ["第五条 ", "**第五条** ", "### 第五条\n\n", "第5条　", "第 五 条 "])
def test_ways_to_open_a_clause(parse: Parse, head: str) -> None:
    found = list(find_clauses(parse(f"# 渔港规定\n\n{head}渔港夜里关灯，白天开灯。\n").passages))
    assert [clause.number for clause in found] == [(5, 0)]
    assert "渔港夜里关灯，白天开灯。" in text_of(found[0])


def test_a_clause_that_is_named_inside_a_sentence_opens_none(parse: Parse) -> None:
    assert list(find_clauses(parse("违反第五条规定的，依照第六条处罚。").passages)) == []


def test_a_long_clause_runs_over_passages(parse: Parse) -> None:
    long = "渔船进出渔港应当登记，登记的办法由渔业局定。" * 30
    (clause,) = find_clauses(parse(f"第一章　总则\n\n第一条　{long}\n").passages)
    assert len({part.passage.passage_id for part in clause.parts}) > 1
    assert text_of(clause).replace("\n", "") == f"第一条　{long}"
