from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.milvus.packing import LARGEST, joined, pack, pieces, unpack

values = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(values)
def test_what_is_packed_comes_back(value: object) -> None:
    assert unpack(pack(value)) == value
    assert joined(pieces(pack(value))) == value


def test_half_a_character_survives() -> None:
    assert unpack(pack("台\ud800")) == "台\ud800"


def test_no_piece_is_longer_than_a_field() -> None:
    text = "a" * (2 * LARGEST + 1)
    assert [len(piece) for piece in pieces(text)] == [LARGEST, LARGEST, 1]
    assert pieces("") == [""]


@pytest.mark.parametrize("text", ["", "台", "AAAA", "eJw=", pack("台")[:-4]])
def test_what_was_not_packed_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        unpack(text)
