"""The figures of the development sets by hand, and the sets themselves where they lie beside the checkout."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from benchmarks.development import (
    READING_SETS,
    RETRIEVAL_SETS,
    Question,
    exact_match,
    f1,
    is_there,
    rank_of,
    ranking_figures,
    read_set,
    units,
)
from corpus.document import Passage
from index.hit import Hit


def hit(name: str, rank: int) -> Hit:
    return Hit(Passage(name, name, "", name, "文", 0, 1, 1, 1), 1.0, rank)


def test_ranking_figures_by_hand() -> None:
    figures = ranking_figures([1, 3, 12])
    assert figures["ndcg@10"] == pytest.approx((1 + 1 / math.log2(4)) / 3)
    assert figures["mrr@10"] == pytest.approx((1 + 1 / 3) / 3)
    assert (figures["r@1"], figures["r@5"], figures["r@10"]) == pytest.approx((1 / 3, 2 / 3, 2 / 3))


def test_the_rank_is_where_the_relevant_passage_stands() -> None:
    question = Question("问", "b", ())
    assert rank_of(question, [hit("a", 1), hit("b", 2)]) == 2
    assert rank_of(question, [hit("a", 1)]) > 10


def test_answers_are_compared_by_characters_and_whole_words_without_marks() -> None:
    assert units("《Kanon》在2006年！") == ["kanon", "在", "2006", "年"]
    assert exact_match("“1927年”。", ["1927 年"]) == 1
    assert exact_match("1927", ["1927年"]) == 0


def test_f1_counts_the_longest_common_run() -> None:
    # 北京市 and 在北京: the run 北京 of 2, so 2 * 2 / (3 + 3)
    assert f1("北京市", ["在北京"]) == pytest.approx(4 / 6)
    assert f1("北京市", ["上海", "北京市"]) == 1
    assert f1("", ["上海"]) == 0
    assert f1("上海", []) == 0


def test_every_question_of_the_sets_has_its_passage_and_every_answer_stands_in_it() -> None:
    if not is_there():
        pytest.skip("needs the development sets beside the checkout")
    for name in RETRIEVAL_SETS:
        found = read_set(name)
        passages = {passage.passage_id: passage.text for passage in found.passages}
        assert all(question.passage_id in passages for question in found.questions)
        if name in READING_SETS:
            held = [any(a in passages[q.passage_id] for a in q.answers) for q in found.questions]
            assert sum(held) / len(held) > 0.99


def test_no_sets_are_there_in_an_empty_place(tmp_path: Path) -> None:
    assert not is_there(tmp_path / "dev")
