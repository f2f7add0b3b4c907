"""Adjacent lines of one section into passages of about 400 characters, cut where a reader would cut."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.structure.sentences import sentence_spans

# Characters of a passage: what the JSON contract promises at most, and what a person takes in at one glance. For BM25 on
# the fictional reports 300, 400 and 500 are level (recall@1 0.708, 0.700, 0.704).
LONGEST = 400
SENTENCE_END = re.compile(r"[。！？!?；;…”’」）)】|*]\s*$")
LEADS_ON = re.compile(r"[：:，,、]\**\s*$")  # what comes next belongs to it

# Costs, in passages: a cut that tears words apart is worth one passage more or less.
AFTER_LEAD, AFTER_HEADING, WITHIN_SENTENCE, WITHIN_LINE = 0.8, 2.0, 0.6, 0.2


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch that is not cut any further: a line, or some sentences of a long one."""

    start: int
    end: int
    text: str
    heading: bool = False
    question: bool = False  # that the next piece answers
    item: bool = False  # of a list
    clause: bool = False  # goes on with the clause (第三条) of the piece before
    inner: bool = False  # the line goes on behind it


def pack(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Group neighbouring pieces into passages of at most `LONGEST` characters, as few and as even as possible.

    A passage costs one, more the shorter it is, and more where its end is no place to cut: never right behind a
    heading or a question, rarely behind a colon or within a sentence. Dynamic programming over the places where a
    passage may end.
    """
    pieces = _cut(pieces)
    best = [0.0] + [float("inf")] * len(pieces)
    before = [0] * (len(pieces) + 1)
    for end in range(1, len(pieces) + 1):
        last, cut = pieces[end - 1].end, 1.0 + _cut_cost(pieces, end)
        for start in range(end - 1, -1, -1):
            empty = 1.0 - (last - pieces[start].start) / LONGEST
            if empty < 0 and start < end - 1:
                break
            cost = best[start] + cut + (empty * empty if empty > 0 else 0.0)
            if cost < best[end]:
                best[end], before[end] = cost, start
    passages, end = [], len(pieces)
    while end:
        passages.append(list(pieces[before[end] : end]))
        end = before[end]
    return passages[::-1]


def _cut_cost(pieces: Sequence[Piece], end: int) -> float:
    """Of ending a passage before the piece `end`: nothing where a paragraph ends."""
    last = pieces[end - 1]
    if end == len(pieces):
        return 0.0
    if last.heading or last.question:
        return AFTER_HEADING
    if LEADS_ON.search(last.text[-8:]):
        return AFTER_LEAD
    if pieces[end].clause or (not SENTENCE_END.search(last.text[-8:]) and (last.inner or not last.item)):
        return WITHIN_SENTENCE
    return WITHIN_LINE if last.inner else 0.0


def _cut(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, those that do not fit into one passage, or not behind their heading or question, by sentences."""
    parts: list[Piece] = []
    ahead = 0  # characters of the headings and the question right before
    for piece in pieces:
        length = piece.end - piece.start
        keeps = piece.heading or piece.question
        if length > LONGEST or (not keeps and ahead and ahead + length > LONGEST):
            parts += _sentences(piece)
        else:
            parts.append(piece)
        ahead = ahead + length if keeps else 0
    return parts


def _sentences(piece: Piece) -> list[Piece]:
    spans = _trimmed(piece.text, _atoms(piece.text))
    parts = [
        replace(piece, start=piece.start + left, end=piece.start + right, text=piece.text[left:right], inner=True)
        for left, right in spans
    ]
    return [*parts[:-1], replace(parts[-1], inner=False)]


def _atoms(text: str) -> list[tuple[int, int]]:
    """Sentences; one that is longer than a passage, at its commas; one without commas, by length."""
    atoms: list[tuple[int, int]] = []
    for start, end in sentence_spans(text):
        if end - start <= LONGEST:
            atoms.append((start, end))
            continue
        for match in re.finditer(
            rf"[^，,、\s]{{1,{LONGEST - 1}}}(?:[，,、\s]|$)|.{{1,{LONGEST}}}", text[start:end], re.DOTALL
        ):
            atoms.append((start + match.start(), start + match.end()))
    return atoms


def _trimmed(text: str, parts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Without the white space at the edges; what is nothing else is left out."""
    trimmed = []
    for start, end in parts:
        inner = text[start:end]
        left = start + len(inner) - len(inner.lstrip())
        right = end - (len(inner) - len(inner.rstrip()))
        if left < right:
            trimmed.append((left, right))
    return trimmed
