from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from fastapi import HTTPException

from corpus.document import Passage
from qa.answer import Answer, Turn, Verdict
from ui.api.openai import ContentPart, Message, answer_text, question_of


def said(*pairs: tuple[str, str]) -> tuple[Message, ...]:
    return tuple(Message(role=role, content=text) for role, text in pairs)  # type: ignore[arg-type]


def test_the_last_message_is_the_question_and_the_pairs_before_it_the_history() -> None:
    messages = said(("system", "You are"), ("user", "一？"), ("assistant", "甲"), ("user", "二？"), ("user", "三？"))
    asked = question_of(messages)
    assert asked.question == "三？"
    assert asked.turns() == (Turn("一？", "甲"), Turn("二？", ""))


def test_our_own_marks_and_sources_are_not_taken_for_a_part_of_the_earlier_answer(
    make_answer: Callable[..., Answer], make_passage: Callable[..., Passage]
) -> None:
    reply = answer_text(make_answer("709亿元", [(make_passage("产值709亿元"), "709亿元")]))
    assert "年报.txt" in reply
    asked = question_of(said(("user", "产值？"), ("assistant", reply), ("user", "同比呢？")))
    assert asked.turns() == (Turn("产值？", "709亿元"),)


def test_text_parts_are_read_and_pictures_are_not() -> None:
    parts = (ContentPart(type="text", text="问？"), ContentPart(type="image_url"))
    assert Message(role="user", content=parts).text() == "问？"


@pytest.mark.parametrize("messages", [said(("assistant", "甲")), said(("user", " ")), said(("system", "s"))])
def test_without_a_question_nothing_can_be_answered(messages: tuple[Message, ...]) -> None:
    with pytest.raises(HTTPException):
        question_of(messages)


def test_what_was_not_found_is_said_with_the_nearest_passages(
    make_answer: Callable[..., Answer], make_passage: Callable[..., Passage]
) -> None:
    answer = make_answer("x", [(make_passage("相近的段落x"), "x")])
    text = answer_text(replace(answer, verdict=Verdict.NOT_FOUND, text="", citations=()))
    assert text.startswith("文中未找到")
    assert "相近的段落" in text
