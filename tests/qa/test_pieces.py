import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.embedder import StaticEmbedder
from qa.pieces import KINDS, Pieces, cut, plain


@pytest.fixture(scope="module")
def static() -> StaticEmbedder:
    return StaticEmbedder()


def spelled(pieces: Pieces) -> list[str]:
    return [pieces.text[a:b] for a, b in zip(pieces.starts.tolist(), pieces.ends.tolist(), strict=True)]


def test_numbers_and_latin_words_are_one_piece_each(static: StaticEmbedder) -> None:
    [pieces] = cut(["2023年GDP增长3.5%，共10,471座"], static.tokenizer)
    found = spelled(pieces)
    assert {"2023", "gdp", "3.5%", "10,471"} <= set(found)
    assert [KINDS[kind] for kind in pieces.kinds[[found.index("gdp"), found.index("10,471")]]] == ["latin", "number"]


def test_marks_are_pieces_of_their_own_kind(static: StaticEmbedder) -> None:
    [pieces] = cut(["《红楼梦》，「好」。\n完"], static.tokenizer)
    kinds = [KINDS[kind] for kind in pieces.kinds.tolist()]
    assert [kind for kind in kinds if kind != "word"] == ["《", "》", "，", "“", "”", "。", "\n"]


def test_a_plain_text_has_one_character_for_each_of_the_sources() -> None:
    assert plain("憂鬱的臺灣烏龜ＡＢＣ…㎡") == "忧郁的台湾乌龟abc…㎡"


@settings(max_examples=60, deadline=None)
@example("ﬁﬁA")  # two tokens share a ligature
@given(st.text(alphabet="中文憂鬱３.5%，。《》「」 \n\tABCabc12😀ﬁ㎡é", max_size=60))
def test_pieces_follow_each_other_inside_the_text(text: str) -> None:
    [pieces] = cut([text], TOKENIZER)
    assert len(pieces.text) == len(text)
    assert (pieces.starts < pieces.ends).all()
    assert (pieces.ends[:-1] <= pieces.starts[1:]).all()
    covered = np.zeros(len(text), bool)
    for start, end in zip(pieces.starts.tolist(), pieces.ends.tolist(), strict=True):
        covered[start:end] = True
    assert all(covered[i] or text[i].isspace() for i in range(len(text)))


TOKENIZER = StaticEmbedder().tokenizer
