"""Patterns that read both scripts."""

from __future__ import annotations

import re

import pytest

from corpus.structure.traditional import both, either


@pytest.mark.parametrize("text", ["记者", "記者"])
def test_a_word_in_either_script(text: str) -> None:
    assert re.fullmatch(either("记者"), text)


def test_characters_inside_a_class_stay_one_class() -> None:
    assert re.fullmatch(either(r"[问答]{2}"), "答問")
    assert not re.fullmatch(either(r"[问答]"), "們")


def test_escaped_brackets_open_no_class() -> None:
    assert re.fullmatch(either(r"\[问\]"), "[問]")


def test_characters_with_their_other_forms() -> None:
    assert set(both("陈王")) == {"陈", "陳", "王"}
