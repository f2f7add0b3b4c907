"""Texts for comparison, with where every character comes from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.plain import plain


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("船不缺，缺的是人。", "船不缺,缺的是人."),
        ("“船”  不\n缺", "船不缺"),
        ("「船」不缺", "船不缺"),
        ("ＡＩ２０２１", "ai2021"),
        ("漁業問題", "渔业问题"),
        ("", ""),
        ("…", "..."),
        ("**船**不缺", "船不缺"),
        ("\x00甲", "甲"),
    ],
)
def test_what_is_compared(text: str, compared: str) -> None:
    assert plain(text).text == compared


@given(st.text())
def test_every_character_knows_its_place(text: str) -> None:
    found = plain(text)
    assert len(found.at) == len(found.codes) == len(found.text)
    assert list(found.at) == sorted(found.at)
    assert all(found.text[i] in plain(text[place]).text for i, place in enumerate(found.at.tolist()))


@given(st.text(), st.text())
def test_texts_are_compared_character_by_character(one: str, other: str) -> None:
    assert plain(one + other).text == plain(one).text + plain(other).text
