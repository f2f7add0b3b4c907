from __future__ import annotations

from collections.abc import Callable

from corpus.document import Passage
from index.units import FIELDS, field_texts, passage_text, sentence_texts


def test_every_field_has_a_weight(table_passage: Passage) -> None:
    assert field_texts(table_passage).keys() == FIELDS.keys()


def test_a_table_is_found_by_what_stands_around_it(table_passage: Passage) -> None:
    fields = field_texts(table_passage)
    assert fields["heading"] == "标题\n第一章 总览\n1.1 各市"
    assert fields["table"] == "表1 各市桩数\n城市\n桩数\n单位：台\n北部"


def test_a_statement_is_found_by_its_speaker_and_question(make_passage: Callable[..., Passage]) -> None:
    speech = make_passage("要算账。", speaker="甲", organisation="丙所", role="所长", asked="怎么办？")
    assert field_texts(speech)["speaker"] == "甲\n丙所\n所长\n怎么办？"


def test_a_row_is_embedded_with_heading_caption_header_and_unit(table_passage: Passage) -> None:
    assert sentence_texts(table_passage) == ["1.1 各市\n表1 各市桩数\n城市\n桩数\n单位：台\n青禾市\t12"]


def test_a_passage_is_embedded_with_its_nearest_heading(make_passage: Callable[..., Passage]) -> None:
    assert passage_text(make_passage("正文。", heading_path=("第一章", "1.1 节"))) == "1.1 节\n正文。"


def test_each_sentence_is_embedded_alone(make_passage: Callable[..., Passage]) -> None:
    assert sentence_texts(make_passage("甲。乙。")) == ["甲。", "乙。"]
