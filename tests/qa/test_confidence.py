from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from corpus.document import Passage
from index.hit import Hit
from qa.answer import Verdict
from qa.confidence import Judge
from qa.matching import Query
from qa.reading import Candidate
from qa.signals import SIGNALS
from qa.trees import Tree, Trees


class Unsure:
    def sure(self, question: str, text: str) -> float:
        return 0.0


def judge(bias: float, **weights: float) -> Judge:
    return Judge(np.array([weights.get(name, 0.0) for name in SIGNALS], np.float32), bias, Trees(), 0.5, Unsure())


def test_nothing_read_means_that_the_documents_do_not_say(make_query: Callable[..., Query]) -> None:
    assert judge(9.0).decide(make_query("有吗", "有"), [], ()) == (Verdict.NOT_FOUND, 0.0)


def test_an_answer_is_claimed_from_the_threshold_on(
    make_query: Callable[..., Query], make_passage: Callable[..., Passage], make_candidate: Callable[..., Candidate]
) -> None:
    passage = make_passage("栖川有电梯。")
    query, hits, found = (
        make_query("栖川有电梯吗", "栖川"),
        [Hit(passage, 1.0, 1)],
        (make_candidate(passage, words=1, cover=1.0),),
    )
    assert judge(-1.0, cover=2.0).decide(query, hits, found)[0] is Verdict.FOUND
    assert judge(-3.0, cover=2.0).decide(query, hits, found)[0] is Verdict.NOT_FOUND


def test_the_confidence_is_the_logistic_of_half_the_weighted_signals(
    make_query: Callable[..., Query], make_passage: Callable[..., Passage], make_candidate: Callable[..., Candidate]
) -> None:
    passage = make_passage("栖川有电梯。")
    query, hits, found = (
        make_query("栖川", "栖川"),
        [Hit(passage, 1.0, 1)],
        (make_candidate(passage, words=1, cover=1.0),),
    )
    assert judge(-1.0, cover=2.0).decide(query, hits, found)[1] == pytest.approx(1 / (1 + np.exp(-1.0 / 2)))


def test_the_trees_add_to_the_weighted_signals(
    make_query: Callable[..., Query], make_passage: Callable[..., Passage], make_candidate: Callable[..., Candidate]
) -> None:
    passage = make_passage("栖川有电梯。")
    trees = Trees((Tree((0,), (0.0,), (-1,), (-1,), (2.0,)),), bias=0.5)
    one = replace(judge(-1.0), trees=trees)
    confidence = one.decide(make_query("栖川", "栖川"), [Hit(passage, 1.0, 1)], (make_candidate(passage, words=1),))[1]
    assert confidence == pytest.approx(1 / (1 + np.exp(-(-1.0 + 0.5 + 2.0) / 2)))
