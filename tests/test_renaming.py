"""The sample report under other names is answered as well as under its own."""

from __future__ import annotations

import pytest

from benchmarks.renaming import EXAMPLES, Asked, compare, exchanged, names_of, renamed, without_aliases
from index.expansion import load_lexicon
from index.names import NameKind

NAMES = {"临澜市": NameKind.PLACE, "临澜": NameKind.PLACE, "顾成骁": NameKind.PERSON, "IBM": NameKind.ORGANISATION}


def test_every_name_becomes_another_of_its_length_and_form_throughout() -> None:
    asked = Asked("临澜市的顾成骁在IBM。临澜很大。", ({"question": "临澜多大？", "answers": ["顾成骁"]},))
    other, mapping = renamed(asked, NAMES)
    assert other.text == f"{mapping['临澜']}市的{mapping['顾成骁']}在IBM。{mapping['临澜']}很大。"
    assert other.records[0] == {"question": f"{mapping['临澜']}多大？", "answers": [mapping["顾成骁"]]}
    assert len(other.text) == len(asked.text)
    assert not set(mapping.values()) & set(NAMES)


def test_the_sample_report_has_names() -> None:
    assert len(names_of(EXAMPLES / "sample_report.txt")) > 10


def test_exchanged_towns_take_each_others_nicknames() -> None:
    asked = Asked("广州和羊城，深圳和鹏城。", ({"question": "鹏城多大？"},))
    other, mapping = exchanged(asked, {"广州": NameKind.PLACE, "深圳": NameKind.PLACE})
    assert (mapping["广州"], mapping["深圳"], mapping["鹏城"]) == ("深圳", "广州", mapping["鹏城"])
    assert other.text.startswith("深圳和")
    assert "，广州和" in other.text
    assert mapping["鹏城"] in {*load_lexicon()["广州"], "广州"}


def test_questions_that_know_a_town_by_another_word_are_left_out() -> None:
    questions = ("羊城多大？", "How big is Guangzhou?", "广州多大？", "粤菜好吃吗？")
    asked = Asked("", tuple({"question": question} for question in questions))
    names = {"广州": NameKind.PLACE}
    assert [record["question"] for record in without_aliases(asked, names).records] == ["广州多大？", "粤菜好吃吗？"]
    kept = without_aliases(asked, names, nicknames=True).records
    assert "羊城多大？" in [record["question"] for record in kept]


def test_renaming_leaves_the_scores_of_the_sample_report_where_they_were() -> None:
    runs = compare(EXAMPLES / "sample_report.txt", EXAMPLES / "sample_questions.jsonl", seeds=3)
    for figure in ("r@1", "r@5", "r@10", "trusted"):  # of forty questions: two may come out otherwise
        before, after = runs.means(figure)
        assert after == pytest.approx(before, abs=0.05), figure
