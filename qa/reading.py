"""What passes between reading, composing and judging: scored sentences, and the answer made of the best of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.answer import Citation, Part
from qa.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Standing:
    """How well each word of the question is met, 0 to 1."""

    inside: Sequence[float]
    around: Sequence[float]  # in the context or in what goes before
    anywhere: Sequence[float]  # in the passage or the context
    close: Sequence[float]  # cosine with the closest token of the sentence
    close_around: Sequence[float]  # ... of its context and the sentence before


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence or row with its score; higher answers better."""

    evidence: Evidence
    score: float
    values: Sequence[float]  # in the order of features.FEATURES
    standing: Standing


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found, before it is decided whether that is an answer."""

    text: str
    citations: tuple[Citation, ...]
    parts: tuple[Part, ...] = ()  # joined they are `text`
