from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from corpus.document import Passage
from index.hit import Hit
from index.names import NameKind
from qa.answer import Understood
from qa.matching import Query
from qa.reading import Candidate
from qa.signals import READ, SIGNALS, signals


class Told:
    """Says always the same of a text, and remembers it."""

    def __init__(self, odds: float = 0.0) -> None:
        self.odds, self.texts = odds, list[str]()

    def sure(self, question: str, text: str) -> float:
        self.texts.append(text)
        return self.odds


def test_the_words_of_somebody_else_than_the_asked_speaker_are_noticed(
    make_query: Callable[..., Query], make_passage: Callable[..., Passage], make_candidate: Callable[..., Candidate]
) -> None:
    asked = make_passage("我看好储能。", speaker="顾砚秋")
    other = make_passage("我不看好租梯。", start=50, speaker="骆维桢")
    query = make_query("顾砚秋怎么看租梯？", "租梯")
    hits = [Hit(other, 1.0, 1), Hit(asked, 0.5, 2)]
    found = dict(
        zip(
            SIGNALS,
            signals(query, hits, (make_candidate(other, words=1), make_candidate(asked, 0.0, words=1)), Told()),
            strict=True,
        )
    )
    assert found["person_elsewhere"] == 1.0


def test_words_that_nothing_read_holds_are_unknown(
    make_query: Callable[..., Query], make_passage: Callable[..., Passage], make_candidate: Callable[..., Candidate]
) -> None:
    passage = make_passage("栖川有电梯。")
    query = make_query("栖川的地铁", ("栖川", 1.0), ("地铁", 3.0))
    found = dict(
        zip(SIGNALS, signals(query, [Hit(passage, 1.0, 1)], (make_candidate(passage, words=2),), Told()), strict=True)
    )
    assert found["unknown"] == pytest.approx(3 / 4)


def test_a_best_sentence_far_ahead_has_nearly_all_of_the_odds(
    make_query: Callable[..., Query], make_passage: Callable[..., Passage], make_candidate: Callable[..., Candidate]
) -> None:
    passage, other = make_passage("栖川有电梯。"), make_passage("屏山也有。", start=50)
    query, hits = make_query("栖川", "栖川"), [Hit(passage, 1.0, 1)]
    found = (make_candidate(passage, 2.0, words=1), make_candidate(other, 0.0, words=1))
    row = dict(zip(SIGNALS, signals(query, hits, found, Told()), strict=True))
    assert row["sure"] == pytest.approx(1 / (1 + np.exp(-2.0)))
    assert row["lead"] == 2.0


def test_a_sentence_about_another_place_than_the_asked_one_is_noticed(
    make_query: Callable[..., Query], make_passage: Callable[..., Passage], make_candidate: Callable[..., Candidate]
) -> None:
    query = replace(
        make_query("栖川有多少电梯？", "电梯"),
        understood=(Understood("地点", "栖川"),),
        known={"栖川": NameKind.PLACE, "屏山": NameKind.PLACE},
    )
    for text, noticed in (("屏山有电梯三台。", 1.0), ("栖川、屏山有电梯三台。", 0.0), ("有电梯三台。", 0.0)):
        passage = make_passage(text)
        row = signals(query, [Hit(passage, 1.0, 1)], (make_candidate(passage, words=1),), Told())
        assert dict(zip(SIGNALS, row, strict=True))["other_place"] == noticed


def test_the_pointer_reads_what_stands_around_the_best_sentence(
    make_query: Callable[..., Query], make_passage: Callable[..., Passage], make_candidate: Callable[..., Candidate]
) -> None:
    passage = replace(make_passage("栖川有电梯。" + "屏山没有。" * 400), heading_path=("第一章", "交通", "电梯"))
    told = Told(1.5)
    row = signals(make_query("栖川", "栖川"), [Hit(passage, 1.0, 1)], (make_candidate(passage, words=1),), told)
    assert row[SIGNALS.index("pointed")] == 1.5
    [text] = told.texts
    assert text == "交通，电梯。" + passage.text[: READ[1]]
