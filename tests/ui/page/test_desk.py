from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import DocumentNotFound
from index.intake import Step
from qa.answer import Verdict
from ui.exchange import Exchange
from ui.page.desk import Desk
from ui.page.evidence import quote_place
from ui.page.markup import Place


def silent(step: Step) -> None:
    """Nobody watches."""


def asked(desk: Desk, question: str) -> Exchange:
    exchange = desk.ask(question)
    assert exchange.answer is not None
    return exchange


def test_a_question_is_answered_and_its_source_shown(desk: Desk) -> None:
    exchange = asked(desk, "低空航线审批需要多久")
    assert exchange.answer is not None
    citation = exchange.answer.citations[0]
    assert "审批" in citation.quote
    assert f"<mark>{citation.quote}</mark>" in desk.source(quote_place(citation))


def test_the_conversation_so_far_reaches_the_assistant(desk: Desk) -> None:
    later = desk.ask("那订单呢", [asked(desk, "起降点有几个")])
    assert later.answer is not None
    assert later.answer.understood_as == "起降点有几个，那订单呢"


def test_a_bug_becomes_one_honest_sentence(desk: Desk) -> None:
    assert desk.ask("这里出错").error.startswith("程序内部出错（RuntimeError）")


def test_a_new_file_can_be_asked_at_once_and_its_name_is_its_source(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "浏览器的临时名" / "港口.txt"
    file.parent.mkdir()
    file.write_text("港口年度报告\n\n全年集装箱吞吐量为4200万标准箱。\n", encoding="utf-8")
    kept, summary = desk.add([file], silent)
    assert [info.title for info in summary.added] == ["港口年度报告"]
    assert Path(summary.added[0].source) == kept[file].absolute()
    assert kept[file].name == "港口.txt"
    answer = asked(desk, "集装箱吞吐量").answer
    assert answer is not None
    assert "4200万标准箱" in answer.text


def test_a_file_of_the_same_name_replaces_the_earlier_one(desk: Desk, tmp_path: Path) -> None:
    for year in ("2023", "2024"):
        file = tmp_path / year / "港口.txt"
        file.parent.mkdir()
        file.write_text(f"港口报告\n\n{year}年集装箱吞吐量为4200万标准箱。\n", encoding="utf-8")
        desk.add([file], silent)
    assert sum(info.title == "港口报告" for info in desk.documents()) == 1


def test_an_unreadable_file_of_the_same_name_leaves_the_earlier_one_where_it_was(desk: Desk, tmp_path: Path) -> None:
    for content in ("港口报告\n\n全年集装箱吞吐量为4200万标准箱。\n", ""):
        file = tmp_path / str(len(content)) / "港口.txt"
        file.parent.mkdir()
        file.write_text(content, encoding="utf-8")
        kept, summary = desk.add([file], silent)
    assert summary.failed
    assert "4200万标准箱" in kept[file].read_text(encoding="utf-8")
    assert [info.title for info in desk.documents() if Path(info.source).name == "港口.txt"] == ["港口报告"]


def test_a_file_that_cannot_be_read_is_told_and_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    before = desk.documents()
    empty = tmp_path / "空.txt"
    empty.touch()
    _, summary = desk.add([empty], silent)
    assert summary.added == ()
    assert "空.txt" in summary.failed[0][1].user_message
    assert desk.documents() == before


def test_examples_are_questions_that_were_answered(desk: Desk) -> None:
    desk.warm_up()
    assert desk.examples()
    for question in desk.examples():
        answer = asked(desk, question).answer
        assert answer is not None
        assert answer.verdict is Verdict.FOUND


def test_a_document_that_has_left_is_an_error_the_user_understands(desk: Desk) -> None:
    with pytest.raises(DocumentNotFound):
        desk.source(Place("gone", 0, 1))


def test_the_words_of_the_dictionary_are_kept_once_and_neither_too_short_nor_too_long(desk: Desk) -> None:
    assert desk.learn(["航线审批", "航线审批", "一", "长" * 21]) == ("航线审批",)
    assert desk.words() == ("航线审批",)
    assert asked(desk, "低空航线审批需要多久").error == ""


def test_a_warm_up_that_fails_is_only_logged(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "_passages", lambda doc_id: 1 / 0)
    desk.warm_up()
    assert desk.examples() == ()
