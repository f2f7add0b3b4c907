"""Questions for a clause by its number."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.library import Library
from qa.answer import Verdict
from qa.assistant import Assistant
from qa.clauses import read_clauses
from qa.composing import LONG

LAWS = (
    """一、北港市渔港管理条例

第一章　总则

第一条　为了管好渔港，制定本条例。

第二条　本条例所称渔港，是指下列水域：
（一）主要为渔船服务的水域；
（二）渔船避风的水域。

第二章　罚则

第三条　违反第二条规定的，处五百元罚款。

二、北港市渔港管理条例实施细则

第一章　总则

第二条　渔港的范围由渔业局每年公布一次。

第四条　"""
    + "渔船进出渔港应当登记，登记的办法由渔业局定。" * 30
    + "\n"
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("clauses")
    (folder / "法规.txt").write_text(LAWS, encoding="utf-8")
    library = Library.open(folder / "library", create=True)
    library.update([folder / "法规.txt"])
    yield library
    library.close()


@pytest.mark.parametrize(
    "question",
    ["渔港管理条例第三条怎么规定的？", "第三条是什么", "第3条的内容", "请问北港市渔港管理条例第三条讲了什么"],
)
def test_a_clause_is_answered_with_itself(library: Library, question: str) -> None:
    answer = Assistant(library).ask(question)
    assert (answer.verdict, answer.text) == (Verdict.FOUND, "第三条　违反第二条规定的，处五百元罚款。")
    assert answer.citations[0].passage.heading_path[-1] == "第二章　罚则"
    assert answer.hits[0].passage == answer.citations[0].passage
    assert [hit.rank for hit in answer.hits] == list(range(1, len(answer.hits) + 1))


def test_the_regulation_that_is_named(library: Library) -> None:
    rules = read_clauses(library, "渔港管理条例实施细则第二条")
    law = read_clauses(library, "北港市渔港管理条例第二条")
    assert rules is not None
    assert law is not None
    assert rules.text == "第二条　渔港的范围由渔业局每年公布一次。"
    assert law.text.startswith("第二条　本条例所称渔港")


def test_without_a_name_every_regulation_has_its_clause(library: Library) -> None:
    both = read_clauses(library, "第二条是什么？")
    assert both is not None
    assert len(both.citations) == 2


def test_an_item_of_a_clause(library: Library) -> None:
    item = read_clauses(library, "渔港管理条例第二条第一款第二项")
    assert item is not None
    assert item.text == "（二）渔船避风的水域。"


@pytest.mark.parametrize(
    "question", ["违反第二条罚多少钱？", "渔港是什么？", "第九条是什么？", "第二条和第三条有什么不同？", "二级条目"]
)
def test_other_questions_are_read_as_ever(library: Library, question: str) -> None:
    assert read_clauses(library, question) is None


def test_a_long_clause_is_cut_at_a_sentence(library: Library) -> None:
    long = read_clauses(library, "实施细则第四条")
    assert long is not None
    assert len(long.text) <= LONG + len(long.parts)
    assert long.text.endswith("。")
