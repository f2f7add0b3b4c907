from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.document import Passage
from qa.answer import Answer, Turn, Verdict
from qa.evaluate import gold_question, score
from ui.exchange import Exchange
from ui.feedback import FeedbackBook, Mark, gold_record

ENTRY = tuple[FeedbackBook, Exchange]


@pytest.fixture
def book(tmp_path: Path) -> FeedbackBook:
    return FeedbackBook(tmp_path / "feedback.sqlite")


@pytest.fixture
def exchange(make_answer: Callable[..., Answer], make_passage: Callable[..., Passage]) -> Exchange:
    passage = make_passage("前一行。\n产值约709亿元。", source="/x/年报.txt", line_start=3, line_end=4)
    return Exchange("产值？", make_answer("约709亿元", [(passage, "约709亿元")]), exchange_id="e1")


def test_feedback_is_kept_with_question_answer_and_citations(book: FeedbackBook, exchange: Exchange) -> None:
    book.give("甲", exchange, Mark.WRONG, correction=" 约710亿元 ", history=[Turn("先问", "先答")])
    (kept,) = book.all()
    assert (kept.question, kept.answer, kept.mark, kept.correction) == ("产值？", "约709亿元", Mark.WRONG, "约710亿元")
    assert kept.history == (Turn("先问", "先答"),)
    assert [(one["quote"], one["line_start"]) for one in kept.citations] == [("约709亿元", 4)]


def test_a_second_word_replaces_the_first_and_each_user_has_one(book: FeedbackBook, exchange: Exchange) -> None:
    book.give("甲", exchange, Mark.WRONG)
    book.give("甲", exchange, Mark.RIGHT)
    book.give("乙", exchange, Mark.MISSED)
    assert book.marks("甲") == {"e1": Mark.RIGHT}
    assert book.marks("乙") == {"e1": Mark.MISSED}
    book.take_back("甲", "e1")
    assert book.marks("甲") == {}
    assert len(book.all()) == 1


def test_an_exchange_without_an_answer_cannot_be_judged(book: FeedbackBook) -> None:
    book.give("甲", Exchange("问", error="出错了", exchange_id="e2"), Mark.WRONG)
    assert book.all() == ()


def test_a_right_answer_becomes_a_question_that_it_answers(book: FeedbackBook, exchange: Exchange) -> None:
    book.give("甲", exchange, Mark.RIGHT)
    record = gold_record(book.all()[0], 1)
    assert record is not None
    assert exchange.answer is not None
    figures = score(gold_question(record), exchange.answer)
    assert (figures["trusted"], figures["r@1"], figures["cite_precision"]) == (1.0, 1.0, 1.0)


def test_a_right_refusal_becomes_a_question_without_an_answer(book: FeedbackBook, exchange: Exchange) -> None:
    assert exchange.answer is not None
    refused = replace(exchange.answer, verdict=Verdict.NOT_FOUND, text="", citations=())
    book.give("甲", replace(exchange, answer=refused), Mark.RIGHT)
    record = gold_record(book.all()[0], 1)
    assert record is not None
    assert score(gold_question(record), refused) == {"abstain_recall": 1.0, "trusted": 1.0}


def test_a_correction_is_the_right_answer(book: FeedbackBook, exchange: Exchange) -> None:
    book.give("甲", exchange, Mark.WRONG, correction="约710亿元")
    record = gold_record(book.all()[0], 1)
    assert record is not None
    assert gold_question(record).answers == ("约710亿元",)


@pytest.mark.parametrize("mark", [Mark.WRONG, Mark.MISSED])
def test_a_mark_that_tells_no_right_answer_is_no_question(book: FeedbackBook, exchange: Exchange, mark: Mark) -> None:
    book.give("甲", exchange, mark)
    assert gold_record(book.all()[0], 1) is None
