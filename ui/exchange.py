"""One question with what became of it: what a conversation is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.scope import EVERYTHING, Scope
from qa.answer import Answer, Turn


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question with its answer, or with the Chinese reason why there is none."""

    question: str
    answer: Answer | None = None
    error: str = ""
    exchange_id: str = ""  # random; set when a conversation keeps it
    asked_at: str = ""  # UTC, "2026-01-31T08:15:00Z"; set when a conversation keeps it
    scope: Scope = EVERYTHING  # of which part of the library it was asked


def turns(exchanges: Sequence[Exchange]) -> tuple[Turn, ...]:
    """The conversation as the assistant wants it."""
    return tuple(Turn(one.question, one.answer.text, one.answer.understood_as) for one in exchanges if one.answer)
