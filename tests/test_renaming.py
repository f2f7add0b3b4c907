"""The sample report under other names is answered as well as under its own."""

from __future__ import annotations

import pytest

from benchmarks.renaming import EXAMPLES, Asked, compare, names_of, renamed
from index.names import NameKind

NAMES = {"临澜市": NameKind.PLACE, "临澜": NameKind.PLACE, "顾成骁": NameKind.PERSON, "IBM": NameKind.ORGANISATION}


def test_every_name_becomes_another_of_its_length_and_form_throughout() -> None:
    asked = Asked("临澜市的顾成骁在IBM。临澜很大。", ({"question": "临澜多大？", "answers": ["顾成骁"]},))
    other, mapping = renamed(asked, NAMES)
    assert other.text == f"{mapping['临澜']}市的{mapping['顾成骁']}在IBM。{mapping['临澜']}很大。"
    assert other.records[0] == {"question": f"{mapping['临澜']}多大？", "answers": [mapping["顾成骁"]]}
    assert len(other.text) == len(asked.text)
    assert not set(mapping.values()) & set(NAMES)


def test_renaming_leaves_the_scores_of_the_sample_report_where_they_were() -> None:
    assert len(names_of(EXAMPLES / "sample_report.txt")) > 10
    runs = compare(EXAMPLES / "sample_report.txt", EXAMPLES / "sample_questions.jsonl")
    for figure in ("r@1", "r@5", "r@10", "trusted"):  # of forty questions: two may come out otherwise
        assert runs["renamed"][figure] == pytest.approx(runs["as written"][figure], abs=0.05), figure
