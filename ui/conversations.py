"""The conversations of each user, kept beside the library: they survive a reload, a restart and a kill.

An owner is whoever `ui/visitors.py` says: a login name, or the random name of one browser. Every method takes the owner
first and finds nothing that belongs to another.
"""

from __future__ import annotations

import logging
import sqlite3
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from index.scope import EVERYTHING, Scope
from ui.errors import ConversationFull, ConversationNotFound
from ui.exchange import Exchange
from ui.records import Records, new_id, now

FILE = "conversations.sqlite"  # in the library's folder
MOST_CONVERSATIONS = 1000  # of one owner
MOST_EXCHANGES = 200  # of one conversation
LONGEST_TITLE = 60  # characters

_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, scope TEXT NOT NULL,
    created TEXT NOT NULL, updated TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS by_owner ON conversations (owner, updated);
CREATE TABLE IF NOT EXISTS exchanges (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL,
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    question TEXT NOT NULL, answer TEXT NOT NULL, asked TEXT NOT NULL, content BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS by_conversation ON exchanges (conversation, number)
"""
_EXCHANGE = TypeAdapter(Exchange)
_SCOPE = TypeAdapter(Scope)


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation as the list shows it."""

    conversation_id: str  # random
    title: str  # the first question, until the user names it
    created: str  # UTC, 2026-01-31T08:15:00Z
    updated: str  # of the last question
    scope: Scope = EVERYTHING  # what its next question is asked of
    exchanges: int = 0


class Conversations:
    """All conversations of one library. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self._records = Records(path, _SCHEMA)

    def create(self, owner: str, title: str = "", scope: Scope = EVERYTHING) -> Conversation:
        """A new, empty conversation. Raises ConversationFull."""
        moment = now()
        made = Conversation(new_id(), shortened(title), moment, moment, scope)
        row = (made.conversation_id, owner, made.title, _SCOPE.dump_json(scope).decode(), moment, moment)
        with self._records.transaction() as db:
            (count,) = db.execute("SELECT count(*) FROM conversations WHERE owner = ?", (owner,)).fetchone()
            if count >= MOST_CONVERSATIONS:
                raise ConversationFull(
                    f"{count} conversations", f"已有 {count} 段对话，不能再多了。请先删除一些不用的对话。"
                )
            db.execute("INSERT INTO conversations VALUES (?, ?, ?, ?, ?, ?)", row)
        return made

    def append(self, owner: str, conversation_id: str, exchange: Exchange) -> Exchange:
        """Keep one more exchange; it comes back with its name and time. Raises ConversationNotFound, ConversationFull.

        An untitled conversation takes the question as its title.
        """
        kept = replace(exchange, exchange_id=new_id(), asked_at=exchange.asked_at or now())
        answer = kept.answer.text if kept.answer else kept.error
        content = zlib.compress(_EXCHANGE.dump_json(kept), 6)
        with self._records.transaction() as db:
            count = self._get(db, owner, conversation_id).exchanges
            if count >= MOST_EXCHANGES:
                raise ConversationFull(f"{count} exchanges", f"这段对话已有 {count} 个问题。请点“新对话”再问。")
            db.execute(
                "INSERT INTO exchanges (id, conversation, question, answer, asked, content) VALUES (?, ?, ?, ?, ?, ?)",
                (kept.exchange_id, conversation_id, kept.question, answer, kept.asked_at, content),
            )
            db.execute(
                "UPDATE conversations SET updated = ?, title = iif(title = '', ?, title) WHERE id = ?",
                (kept.asked_at, shortened(kept.question), conversation_id),
            )
        return kept

    def list(self, owner: str, search: str = "") -> tuple[Conversation, ...]:
        """The owner's conversations, the last used first; `search` finds words in titles, questions and answers."""
        like = "%" + "".join("\\" + c if c in "\\%_" else c for c in search.strip()) + "%"
        found = """(c.title LIKE :like ESCAPE '\\' OR EXISTS (SELECT 1 FROM exchanges e WHERE e.conversation = c.id
                   AND (e.question LIKE :like ESCAPE '\\' OR e.answer LIKE :like ESCAPE '\\')))"""
        with self._records.transaction() as db:
            rows = db.execute(
                f"{_SELECT} WHERE c.owner = :owner AND {found} ORDER BY c.updated DESC, c.rowid DESC",
                {"owner": owner, "like": like},
            ).fetchall()
        return tuple(map(_conversation, rows))

    def get(self, owner: str, conversation_id: str) -> Conversation:
        """One conversation. Raises ConversationNotFound."""
        with self._records.transaction() as db:
            return self._get(db, owner, conversation_id)

    def load(self, owner: str, conversation_id: str) -> tuple[Exchange, ...]:
        """Its exchanges, oldest first, with answers and evidence as they were given. Raises ConversationNotFound."""
        with self._records.transaction() as db:
            self._get(db, owner, conversation_id)
            rows = db.execute(
                "SELECT id, question, answer, asked, content FROM exchanges WHERE conversation = ? ORDER BY number",
                (conversation_id,),
            ).fetchall()
        return tuple(_exchange(*row) for row in rows)

    def rename(self, owner: str, conversation_id: str, title: str) -> None:
        """Give it a title; a blank one changes nothing. Raises ConversationNotFound."""
        self._set(owner, conversation_id, "title", shortened(title))

    def set_scope(self, owner: str, conversation_id: str, scope: Scope) -> None:
        """What its next question is asked of. Raises ConversationNotFound."""
        self._set(owner, conversation_id, "scope", _SCOPE.dump_json(scope).decode())

    def drop_from(self, owner: str, conversation_id: str, exchange_id: str) -> None:
        """Take back an exchange and all after it: a question is edited or tried again. Raises ConversationNotFound."""
        with self._records.transaction() as db:
            self._get(db, owner, conversation_id)
            db.execute(
                "DELETE FROM exchanges WHERE conversation = :it AND number >="
                " (SELECT number FROM exchanges WHERE conversation = :it AND id = :first)",
                {"it": conversation_id, "first": exchange_id},
            )

    def delete(self, owner: str, conversation_id: str) -> None:
        """Delete it with its exchanges. Raises ConversationNotFound."""
        with self._records.transaction() as db:
            self._get(db, owner, conversation_id)
            db.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,))

    def close(self) -> None:
        """Release the file."""
        self._records.close()

    def _set(self, owner: str, conversation_id: str, column: str, value: str) -> None:
        with self._records.transaction() as db:
            self._get(db, owner, conversation_id)
            if value:
                db.execute(f"UPDATE conversations SET {column} = ? WHERE id = ?", (value, conversation_id))  # nosec B608: the column is ours

    def _get(self, db: sqlite3.Connection, owner: str, conversation_id: str) -> Conversation:
        row = db.execute(f"{_SELECT} WHERE c.owner = ? AND c.id = ?", (owner, conversation_id)).fetchone()
        if row is None:
            raise ConversationNotFound("no such conversation of this owner", "找不到这段对话：它可能已被删除。")
        return _conversation(row)


_SELECT = """SELECT c.id, c.title, c.created, c.updated, c.scope,
             (SELECT count(*) FROM exchanges e WHERE e.conversation = c.id) FROM conversations c"""


def shortened(title: str) -> str:
    """A title in one line of at most LONGEST_TITLE characters."""
    line = " ".join(title.split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1] + "…"


def _conversation(row: Sequence[str]) -> Conversation:
    name, title, created, updated, scope, exchanges = row
    return Conversation(name, title or "新对话", created, updated, _SCOPE.validate_json(scope), int(exchanges))


def _exchange(exchange_id: str, question: str, answer: str, asked: str, content: bytes) -> Exchange:
    """The exchange as it was kept; where an earlier version of the program kept it in another form, its text."""
    try:
        return _EXCHANGE.validate_json(zlib.decompress(content))
    except (ValidationError, zlib.error) as error:
        logging.getLogger(__name__).warning("an exchange of another form: %s", type(error).__name__)
        note = f"{answer}（这条回答由另一版本保存，出处无法显示；请重新提问。）"
        return Exchange(question, error=note, exchange_id=exchange_id, asked_at=asked)
