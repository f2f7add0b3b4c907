from __future__ import annotations

import pytest

from corpus.document import Passage
from index.embedder import StaticEmbedder
from index.segmenter import Segmenter
from qa.learned_reranker import LearnedReranker
from qa.ranking import FEATURES
from training.fit_reranker import Pool, Ranked, rank


def passage(name: str, text: str) -> Passage:
    return Passage(name, name, "", name, text, 0, len(text), 1, 1)


@pytest.fixture(scope="module")
def ranked() -> list[Ranked]:
    passages = (passage("a", "全市建成起降点86个。"), passage("b", "医院楼顶有12个起降点。"), passage("c", "气象台。"))
    queries = (("建成多少个起降点？", frozenset({"a", "b"})), ("谁是市长？", frozenset({"no such passage"})))
    embedder = StaticEmbedder()
    return rank(Pool(passages, queries), embedder, LearnedReranker(static=embedder), Segmenter())


def test_every_passage_that_answers_is_right(ranked: list[Ranked]) -> None:
    assert ranked[0].right.sum() == 2
    assert ranked[0].rows.shape == (3, len(FEATURES))


def test_a_query_whose_passage_is_not_found_is_left_out(ranked: list[Ranked]) -> None:
    assert len(ranked) == 1
