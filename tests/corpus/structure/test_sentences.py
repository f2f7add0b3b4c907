"""Where sentences begin and end."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.structure.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲。乙！丙？丁；戊", ["甲。", "乙！", "丙？", "丁；", "戊"]),
        ("涨了3.5倍。1.2节另述。", ["涨了3.5倍。", "1.2节另述。"]),
        ("1. 先看码头。", ["1. 先看码头。"]),
        ("他问：“行吗？”没人答。", ["他问：“行吗？”", "没人答。"]),
        ("“走吧。”他说。", ["“走吧。”他说。"]),
        ("（见附表。另有说明。）完。", ["（见附表。另有说明。）完。"]),
        ("一行\n两行。三", ["一行", "两行。", "三"]),
        ("真的？！好。", ["真的？！", "好。"]),
        ("名称\t数量。其他\t3", ["名称\t数量。其他\t3"]),
        ("| 甲。 | 乙？ |", ["| 甲。 | 乙？ |"]),
        ("It ended. Then it began.", ["It ended.", "Then it began."]),
        ("  前后有空。  \n\n", ["前后有空。"]),
        ("", []),
        ("😀。", ["😀。"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet="甲乙。！？；（）“”.,1a \n\t|"))
def test_spans_are_in_order_and_cover_all_but_white_space(text: str) -> None:
    spans = sentence_spans(text)
    assert all(left_end <= right for (_, left_end), (right, _) in pairwise(spans))
    covered = {place for start, end in spans for place in range(start, end)}
    assert all(char.isspace() for place, char in enumerate(text) if place not in covered)
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)
