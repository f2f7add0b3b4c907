from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from corpus.document import Passage
from qa.evidence import evidence_of
from qa.matching import QueryTerm, Scorer, labelled_elsewhere, lines_of, meetings

Make = Callable[..., Passage]


def test_a_word_is_met_by_itself_or_less_by_another_way_to_say_it() -> None:
    term = QueryTerm(2.0, (("收入", 1.0), ("营收", 0.8)))
    assert term.met("总收入很高") == 1.0
    assert term.met("总营收很高") == 0.8
    assert term.met("利润") == 0.0


def test_a_long_word_is_met_a_little_by_its_parts() -> None:
    assert QueryTerm(2.0, (("住宅电梯", 1.0),)).met("老旧电梯") == pytest.approx(0.6 * 1 / 3)


def test_a_score_is_the_weighted_sum_of_its_row() -> None:
    row = np.arange(3, dtype=np.float32)[None]
    assert Scorer(np.array([2.0, -1.0, 0.5], np.float32)).score(row).tolist() == [2.0 * 0 - 1.0 * 1 + 0.5 * 2]


def test_a_sentence_shares_what_its_passage_meets_and_knows_what_follows(make_passage: Make) -> None:
    terms = (QueryTerm(1.0, (("栖川", 1.0),)), QueryTerm(1.0, (("电梯", 1.0),)))
    met = meetings(terms, [lines_of(evidence_of(make_passage("栖川很大。电梯很多。")))])
    assert met.inside.T.tolist() == [[1.0, 0.0], [0.0, 1.0]]
    assert met.around.T.tolist() == [[0.0, 0.0], [1.0, 0.0]]
    assert met.after.T.tolist() == [[0.0, 1.0], [0.0, 0.0]]
    assert met.anywhere.T.tolist() == [[1.0, 1.0], [1.0, 1.0]]


def test_what_one_passage_meets_is_nothing_to_the_next_one(make_passage: Make) -> None:
    terms = (QueryTerm(1.0, (("栖川", 1.0),)),)
    both = [lines_of(evidence_of(make_passage(text))) for text in ("栖川很大。", "电梯很多。")]
    met = meetings(terms, both)
    assert (met.anywhere.tolist(), met.after.tolist()) == ([[1.0, 0.0]], [[0.0, 0.0]])
    assert meetings(terms, both[::-1]).after.tolist() == [[0.0, 0.0]]


def test_what_the_label_of_other_rows_names_is_not_said_of_a_row(make_table: Make) -> None:
    passage = make_table("名称\t学科\n甲站\t海洋\n乙站\t林业", caption="栖川、屏山的站")
    assert passage.table
    rows = [
        replace(row, group=group) for row, group in zip(passage.table.rows, ("栖川：1个", "屏山：1个"), strict=True)
    ]
    evidence = evidence_of(replace(passage, table=replace(passage.table, rows=tuple(rows))))
    terms = (QueryTerm(1.0, (("栖川", 1.0),)), QueryTerm(1.0, (("学科", 1.0),)))
    assert [one.row is not None for one in evidence] == [False, True, True]
    assert labelled_elsewhere(terms, evidence).tolist() == [[False, False, True], [False, False, False]]
    assert not labelled_elsewhere(terms, evidence[:2]).any()


def test_which_sentences_hold_a_bigram(make_passage: Make) -> None:
    lines = lines_of(evidence_of(make_passage("栖川很大。电梯很多。", heading_path=("屏山",))))
    assert lines.holding(["电梯", "屏山"]).tolist() == [[False, True], [False, False]]
