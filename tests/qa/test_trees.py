from __future__ import annotations

from qa.trees import Tree, Trees

STUMP = Tree(feature=(1, -2, -2), threshold=(0.5, -2, -2), left=(1, -1, -1), right=(2, -1, -1), value=(0.0, -1.0, 3.0))


def test_a_row_goes_left_up_to_the_threshold_and_right_above() -> None:
    assert [STUMP.at((9.0, x)) for x in (0.4, 0.5, 0.6)] == [-1.0, -1.0, 3.0]


def test_the_values_of_all_trees_and_the_constant_add_up() -> None:
    assert Trees((STUMP, STUMP), bias=0.25).at((0.0, 1.0)) == 3.0 + 3.0 + 0.25


def test_no_trees_give_the_constant() -> None:
    assert Trees(bias=0.25).at(()) == 0.25
