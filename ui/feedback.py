"""What users thought of answers, kept on this machine beside the library, and as questions that `yinju eval` scores."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from qa.answer import Turn, Verdict
from qa.evaluate import UNANSWERABLE
from ui.contract import Json, citation_json
from ui.exchange import Exchange
from ui.records import Records, now

FILE = "feedback.sqlite"  # in the library's folder

_SCHEMA = """CREATE TABLE IF NOT EXISTS feedback (
    exchange TEXT NOT NULL, owner TEXT NOT NULL, mark TEXT NOT NULL, correction TEXT NOT NULL, given TEXT NOT NULL,
    question TEXT NOT NULL, history TEXT NOT NULL, verdict TEXT NOT NULL, answer TEXT NOT NULL, citations TEXT NOT NULL,
    PRIMARY KEY (owner, exchange))"""


class Mark(StrEnum):
    """What a user can say of an answer with one tap; the values are shown."""

    RIGHT = "答对"
    WRONG = "答错"
    WRONG_CITATION = "引文不对"
    MISSED = "漏了"  # the documents say more, or they do say it


@dataclass(frozen=True, slots=True)
class Feedback:
    """One user's word on one answer."""

    exchange_id: str
    mark: Mark
    given: str  # UTC, 2026-01-31T08:15:00Z
    question: str
    verdict: Verdict
    answer: str
    correction: str = ""  # the right answer, where the user gave one
    history: tuple[Turn, ...] = ()
    citations: tuple[Json, ...] = field(default=())  # in the contract's form


class FeedbackBook:
    """All feedback on one library. Safe to share between threads."""

    def __init__(self, path: Path, *, or_memory: bool = True) -> None:
        """`or_memory`: as for Records."""
        self._records = Records(path, _SCHEMA, or_memory=or_memory)

    def give(
        self, owner: str, exchange: Exchange, mark: Mark, *, correction: str = "", history: Sequence[Turn] = ()
    ) -> None:
        """Keep a user's word on an exchange; a second word on the same replaces the first.

        Only an exchange that has an answer can be judged; of any other nothing is kept.
        """
        answer = exchange.answer
        if answer is None:
            return
        row = (
            exchange.exchange_id,
            owner,
            mark.value,
            correction.strip(),
            now(),
            exchange.question,
            json.dumps([{"question": turn.question, "answer": turn.answer} for turn in history], ensure_ascii=False),
            answer.verdict.value,
            answer.text,
            json.dumps([citation_json(citation) for citation in answer.citations], ensure_ascii=False),
        )
        with self._records.transaction() as db:
            db.execute(f"INSERT OR REPLACE INTO feedback VALUES ({', '.join('?' * len(row))})", row)

    def take_back(self, owner: str, exchange_id: str) -> None:
        """Forget the user's word on an exchange."""
        with self._records.transaction() as db:
            db.execute("DELETE FROM feedback WHERE owner = ? AND exchange = ?", (owner, exchange_id))

    def marks(self, owner: str) -> dict[str, Mark]:
        """The owner's marks by exchange_id."""
        with self._records.transaction() as db:
            rows = db.execute("SELECT exchange, mark FROM feedback WHERE owner = ?", (owner,)).fetchall()
        return {exchange: Mark(mark) for exchange, mark in rows}

    def all(self) -> tuple[Feedback, ...]:
        """The feedback of everybody, the oldest first."""
        with self._records.transaction() as db:
            rows = db.execute(
                "SELECT exchange, mark, given, question, verdict, answer, correction, history, citations"
                " FROM feedback ORDER BY given, rowid"
            ).fetchall()
        return tuple(
            Feedback(
                exchange,
                Mark(mark),
                given,
                question,
                Verdict(verdict),
                answer,
                correction,
                tuple(Turn(**turn) for turn in json.loads(history)),
                tuple(json.loads(citations)),
            )
            for exchange, mark, given, question, verdict, answer, correction, history, citations in rows
        )

    def close(self) -> None:
        """Release the file."""
        self._records.close()


def gold_record(feedback: Feedback, number: int) -> Json | None:
    """The feedback as a line of a question file for `yinju eval`; None where it does not tell the right answer.

    答对 makes the answer given the right one, with its citations as evidence; a correction is the right answer. Every
    other mark says only that something was wrong.
    """
    record: Json = {
        "id": f"feedback-{number:03d}",
        "question": feedback.question,
        "history": [{"question": turn.question, "answer": turn.answer} for turn in feedback.history],
        "note": feedback.mark.value,
    }
    if feedback.mark is Mark.RIGHT and feedback.verdict is Verdict.NOT_FOUND:
        return record | {"type": UNANSWERABLE}
    right = feedback.correction or (feedback.answer if feedback.mark in (Mark.RIGHT, Mark.WRONG_CITATION) else "")
    if not right:
        return None
    evidence = feedback.citations if feedback.mark is Mark.RIGHT else ()
    files = {str(citation["file"]) for citation in evidence}
    return record | {
        "type": "fact" if len(right) <= 120 else "list",
        "answers": [right],
        "doc": files.pop() if len(files) == 1 else "",
        "evidence": [{"lines": [one["line_start"], one["line_end"]], "quote": one["quote"]} for one in evidence],
    }
