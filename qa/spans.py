"""The part of a sentence that answers: the run of clauses that meets the question and holds the wanted kind of value."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.segmenter import normalise
from qa.matching import QueryTerm
from qa.question import Want
from qa.typed import kinds_in

CLAUSE = re.compile(r"[^，,；;：:]*[，,；;：:]*")
LONGEST = 110  # characters; an answer that names a fact may have 120 once its blanks are gone
COST = 0.0015  # of one more character, in shares of the question's weight
FIGURES = frozenset({Want.NUMBER, Want.SHARE, Want.MONEY, Want.DATE})
VALUE = 0.25  # what a wanted kind of value is worth, likewise


def clauses(text: str) -> list[tuple[int, int]]:
    """Spans of the clauses; a comma between digits (1,950) or inside brackets or quotation marks does not cut."""
    cuts = [match.end() for match in CLAUSE.finditer(text) if match.end() < len(text)]
    ends = [cut for cut in dict.fromkeys(cuts) if cut and not _inside(text, cut)] + [len(text)]
    return list(zip([0, *ends[:-1]], ends, strict=True))


def answering_span(text: str, terms: Sequence[QueryTerm], wants: frozenset[Want]) -> tuple[int, int]:
    """The span of `text`, at most LONGEST characters where it can be cut, that answers best for its length."""
    pieces = clauses(text)
    best, chosen = float("-inf"), (0, len(text))
    for first in range(len(pieces)):
        for last in range(first, len(pieces)):
            start, end = pieces[first][0], pieces[last][1]
            if end - start > LONGEST and last > first:
                break
            gain = _gain(normalise(text[start:end]), terms, wants) - COST * (end - start)
            if gain > best:
                best, chosen = gain, (start, end)
    return trimmed(text, *chosen)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without blanks, list marks and closing punctuation at its ends."""
    while start < end and text[start] in " \t\n　，,；;、。：:-●•*>|":
        start += 1
    while end > start and text[end - 1] in " \t\n　，,；;、。：:|":
        end -= 1
    return start, end


def _gain(text: str, terms: Sequence[QueryTerm], wants: frozenset[Want]) -> float:
    total = sum(term.weight for term in terms) or 1.0
    met = sum(term.weight * term.met(text) for term in terms) / total
    kinds = len(wants & kinds_in(text)) / len(wants) if wants else 0.0
    figures = bool(wants & FIGURES) and any(character.isdigit() for character in text)
    return met + VALUE * (kinds + figures)


def _inside(text: str, cut: int) -> bool:
    """Whether a cut would split a number or a bracketed or quoted part."""
    if text[cut - 1] in ",：:" and text[cut - 2 : cut - 1].isdigit() and text[cut : cut + 1].isdigit():
        return True
    before = text[:cut]
    return any(
        before.count(opening) > before.count(closing) for opening, closing in ("（）", "()", "“”", "《》", "「」")
    )
