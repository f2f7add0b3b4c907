from __future__ import annotations

import numpy as np
import pytest

from corpus.document import Passage
from index.fusion import by_maximum, reciprocal_rank_fusion
from index.hit import Hit

A, B, C = (Passage(f"d:{i}", "d", "标题", "d.txt", "字", i, i + 1, 1, 1) for i in range(3))


def ranking(*passages: Passage) -> list[Hit]:
    return [Hit(passage, 0.0, rank) for rank, passage in enumerate(passages, start=1)]


def test_a_passage_that_two_rankings_found_beats_the_first_of_one() -> None:
    hits = reciprocal_rank_fusion([ranking(A, B), ranking(C, B)])
    assert [hit.passage for hit in hits] == [B, A, C]
    assert hits[0].score == pytest.approx(1 / 62 + 1 / 62)
    assert [hit.rank for hit in hits] == [1, 2, 3]


def test_ties_keep_the_order_of_first_appearance() -> None:
    assert [hit.passage for hit in reciprocal_rank_fusion([ranking(C), ranking(A)])] == [C, A]


def test_the_constant_decides_how_much_the_top_counts() -> None:
    assert reciprocal_rank_fusion([ranking(A)], k=0)[0].score == 1.0


def test_no_ranking_gives_no_hit() -> None:
    assert reciprocal_rank_fusion([]) == []


def test_the_best_score_becomes_one() -> None:
    assert by_maximum(np.array([1.0, 4.0, 0.0], np.float32)).tolist() == [0.25, 1.0, 0.0]


def test_where_nothing_matched_nothing_scores() -> None:
    assert by_maximum(np.zeros(3, np.float32)).tolist() == [0.0, 0.0, 0.0]
