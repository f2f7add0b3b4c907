"""Policies of a library by name, place, issuer and year."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.library import Library
from qa.policies import citation_of, find_policies, status_of

TEXT = """一、上海市

2019年5月，上海市经济和信息化委员会印发《关于建设智能工厂的实施方案》。

二、各地

地区\t时间\t政策名称\t发布机构
广东省\t2018.07\t《广东省新一代智能产业规划》\t省政府
杭州市\t2020.03\t《杭州市场景开放办法》\t市经信局
北京市\t2017.12\t《北京市科技创新指导意见》\t市政府

三、国家

2017年7月，国务院印发《新一代智能产业发展规划》。《数据安全法》也已实施。
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("policies")
    (folder / "政策.txt").write_text(TEXT, encoding="utf-8")
    library = Library.open(folder / "library", create=True)
    library.update([folder / "政策.txt"])
    yield library
    library.close()


def names(library: Library, **asked: object) -> list[str]:
    return [policy.name for policy in find_policies(library, **asked)]  # type: ignore[arg-type]


def test_all_by_date_and_undated_ones_last(library: Library) -> None:
    assert [policy.date for policy in find_policies(library)] == [
        "2017年7月",
        "2017.12",
        "2018.07",
        "2019年5月",
        "2020.03",
        "",
    ]


@pytest.mark.parametrize("place", ["上海", "上海市", "申城", "魔都", "Shanghai"])
def test_a_place_by_any_of_its_names(library: Library, place: str) -> None:
    assert names(library, place=place) == ["关于建设智能工厂的实施方案"]


@pytest.mark.parametrize(
    ("place", "name"),
    [("帝都", "北京市科技创新指导意见"), ("粤", "广东省新一代智能产业规划"), ("杭州", "杭州市场景开放办法")],
)
def test_short_names_and_nicknames(library: Library, place: str, name: str) -> None:
    assert names(library, place=place) == [name]


def test_the_nation_is_a_place(library: Library) -> None:
    assert names(library, place="国家") == ["新一代智能产业发展规划"]


def test_words_of_a_name_in_any_order(library: Library) -> None:
    assert names(library, name="规划 智能") == ["新一代智能产业发展规划", "广东省新一代智能产业规划"]


def test_an_issuer_by_its_short_name(library: Library) -> None:
    assert names(library, issuer="国务院") == ["新一代智能产业发展规划"]
    assert names(library, issuer="上海经信委") == ["关于建设智能工厂的实施方案"]
    assert names(library, issuer="北京市政府") == ["北京市科技创新指导意见"]


def test_a_year(library: Library) -> None:
    assert names(library, year=2017) == ["新一代智能产业发展规划", "北京市科技创新指导意见"]


def test_all_that_is_asked_must_fit(library: Library) -> None:
    assert names(library, place="北京", year=2018) == []


def test_each_opens_at_its_place(library: Library) -> None:
    (info,) = library.documents()
    text = library.text(info.doc_id)
    for policy in find_policies(library):
        citation = citation_of(policy)
        assert text[citation.char_start : citation.char_end] == citation.quote == f"《{policy.name}》"


@pytest.mark.parametrize(
    ("text", "name", "status"),
    [
        ("《滩涂保护办法（试行）》由省林业厅发布。", "滩涂保护办法（试行）", "试行"),
        ("《滩涂保护办法》（征求意见稿）已经公布。", "滩涂保护办法", "征求意见"),
        ("《滩涂保护办法》自2021年3月起施行。", "滩涂保护办法", "已施行"),
        ("《滩涂保护办法》已于2020年废止。", "滩涂保护办法", "已废止"),
        ("省政府印发《湿地保护条例》，同时废止《滩涂保护办法》。", "滩涂保护办法", "已废止"),
        ("省政府印发《湿地保护条例》，同时废止《滩涂保护办法》。", "湿地保护条例", ""),
        ("《滩涂保护条例》自2021年3月起施行，旧办法同时废止。", "滩涂保护条例", "已施行"),
        ("《滩涂保护条例》自2021年3月起施行，2010年的规定同时废止。", "滩涂保护条例", "已施行"),
        ("《滩涂保护条例》自2010年3月起施行，已于2020年废止。", "滩涂保护条例", "已废止"),
        ("《滩涂保护条例》自2010年3月起施行，2020年废止。", "滩涂保护条例", "已废止"),
        ("《滩涂保护条例》由市政府发布，已于2020年废止。", "滩涂保护条例", "已废止"),
        ("省政府印发《滩涂保护实施方案》。", "滩涂保护实施方案", ""),
    ],
)
def test_its_standing_is_told_by_the_name_or_the_words_beside_it(
    tmp_path: Path, text: str, name: str, status: str
) -> None:
    file = tmp_path / "文.txt"
    file.write_text(f"一、概况\n\n{text}\n", encoding="utf-8")
    with closing(Library.open(tmp_path / "library", create=True)) as library:
        library.update([file])
        assert {status_of(policy) for policy in find_policies(library) if policy.name == name} == {status}
