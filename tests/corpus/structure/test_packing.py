"""Neighbouring pieces into passages."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from corpus.structure.packing import LONGEST, Piece, pack


def pieces(*texts: str) -> list[Piece]:
    """Pieces one after the other, a newline between them; # marks a heading."""
    made, start = [], 0
    for text in texts:
        heading = text.startswith("#")
        made.append(Piece(start, start + len(text), text, heading))
        start += len(text) + 1
    return made


def packed(*texts: str) -> list[list[str]]:
    return [[piece.text for piece in group] for group in pack(pieces(*texts))]


def test_what_fits_is_one_passage() -> None:
    assert packed("甲。" * 50, "乙。" * 50) == [["甲。" * 50, "乙。" * 50]]


def test_the_fewest_passages_are_evenly_long() -> None:
    line = "甲" * 99 + "。"
    assert [len(group) for group in packed(*[line] * 6)] == [3, 3]


def test_a_heading_is_never_the_end_of_a_passage() -> None:
    groups = packed("甲" * 299 + "。", "# 标题", "乙" * 249 + "。")
    assert groups == [["甲" * 299 + "。"], ["# 标题", "乙" * 249 + "。"]]


def test_a_line_that_leads_on_stays_with_what_it_leads_to() -> None:
    groups = packed("甲" * 250 + "。", "办法如下：", "乙" * 149 + "。", "丙" * 149 + "。")
    assert [group[0][0] for group in groups] == ["甲", "办"]


def test_a_question_stays_with_its_answer() -> None:
    question = Piece(0, 350, "问" * 349 + "？", question=True)
    answer = Piece(351, 451, "答" * 99 + "。")
    more = Piece(452, 652, "再" * 199 + "。")
    assert [len(group) for group in pack([question, answer, more])] == [1, 2]  # together they do not fit


def test_a_clause_stays_whole_where_it_can() -> None:
    first, more, second = (Piece(start, start + 150, "条" * 149 + "。", clause=start == 151) for start in (0, 151, 302))
    assert [len(group) for group in pack([first, more, second])] == [2, 1]


def test_a_long_line_is_cut_at_its_sentences_into_even_parts() -> None:
    sentence = "这句话一共有二十个字算上最后面的句号吧对。"
    groups = packed(sentence * 40)
    lengths = [sum(map(len, group)) for group in groups]
    assert all(length <= LONGEST and length % len(sentence) == 0 for length in lengths)
    assert max(lengths) - min(lengths) <= len(sentence)


def test_a_sentence_without_end_is_cut_at_its_commas() -> None:
    groups = packed("一段没有句号的话，" * 90)
    assert all(len(text) <= LONGEST and text.endswith("，") for group in groups for text in group)


def test_a_word_without_end_is_cut_by_length() -> None:
    assert all(len(text) <= LONGEST for group in packed("长" * 2000) for text in group)


@given(st.lists(st.text(alphabet="甲乙。，：", min_size=1, max_size=900), min_size=1, max_size=12))
def test_every_character_is_kept_in_order(texts: list[str]) -> None:
    groups = pack(pieces(*texts))
    flat = [piece for group in groups for piece in group]
    assert "".join(piece.text for piece in flat) == "".join(texts)
    assert all(left.end <= right.start for left, right in pairwise(flat))
    assert all(group[-1].end - group[0].start <= LONGEST for group in groups)
