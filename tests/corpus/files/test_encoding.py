"""Bytes to text, in the encodings that Chinese files come in."""

from __future__ import annotations

import pytest

from corpus.files.encoding import decode, decode_as, familiarity

SIMPLIFIED = "本市2023年建成智能仓库六十二座，其中自动化程度最高的一座位于北岸，由三家企业共同投资建设。"
TRADITIONAL = "本市2023年建成智慧倉庫六十二座，其中自動化程度最高的一座位於北岸，由三家企業共同投資興建。"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
    ],
)
def test_simplified_text_comes_back_from_its_bytes(encoding: str, name: str) -> None:
    assert decode(SIMPLIFIED.encode(encoding)) == (SIMPLIFIED, name)


@pytest.mark.parametrize(("encoding", "name"), [("big5", "big5hkscs"), ("gb18030", "gb18030")])
def test_traditional_text_comes_back_from_its_bytes(encoding: str, name: str) -> None:
    assert decode(TRADITIONAL.encode(encoding)) == (TRADITIONAL, name)


@pytest.mark.parametrize("text", ["第一章 总则", "你好，世界。", "附件：名单"])
def test_a_few_characters_are_enough_to_tell_gbk(text: str) -> None:
    assert decode(text.encode("gbk")) == (text, "gb18030")


def test_a_byte_order_mark_is_no_character() -> None:
    decoded = decode(SIMPLIFIED.encode("utf-8-sig"))
    assert decoded is not None
    assert not decoded[0].startswith("\ufeff")


@pytest.mark.parametrize(
    "data",
    [b"\x00\x01\x02\x03" * 64, b"PK\x03\x04\x14\x00\x00\x00" + bytes(range(256)), b"plain\x00text", b"\xff\xfe\x00"],
)
def test_binary_data_is_no_text(data: bytes) -> None:
    assert decode(data) is None


def test_a_damaged_byte_does_not_cost_the_file() -> None:
    data = bytearray((SIMPLIFIED * 20).encode())
    data[400] = 0xFF
    decoded = decode(bytes(data))
    assert decoded is not None
    assert decoded[1] == "utf-8"
    assert 1 <= decoded[0].count("\ufffd") <= 3


def test_text_without_chinese_is_not_familiar() -> None:
    assert familiarity("plain ascii") == 0.0


def test_familiarity_is_the_share_of_frequent_characters() -> None:
    assert familiarity("的一彧") == 2 / 3


def test_other_encodings_are_left_to_charset_normalizer() -> None:
    text = "これは日本語の文章です。漁港の経済について、いくつかの点を述べます。" * 5
    decoded = decode(text.encode("shift_jis"))
    assert decoded is not None
    assert decoded[0] == text


def test_a_few_names_in_gb18030_are_chinese() -> None:
    assert decode("港,船\n北岸,三百\n".encode("gb18030")) == ("港,船\n北岸,三百\n", "gb18030")


@pytest.mark.parametrize("label", ["utf-16", "UTF-16LE", "iso-8859-1", "windows-1252", "gb2312", "gbk", "big5"])
@pytest.mark.parametrize("end", ["", "!"])  # an even or odd number of bytes
def test_valid_utf8_counts_more_than_a_label(label: str, end: str) -> None:
    assert decode_as((SIMPLIFIED + end).encode(), label) == (SIMPLIFIED + end, "utf-8")


@pytest.mark.parametrize(
    ("label", "encoding"), [("gb2312", "gb18030"), ("big5", "big5hkscs"), ("hz", "hz"), ("utf-16", "utf-16")]
)
def test_a_label_that_is_true_is_followed(label: str, encoding: str) -> None:
    text = "渔港，是船停靠的地方。" if encoding != "big5hkscs" else "漁港，是船停靠的地方。"
    assert decode_as(text.encode(encoding), label) == (text, encoding)


def test_a_wide_label_that_is_wrong_is_not_followed() -> None:
    assert decode_as(SIMPLIFIED.encode("gbk"), "utf-16") is None
