from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from corpus.document import Cell, Passage, Row, Table
from index.names import Declared, Name, NameKind, Names, declared_in, is_noun, reads_as_name, titles
from index.segmenter import Segmenter


@pytest.fixture
def names(make_passage: Callable[..., Passage]) -> Names:
    row = Row((Cell("恒桥能源", 0, 4), Cell("3", 5, 6)), 0, 6)
    passages = [
        make_passage("文", speaker="顾成骁", organisation="岚驿充电"),
        make_passage("恒桥能源\t3", table=Table("表2 企业", ("企业名称", "家数"), (row,))),
    ]
    return Names(
        [declared_in(passages)],
        ["临澜市", "城市", "台风", "北京", "北京市"],
        [("岭电", "岭江电动服务有限公司"), ("桩", "充电桩")],
    )


def test_names_come_in_the_order_of_the_question(names: Names) -> None:
    assert names.find("2023年顾成骁说北京的恒桥能源") == (
        Name(NameKind.YEAR, "2023"),
        Name(NameKind.PERSON, "顾成骁"),
        Name(NameKind.PLACE, "北京"),
        Name(NameKind.ORGANISATION, "恒桥能源"),
    )


def test_a_place_of_the_library_is_known_with_and_without_its_ending(names: Names) -> None:
    assert names.find("临澜有多少？") == (Name(NameKind.PLACE, "临澜"),)
    assert names.find("临澜市有多少？") == (Name(NameKind.PLACE, "临澜市"),)


@pytest.mark.parametrize("question", ["哪个城市的台风多？", "", "充电桩"])
def test_words_that_only_look_like_places_are_none(names: Names, question: str) -> None:
    assert names.find(question) == ()


def test_short_and_full_names_of_organisations_come_from_the_glossary(names: Names) -> None:
    assert {name.kind for name in names.find("岭电是谁，岭江电动服务有限公司呢")} == {NameKind.ORGANISATION}


def test_documents_and_tables_are_named(names: Names) -> None:
    assert names.find("《办法》和表1-2") == (Name(NameKind.DOCUMENT, "办法"), Name(NameKind.TABLE, "表1-2"))


@pytest.mark.parametrize(("question", "year"), [("23年有多少", "2023"), ("97年那台", "1997")])
def test_a_year_of_two_digits_is_named_in_full(names: Names, question: str, year: str) -> None:
    assert names.find(question) == (Name(NameKind.YEAR, year),)


def test_a_span_of_years_names_none(names: Names) -> None:
    assert names.find("近10年来") == ()


def test_rows_of_one_table_are_of_one_class(make_passage: Callable[..., Passage]) -> None:
    rows = tuple(Row((Cell(text, 0, 3), Cell("3", 4, 5)), 0, 5) for text in ("洛汀市", "荟川市"))
    names = Names([declared_in([make_passage("", table=Table("表1", ("城市", "家数"), rows))])], [])
    assert names.of_one_class("荟川", "洛汀有多少家？") == "洛汀"
    assert names.of_one_class("荟川", "多少家？") == ""
    assert names.of_one_class("青禾", "洛汀有多少家？") == ""


def test_what_documents_declare_comes_back_from_its_record(make_passage: Callable[..., Passage]) -> None:
    rows = tuple(Row((Cell(text, 0, 3), Cell("3", 4, 5)), 0, 5) for text in ("洛汀市", "荟川市"))
    declared = declared_in([make_passage("", speaker="顾成骁", table=Table("表1", ("城市", "家数"), rows))])
    assert Declared.of(json.loads(json.dumps(declared.record()))) == declared


def test_a_document_is_named_by_its_title_and_its_file() -> None:
    names = Names([titles([("充电设施办法", "/x/岭桩表.txt")])], [])
    assert names.find("岭桩表与充电设施办法") == (
        Name(NameKind.DOCUMENT, "岭桩表"),
        Name(NameKind.DOCUMENT, "充电设施办法"),
    )


@pytest.mark.parametrize(
    ("word", "named"),
    [
        ("恒桥", True),
        ("琅嶂", True),
        ("北京", True),
        ("合肥", True),
        ("清华", True),
        ("gpu", True),
        ("员工", False),
        ("2023", False),
        ("桩", False),
    ],
)
def test_known_names_places_latin_and_unheard_words_read_as_names(segmenter: Segmenter, word: str, named: bool) -> None:
    assert reads_as_name(word, [Name(NameKind.ORGANISATION, "恒桥能源")], segmenter) is named


@pytest.mark.parametrize(
    ("word", "noun"), [("火星", True), ("董事长", True), ("上海", True), ("降下来", False), ("", False)]
)
def test_the_dictionary_tells_nouns(word: str, noun: bool) -> None:
    assert is_noun(word) is noun
