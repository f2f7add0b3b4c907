from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from corpus.document import Passage
from index.hit import Hit
from qa.answer import Verdict
from qa.confidence import SIGNALS, Judge, signals
from qa.evidence import evidence_of
from qa.matching import FEATURES, Query
from qa.reader import Candidate


def judge(bias: float, **weights: float) -> Judge:
    return Judge(np.array([weights.get(name, 0.0) for name in SIGNALS], np.float32), bias, 0.5)


def candidate(passage: Passage, score: float = 1.0, **values: float) -> Candidate:
    return Candidate(evidence_of(passage)[0], score, tuple(values.get(name, 0.0) for name in FEATURES))


def test_nothing_read_means_that_the_documents_do_not_say(make_query: Callable[..., Query]) -> None:
    assert judge(9.0).decide(make_query("有吗", "有"), [], ()) == (Verdict.NOT_FOUND, 0.0)


def test_an_answer_is_claimed_from_the_threshold_on(
    make_query: Callable[..., Query], make_passage: Callable[..., Passage]
) -> None:
    passage = make_passage("栖川有电梯。")
    query, hits, found = make_query("栖川有电梯吗", "栖川"), [Hit(passage, 1.0, 1)], (candidate(passage, cover=1.0),)
    assert judge(-1.0, cover=2.0).decide(query, hits, found)[0] is Verdict.FOUND
    assert judge(-3.0, cover=2.0).decide(query, hits, found)[0] is Verdict.NOT_FOUND


def test_the_confidence_is_the_logistic_of_the_weighted_signals(
    make_query: Callable[..., Query], make_passage: Callable[..., Passage]
) -> None:
    passage = make_passage("栖川有电梯。")
    query, hits, found = make_query("栖川", "栖川"), [Hit(passage, 1.0, 1)], (candidate(passage, cover=1.0),)
    assert judge(-1.0, cover=2.0).decide(query, hits, found)[1] == pytest.approx(1 / (1 + np.exp(-1.0)))


def test_the_words_of_somebody_else_than_the_asked_speaker_are_noticed(
    make_query: Callable[..., Query], make_passage: Callable[..., Passage]
) -> None:
    asked = make_passage("我看好储能。", speaker="顾砚秋")
    other = make_passage("我不看好租梯。", start=50, speaker="骆维桢")
    query = make_query("顾砚秋怎么看租梯？", "租梯")
    hits = [Hit(other, 1.0, 1), Hit(asked, 0.5, 2)]
    found = dict(zip(SIGNALS, signals(query, hits, (candidate(other), candidate(asked, 0.0))), strict=True))
    assert found["person_elsewhere"] == 1.0


def test_words_that_nothing_read_holds_are_unknown(
    make_query: Callable[..., Query], make_passage: Callable[..., Passage]
) -> None:
    passage = make_passage("栖川有电梯。")
    query = make_query("栖川的地铁", ("栖川", 1.0), ("地铁", 3.0))
    found = dict(zip(SIGNALS, signals(query, [Hit(passage, 1.0, 1)], (candidate(passage),)), strict=True))
    assert found["unknown"] == pytest.approx(3 / 4)
