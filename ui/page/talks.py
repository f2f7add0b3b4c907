"""A visitor's conversation while the page is open, and what is kept of it: the one place where both meet."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Lock

from corpus.errors import AssistantError
from index.scope import EVERYTHING, Scope
from ui.conversations import Conversation, Conversations
from ui.errors import InterfaceError
from ui.exchange import Exchange, turns
from ui.feedback import FeedbackBook, Mark
from ui.page.desk import Desk, explain
from ui.page.transcript import Shown
from ui.records import new_id

REMEMBERED = 256  # questions of which is known how they ended: a stop comes seconds after its question


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation as one browser window has it."""

    conversation_id: str = ""  # "" until its first question
    exchanges: tuple[Exchange, ...] = ()
    scope: Scope = EVERYTHING
    editing: str = ""  # exchange_id of the question that the next one replaces
    pending: str = ""  # the question that is being answered
    asking: str = ""  # a random name of that
    unsaved: str = ""  # why the last answer was not kept


class Talks:
    """The conversations of all visitors; every method takes the owner first."""

    def __init__(self, desk: Desk, conversations: Conversations, feedback: FeedbackBook) -> None:
        self._desk = desk
        self._conversations = conversations
        self._feedback = feedback
        self._ended: OrderedDict[str, Talk] = OrderedDict()  # by `asking`: how each of the latest questions ended
        self._turn = Lock()

    def resume(self, owner: str, conversation_id: str) -> Talk:
        """An earlier conversation. Raises ConversationNotFound, also where it is somebody else's."""
        kept = self._conversations.get(owner, conversation_id)
        return Talk(kept.conversation_id, self._conversations.load(owner, conversation_id), kept.scope)

    def answer(self, owner: str, talk: Talk) -> Talk:
        """The talk with its pending question answered, and kept; without it where it was stopped meanwhile."""
        exchange = self._desk.ask(talk.pending, talk.exchanges, talk.scope)
        with self._turn:
            return self._ended.get(talk.asking) or self._end(talk, self._kept(owner, talk, exchange))

    def stop(self, talk: Talk) -> Talk:
        """The talk without its pending question; with its answer where that was quicker."""
        with self._turn:
            return self._ended.get(talk.asking) or self._end(talk, replace(talk, pending=""))

    def _kept(self, owner: str, talk: Talk, exchange: Exchange) -> Talk:
        try:
            if not talk.conversation_id:
                made = self._conversations.create(owner, scope=talk.scope)
                talk = replace(talk, conversation_id=made.conversation_id)
            exchange = self._conversations.append(owner, talk.conversation_id, exchange)
        except AssistantError as error:  # the answer is there all the same; only it will not be found again
            exchange = replace(exchange, exchange_id=new_id())
            talk = replace(talk, unsaved=explain(error))
        return replace(talk, exchanges=(*talk.exchanges, exchange), pending="")

    def _end(self, asked: Talk, talk: Talk) -> Talk:
        self._ended[asked.asking] = talk
        if len(self._ended) > REMEMBERED:
            self._ended.popitem(last=False)
        return talk

    def without_edited(self, owner: str, talk: Talk) -> Talk:
        """The talk up to the question that is being edited, which gives way to the next. Raises InterfaceError."""
        if not talk.editing:
            return talk
        if talk.conversation_id:
            self._conversations.drop_from(owner, talk.conversation_id, talk.editing)
        return replace(talk, exchanges=talk.exchanges[: find(talk, talk.editing)], editing="")

    def narrow(self, owner: str, talk: Talk, scope: Scope) -> Talk:
        """The talk with another scope, remembered with it."""
        if talk.conversation_id:
            self._conversations.set_scope(owner, talk.conversation_id, scope)
        return replace(talk, scope=scope)

    def rate(self, owner: str, talk: Talk, exchange_id: str, word: str) -> None:
        """Keep what the visitor thinks of an answer; the same word again takes it back."""
        at = find(talk, exchange_id)
        mark = Mark(word)
        if self._feedback.marks(owner).get(exchange_id) is mark:
            self._feedback.take_back(owner, exchange_id)
        else:
            self._feedback.give(owner, talk.exchanges[at], mark, history=turns(talk.exchanges[:at]))

    def list(self, owner: str, words: str = "") -> tuple[Conversation, ...]:
        """The owner's conversations that hold the words, the last used first."""
        return self._conversations.list(owner, words)

    def rename(self, owner: str, conversation_id: str, title: str) -> None:
        """Give a conversation a title."""
        self._conversations.rename(owner, conversation_id, title)

    def delete(self, owner: str, conversation_id: str) -> None:
        """Delete a conversation."""
        self._conversations.delete(owner, conversation_id)

    def shown(self, owner: str, talk: Talk) -> Shown:
        """The talk as its transcript shows it."""
        marks: Mapping[str, Mark] = self._feedback.marks(owner) if talk.exchanges else {}
        return Shown(talk.exchanges, talk.conversation_id, marks, talk.pending)


def find(talk: Talk, exchange_id: str) -> int:
    """The index of an exchange. Raises InterfaceError: anybody can send any name."""
    for i, exchange in enumerate(talk.exchanges):
        if exchange.exchange_id == exchange_id:
            return i
    raise InterfaceError(f"no exchange {exchange_id!r}", "找不到这个问题。请刷新网页后再试。")
