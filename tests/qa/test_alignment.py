"""Edit distance to the best part of a longer text, against the textbook recursion."""

from __future__ import annotations

from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from qa.alignment import align, nearest_end


def codes(text: str) -> NDArray[np.uint32]:
    return np.array([ord(char) for char in text], np.uint32)


def distance(a: str, b: str) -> int:
    """Levenshtein's, by its definition."""

    @cache
    def of(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        return min(of(i - 1, j) + 1, of(i, j - 1) + 1, of(i - 1, j - 1) + (a[i - 1] != b[j - 1]))

    return of(len(a), len(b))


texts = st.text("甲乙丙", max_size=8)


@settings(deadline=None)
@given(texts.filter(bool), texts)
def test_the_distance_is_the_least_to_any_part(wanted: str, found: str) -> None:
    parts = {found[i:j] for i in range(len(found) + 1) for j in range(i, len(found) + 1)}
    assert nearest_end(codes(wanted), codes(found))[0] == min(distance(wanted, part) for part in parts)


@settings(deadline=None)
@given(texts.filter(bool), texts)
def test_an_alignment_covers_the_text_and_costs_its_distance(wanted: str, found: str) -> None:
    expected, end = nearest_end(codes(wanted), codes(found))
    steps = align(codes(wanted), codes(found[:end]))
    assert "".join(wanted[step.start : step.end] for step in steps) == wanted
    assert [step.source for step in steps[1:]] == [step.source_end for step in steps[:-1]]
    cost = sum(max(step.end - step.start, step.source_end - step.source) for step in steps if not step.same)
    assert (
        cost
        <= expected
        <= sum(step.end - step.start + step.source_end - step.source for step in steps if not step.same)
    )
    assert all(wanted[s.start : s.end] == found[s.source : s.source_end] for s in steps if s.same)


def test_the_last_character_is_replaced_rather_than_left_out() -> None:
    assert nearest_end(codes("甲乙丁"), codes("甲乙丙")) == (1, 3)
    assert [(s.same, s.start, s.end) for s in align(codes("甲乙丁"), codes("甲乙丙"))] == [(True, 0, 2), (False, 2, 3)]


def test_nothing_to_compare_with_costs_every_character() -> None:
    assert nearest_end(codes("甲乙"), codes("")) == (2, 0)
