from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from corpus.document import Passage
from qa.answer import Understood
from qa.matching import Query
from qa.reading import Candidate
from qa.subjects import SUBJECTS, subjects


@pytest.fixture
def query(make_query: Callable[..., Query]) -> Query:
    """栖川 is a name of weight 1, 员工 an other word of weight 3."""
    made = make_query("栖川的员工", ("栖川", 1.0), ("员工", 3.0))
    named, other = made.terms
    return replace(made, terms=(replace(named, named=True), other))


@pytest.fixture
def meeting(make_passage: Callable[..., Passage], make_candidate: Callable[..., Candidate]) -> Callable[..., Candidate]:
    def make(text: str, *inside: float) -> Candidate:
        one = make_candidate(make_passage(text), words=len(inside))
        return replace(one, standing=replace(one.standing, inside=inside, anywhere=inside, close=inside))

    return make


def read(query: Query, *candidates: Candidate) -> dict[str, float]:
    return dict(zip(SUBJECTS, subjects(query, candidates), strict=True))


def test_names_and_what_is_asked_of_them_are_told_apart(query: Query, meeting: Callable[..., Candidate]) -> None:
    found = read(query, meeting("栖川有电梯。", 1.0, 0.0))
    assert (found["name_here"], found["asked_here"], found["both"]) == (1.0, 0.0, 0.0)
    assert (found["name_weight"], found["asked_weight"]) == (1.0, 3.0)
    assert found["asked_farthest"] == 3.0 * (1 - 0.0)


def test_another_sentence_where_both_meet_is_noticed(query: Query, meeting: Callable[..., Candidate]) -> None:
    found = read(query, meeting("栖川有电梯。", 1.0, 0.0), meeting("栖川的员工。", 1.0, 1.0))
    assert (found["both_close"], found["both_behind"], found["both_best"]) == (0.0, 1.0, 1.0)


def test_a_name_that_nothing_holds_is_nowhere(query: Query, meeting: Callable[..., Candidate]) -> None:
    found = read(query, meeting("屏山的员工。", 0.0, 1.0))
    assert (found["name_nowhere"], found["name_read"], found["place_nowhere"]) == (1.0, 0.0, 0.0)


def test_a_place_of_the_dictionary_that_nothing_holds_is_nowhere(
    make_query: Callable[..., Query], meeting: Callable[..., Candidate]
) -> None:
    made = make_query("长沙的员工", "长沙", "员工")
    assert read(made, meeting("屏山的员工。", 0.0, 1.0))["place_nowhere"] == 1.0


def test_known_names_that_do_not_stand_around_are_counted(query: Query, meeting: Callable[..., Candidate]) -> None:
    known = replace(query, understood=(Understood("地点", "栖川、屏山"),))
    assert read(known, meeting("屏山的员工。", 0.0, 1.0))["name_missed"] == 1 / 2


def test_a_question_without_words_gives_zeros(
    make_query: Callable[..., Query], meeting: Callable[..., Candidate]
) -> None:
    assert subjects(make_query("？"), [meeting("栖川有电梯。")]) == [0.0] * len(SUBJECTS)
