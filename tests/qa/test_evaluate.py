from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from corpus.document import Passage
from index.hit import Hit
from qa.answer import Answer, Citation, Turn, Verdict
from qa.evaluate import ALL, gold_question, score, summarise

RECORD: dict[str, Any] = {
    "id": "q1", "type": "fact", "question": "多少台？", "answers": ["八万台"], "answer_mode": "any",
    "evidence": [{"lines": [7, 7], "quote": "有八万台"}], "history": [{"question": "哪里？", "answer": "栖川"}],
}  # fmt: skip


def answered(passage: Passage, text: str = "有八万台", verdict: Verdict = Verdict.FOUND) -> Answer:
    return Answer("", "", verdict, text, (Citation(passage, 0, 3),), (Hit(passage, 1.0, 1),))


def test_a_record_becomes_a_question_with_its_places() -> None:
    gold = gold_question(RECORD)
    assert (gold.question_id, gold.evidence, gold.history) == ("q1", ((7, 7),), (Turn("哪里？", "栖川"),))


@pytest.mark.parametrize("broken", [{"evidence": [{"lines": [1], "quote": ""}]}, {"evidence": "7"}, {"history": ["x"]}])
def test_a_record_of_another_form_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        gold_question(RECORD | broken)


def test_a_right_answer_with_its_citation_is_trusted(make_passage: Callable[..., Passage]) -> None:
    figures = score(gold_question(RECORD), answered(make_passage("有八万台", line=7)))
    assert (figures["trusted"], figures["r@1"], figures["cite_precision"]) == (1.0, 1.0, 1.0)


def test_a_right_answer_cited_elsewhere_is_not_trusted(make_passage: Callable[..., Passage]) -> None:
    figures = score(gold_question(RECORD), answered(make_passage("有八万台", line=8)))
    assert (figures["answer"], figures["trusted"], figures["r@1"]) == (1.0, 0.0, 0.0)


def test_a_place_in_another_document_does_not_count(make_passage: Callable[..., Passage]) -> None:
    figures = score(gold_question(RECORD | {"doc": "other.txt"}), answered(make_passage("有八万台", line=7)))
    assert figures["r@1"] == 0.0


def test_refusing_is_right_only_where_nothing_answers(make_passage: Callable[..., Passage]) -> None:
    refusal = answered(make_passage("有八万台", line=7), "", Verdict.NOT_FOUND)
    assert score(gold_question(RECORD | {"type": "unanswerable"}), refusal)["trusted"] == 1.0
    assert score(gold_question(RECORD), refusal)["false_abstain"] == 1.0


def test_a_line_that_only_introduces_the_speaker_is_no_evidence(make_passage: Callable[..., Passage]) -> None:
    record = RECORD | {
        "type": "who-said", "answers": ["顾砚秋"], "answer_in": "speaker",
        "evidence": [{"lines": [9, 9], "quote": "年头不等于风险"}, {"lines": [5, 5], "quote": "顾砚秋："}],
    }  # fmt: skip
    assert score(gold_question(record), answered(make_passage("顾砚秋：", line=5)))["r@1"] == 0.0
    assert score(gold_question(record), answered(make_passage("年头不等于风险", line=9)))["r@1"] == 1.0


def test_the_summary_is_the_mean_by_type_and_over_all() -> None:
    gold = gold_question(RECORD)
    table = summarise(
        [
            (gold, {"trusted": 1.0}),
            (gold, {"trusted": 0.0}),
            (gold_question(RECORD | {"type": "why"}), {"trusted": 1.0}),
        ]
    )
    assert table["fact"] == {"n": 2.0, "trusted": 0.5}
    assert table[ALL]["trusted"] == round(2 / 3, 4)


def test_the_short_form_needs_a_question_and_an_answer() -> None:
    gold = gold_question({"id": "1", "question": "多少台？", "answer": "八万台", "quote": "有八万台"})
    assert (gold.answers, gold.quotes) == (("八万台",), ("有八万台",))
    assert gold_question({"id": "1", "question": "？", "answer": ["甲"], "lines": [3, 4]}).evidence == ((3, 4),)
    assert gold_question({"id": "1", "question": "？", "answerable": False}).kind == "unanswerable"


def test_a_gold_quote_is_found_wherever_its_words_stand(make_passage: Callable[..., Passage]) -> None:
    gold = gold_question({"id": "1", "question": "？", "answer": "八万台", "quote": "有八万 台"})
    figures = score(gold, answered(make_passage("有八万台", line=99)))
    assert (figures["r@1"], figures["cite_recall"], figures["trusted"]) == (1.0, 0.0, 0.0)  # the citation is 有八万


def test_without_a_place_what_holds_the_answer_is_one(make_passage: Callable[..., Passage]) -> None:
    gold = gold_question({"id": "1", "question": "？", "answer": "有八万"})
    assert score(gold, answered(make_passage("有八万台", line=99)))["trusted"] == 1.0


def test_without_an_answer_the_place_alone_is_scored(make_passage: Callable[..., Passage]) -> None:
    figures = score(
        gold_question({"id": "1", "question": "？", "lines": [7, 7]}), answered(make_passage("文字", line=7))
    )
    assert "answer" not in figures
    assert figures["trusted"] == 1.0


def test_ndcg_counts_each_needed_part_at_its_rank(make_passage: Callable[..., Passage]) -> None:
    record = RECORD | {"answer_mode": "all", "evidence": [{"lines": [n, n], "quote": ""} for n in (3, 9)]}
    passages = [make_passage("文", line=line, start=line) for line in (3, 5, 9)]
    hits = tuple(Hit(passage, 1.0, rank) for rank, passage in enumerate(passages, 1))
    answer = Answer("", "", Verdict.RELATED, "", (), hits)
    ideal = 1 + 1 / math.log2(3)
    assert score(gold_question(record), answer)["ndcg@10"] == pytest.approx((1 + 1 / math.log2(4)) / ideal)
