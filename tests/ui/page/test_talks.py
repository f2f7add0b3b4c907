from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from index.scope import EVERYTHING, Scope
from ui.conversations import Conversations
from ui.exchange import Exchange
from ui.feedback import FeedbackBook
from ui.page.desk import Desk
from ui.page.talks import Talk, Talks


class SlowDesk:
    """Answers every question by its own words; `meanwhile` happens before the answer is there."""

    def __init__(self) -> None:
        self.meanwhile: Callable[[], object] = lambda: None

    def ask(self, question: str, before: Sequence[Exchange] = (), scope: Scope = EVERYTHING) -> Exchange:
        self.meanwhile()
        return Exchange(question, error=f"答{question}")


@pytest.fixture
def desk() -> SlowDesk:
    return SlowDesk()


@pytest.fixture
def conversations(tmp_path: Path) -> Conversations:
    return Conversations(tmp_path / "conversations.sqlite")


@pytest.fixture
def talks(desk: SlowDesk, conversations: Conversations, tmp_path: Path) -> Talks:
    return Talks(cast(Desk, desk), conversations, FeedbackBook(tmp_path / "feedback.sqlite"))


ASKED = Talk(pending="问", asking="a")


def test_a_question_is_answered_and_kept(talks: Talks, conversations: Conversations) -> None:
    talk = talks.answer("甲", ASKED)
    assert (talk.pending, [one.error for one in talk.exchanges]) == ("", ["答问"])
    assert conversations.load("甲", talk.conversation_id) == talk.exchanges


def test_an_answer_that_cannot_be_kept_says_so(talks: Talks, conversations: Conversations) -> None:
    talk = talks.answer("甲", ASKED)
    conversations.delete("甲", talk.conversation_id)
    again = talks.answer("甲", replace(talk, pending="又问", asking="b"))
    assert [one.error for one in again.exchanges] == ["答问", "答又问"]
    assert again.unsaved
    assert not talk.unsaved


def test_a_question_that_is_stopped_before_its_answer_leaves_nothing(
    talks: Talks, conversations: Conversations, desk: SlowDesk
) -> None:
    stopped: list[Talk] = []
    desk.meanwhile = lambda: stopped.append(talks.stop(ASKED))
    assert talks.answer("甲", ASKED) == stopped[0]
    assert (stopped[0].pending, stopped[0].exchanges) == ("", ())
    assert conversations.list("甲") == ()


def test_a_stop_that_comes_after_the_answer_shows_it(talks: Talks) -> None:
    assert talks.stop(ASKED) != (answered := talks.answer("甲", Talk(pending="问", asking="b")))
    assert talks.stop(Talk(pending="问", asking="b")) == answered


def test_stopping_one_question_stops_no_other(talks: Talks, desk: SlowDesk) -> None:
    desk.meanwhile = lambda: talks.stop(Talk(pending="别的", asking="other"))
    assert len(talks.answer("甲", ASKED).exchanges) == 1
