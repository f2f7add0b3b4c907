"""What retrieval returns."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.document import Passage


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage in a ranking."""

    passage: Passage
    score: float  # higher is better; comparable within one list only
    rank: int  # from 1, as in the papers
    parts: tuple[tuple[str, float], ...] = ()  # what each leg gave ("lexical", 0.8), for --explain
