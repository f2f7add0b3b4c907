from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from corpus.document import Passage
from qa.answer import Understood
from qa.evidence import Evidence, evidence_of
from qa.features import FEATURES, Noted, Standings, features, telling_pairs
from qa.matching import NEIGHBOUR, Query, meetings

Make = Callable[..., Passage]


def values(query: Query, *evidence: Evidence) -> dict[str, float]:
    """Those of the first, which is read together with the others."""
    read = [Noted.of((one,)) for one in evidence]
    many, words = np.ones(len(evidence)), np.zeros((len(query.terms), len(evidence)))
    met = meetings(query.terms, [one.lines for one in read])
    rows = features(query, read, Standings(met, many, many, many, many, words, words))
    return dict(zip(FEATURES, rows[0].tolist(), strict=True))


def test_cover_is_the_share_of_the_weight_that_is_met(
    make_passage: Make, make_query: Callable[..., Query], only_evidence: Callable[[Passage], Evidence]
) -> None:
    query = make_query("栖川的电梯", ("栖川", 4.0), ("电梯", 1.0))
    found = values(query, only_evidence(make_passage("电梯很多。", heading_path=("栖川",))))
    assert found["cover"] == pytest.approx(1 / 5)
    assert found["cover_around"] == pytest.approx((1 + NEIGHBOUR * 4) / 5)


def test_the_rarest_word_that_is_missing_tells_what_is_not_said(
    make_passage: Make, make_query: Callable[..., Query], only_evidence: Callable[[Passage], Evidence]
) -> None:
    query = make_query("临埠的电梯", ("临埠", 4.0), ("电梯", 1.0))
    assert values(query, only_evidence(make_passage("电梯很多。")))["missing_rare"] == 1.0


def test_another_year_than_the_asked_one_is_missed(
    make_passage: Make, make_query: Callable[..., Query], only_evidence: Callable[[Passage], Evidence]
) -> None:
    query = make_query("2019年有多少？", "电梯")
    met = values(query, only_evidence(make_passage("2019年有九台。")))
    missed = values(query, only_evidence(make_passage("2020年有九台。")))
    assert (met["year_met"], met["year_missed"]) == (1.0, 0.0)
    assert (missed["year_met"], missed["year_missed"]) == (0.0, 1.0)


def test_bigrams_that_few_of_the_sentences_hold_tell_more() -> None:
    held = np.array([[True, True, False], [False, True, False], [False, False, False]])
    assert telling_pairs(held) == [math.log(1 + 3 / 2), math.log(1 + 3 / 1), 0.0]


def test_a_question_without_words_has_features_too(
    make_passage: Make, make_query: Callable[..., Query], only_evidence: Callable[[Passage], Evidence]
) -> None:
    found = values(make_query("？"), only_evidence(make_passage("电梯很多。")))
    assert (found["cover"], found["missing_rare"], found["last_met"]) == (0.0, 0.0, 0.0)


def test_each_sentence_has_the_kinds_of_value_that_it_holds(
    make_passage: Make, make_query: Callable[..., Query], only_evidence: Callable[[Passage], Evidence]
) -> None:
    query = make_query("花了多少钱？", "电梯")
    with_money, without = (only_evidence(make_passage(text)) for text in ("电梯花了三万元。", "电梯很多。"))
    assert (values(query, with_money, without)["kind_money"], values(query, without, with_money)["kind_money"]) == (
        1,
        -1,
    )
    assert values(query, with_money)["kind_place"] == 0.0


def test_an_asked_measure_word_is_met_behind_a_number_or_in_the_name_of_a_column(
    make_passage: Make, make_query: Callable[..., Query], only_evidence: Callable[[Passage], Evidence]
) -> None:
    query = make_query("栖川有多少台电梯？", "栖川")
    met = [
        values(query, only_evidence(make_passage(text)))["measure"] for text in ("有86台。", "电梯(台) 86", "有86家。")
    ]
    assert met == [1.0, 1.0, -1.0]


def test_a_line_under_a_table_is_a_note_and_a_row_is_not(make_table: Make, make_query: Callable[..., Query]) -> None:
    passage = make_table("城市\t电梯\n栖川\t86")
    row = next(one for one in evidence_of(passage) if one.row)
    assert values(make_query("栖川", "栖川"), row)["note"] == 0.0


def test_a_word_that_heads_another_section_is_missed_as_an_anchor_and_one_that_heads_none_is_not(
    make_passage: Make, make_query: Callable[..., Query], only_evidence: Callable[[Passage], Evidence]
) -> None:
    query = make_query("临埠的罚款", ("临埠", 3.0), ("罚款", 1.0))
    here = only_evidence(make_passage("电梯很多。", heading_path=("栖川",)))
    there = only_evidence(make_passage("电梯很少。", start=50, heading_path=("临埠",)))
    assert values(query, here, there)["anchor_missed"] == 3 / 4
    assert values(query, there, here)["anchor_missed"] == 0.0
    assert values(query, here)["anchor_missed"] == 0.0


def test_a_place_may_be_named_without_its_ending(
    make_passage: Make, make_query: Callable[..., Query], only_evidence: Callable[[Passage], Evidence]
) -> None:
    query = replace(make_query("栖川市的电梯", "电梯"), understood=(Understood("地点", "栖川市"),))
    named = [
        values(query, only_evidence(make_passage(f"{place}电梯很多。")))["place_missed"] for place in ("栖川", "屏山")
    ]
    assert named == [0.0, 1.0]


def test_whoever_asks_for_a_month_is_not_told_the_year_alone(
    make_passage: Make, make_query: Callable[..., Query], only_evidence: Callable[[Passage], Evidence]
) -> None:
    found = [
        values(make_query("哪年哪月建成？", "建成"), only_evidence(make_passage(text)))["month"]
        for text in ("2018.09建成", "2018年建成")
    ]
    assert found == [1.0, -1.0]
    assert values(make_query("哪一年建成？", "建成"), only_evidence(make_passage("2018年建成")))["month"] == 0.0


def test_who_said_so_wants_a_voice(
    make_passage: Make, make_query: Callable[..., Query], only_evidence: Callable[[Passage], Evidence]
) -> None:
    query = make_query("哪位嘉宾看好电梯？", "电梯")
    assert values(query, only_evidence(make_passage("电梯很好。", speaker="顾砚秋")))["voice"] == 1.0
    assert values(query, only_evidence(make_passage("电梯很好。")))["voice"] == -1.0


def test_whoever_asks_for_a_guest_hears_one(
    make_passage: Make, make_query: Callable[..., Query], only_evidence: Callable[[Passage], Evidence]
) -> None:
    spoken, written = make_passage("电梯很好。", speaker="顾砚秋"), make_passage("电梯很好。")
    for question, here in (("哪位受访者看好电梯？", 1.0), ("谁批准了电梯？", 0.0)):
        query = make_query(question, "电梯")
        assert [values(query, only_evidence(one))["guest"] for one in (spoken, written)] == [here, -here]


def test_a_line_of_the_questions_own_words_says_nothing_new(
    make_passage: Make, make_query: Callable[..., Query], only_evidence: Callable[[Passage], Evidence]
) -> None:
    query = make_query("栖川的电梯占全国多少？", "栖川", "电梯", "全国")
    assert values(query, only_evidence(make_passage("栖川电梯占全国")))["nothing_new"] == 1.0
    assert values(query, only_evidence(make_passage("栖川电梯占全国四成")))["nothing_new"] == 0.0
