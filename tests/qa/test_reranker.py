from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pytest

from corpus.document import Passage
from index.hit import Hit
from qa import reranker
from qa.evidence import evidence_of
from qa.reading import Candidate
from qa.reranker import SHARE, rerank_by_evidence


def test_the_passage_with_the_best_sentence_comes_first(
    make_passage: Callable[..., Passage], ranked: Callable[..., tuple[Candidate, ...]]
) -> None:
    one, two, three = (make_passage(text, start=start) for start, text in ((0, "甲。"), (10, "乙。"), (20, "丙。")))
    hits = [
        Hit(passage, score, rank) for rank, (passage, score) in enumerate(((one, 0.9), (two, 0.8), (three, 0.4)), 1)
    ]
    best = ranked(evidence_of(two)[0], evidence_of(one)[0])
    found = rerank_by_evidence(hits, best)
    assert [hit.passage for hit in found] == [two, one, three]
    assert [hit.rank for hit in found] == [1, 2, 3]
    assert [hit.score for hit in found] == [1.0, math.exp(-1), math.exp(-1)]


def test_what_passages_are_worth_as_wholes_decides_between_sentences_that_are_nearly_as_good(
    make_passage: Callable[..., Passage],
    ranked: Callable[..., tuple[Candidate, ...]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reranker, "REACH", 3.0)
    passages = [make_passage(text, start=10 * i) for i, text in enumerate(("甲。", "乙。", "丙。"))]
    hits = [Hit(passage, 1 / rank, rank) for rank, passage in enumerate(passages, 1)]
    best = ranked(*(evidence_of(passage)[0] for passage in passages))  # each a point behind the one before
    seen: list[Hit] = []

    def weigh(few: Sequence[Hit]) -> list[float]:
        seen.extend(few)
        return [0.0, 1.5 / SHARE, 0.0]

    found = rerank_by_evidence(hits, best, weigh)
    assert seen == hits
    assert [hit.passage for hit in found] == [passages[1], passages[0], passages[2]]
    assert [hit.score for hit in found] == [1.0, math.exp(-0.5), math.exp(-1)]


def test_a_passage_that_lies_far_behind_is_not_weighed(
    make_passage: Callable[..., Passage], ranked: Callable[..., tuple[Candidate, ...]]
) -> None:
    passages = [make_passage("甲。"), make_passage("乙。", start=9)]
    hits = [Hit(passage, 1 / rank, rank) for rank, passage in enumerate(passages, 1)]
    best = ranked(*(evidence_of(passage)[0] for passage in passages))

    def weigh(few: Sequence[Hit]) -> list[float]:
        raise AssertionError(few)

    assert [hit.passage for hit in rerank_by_evidence(hits, best, weigh)] == passages


def test_without_evidence_the_order_stays(make_passage: Callable[..., Passage]) -> None:
    hits = [Hit(make_passage("甲。"), 0.9, 1), Hit(make_passage("乙。", start=9), 0.3, 2)]
    assert [hit.passage for hit in rerank_by_evidence(hits, ())] == [hit.passage for hit in hits]


def test_nothing_stays_nothing() -> None:
    assert rerank_by_evidence([], ()) == []
