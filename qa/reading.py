"""What passes between reading, composing and judging: scored sentences, and the answer made of the best of them."""

from __future__ import annotations

from dataclasses import dataclass

from qa.answer import Citation, Part
from qa.evidence import Evidence
from qa.matching import Standing


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence or row with its score; higher answers better."""

    evidence: Evidence
    score: float
    values: tuple[float, ...]  # in the order of matching.FEATURES
    standing: Standing


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found, before it is decided whether that is an answer."""

    text: str
    citations: tuple[Citation, ...]
    parts: tuple[Part, ...] = ()  # joined they are `text`
