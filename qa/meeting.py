"""How each piece of a passage meets a question: what the pointer is told, so that it need not learn it.

FastQA (Weissenborn et al., CoNLL 2017, https://aclanthology.org/K17-1028) showed how far two such features go.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from qa.pieces import KINDS, Pieces

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Vectors = Callable[[Ints], Floats]  # rows of the static table -> (rows, dim), of unit length or zero

FEATURES = (
    "same",  # the piece is one of the question's
    "same_rare",  # ... times its rarity
    "characters",  # share of its characters that the question holds
    "run",  # length of the longest run of characters that it shares with the question, of 8
    "run_share",  # ... as a share of the question
    "close",  # cosine with the closest piece of the question that says something
    "close_rare",  # the highest cosine times rarity
    "sentence", "clause", "before_4", "after_4", "before_12", "after_12", "around_30", "sentence_before",  # of the question's rarity that is met there
    "best_sentence", "best_clause", "best_around",  # ... as a share of the highest in the passage
    "quoted", "titled", "bracketed",  # stands between such marks
    "opens", "closes",  # the first, the last piece of a clause
    "place",  # in its sentence, 0 to 1
    "rare",  # how rare the piece itself is
)  # fmt: skip
STOPS = frozenset(KINDS.index(mark) for mark in ("。", "?", "\n", "；"))
PAUSES = STOPS | {KINDS.index("，"), KINDS.index("：")}
CLOSE = 0.45  # cosines below it are chance
NEAR = 0.8  # what a word counts that is met by a close one only


def meet(question: Pieces, passage: Pieces, rarity: Floats, vectors: Vectors) -> Floats:
    """`(pieces, len(FEATURES))`. `rarity` and `vectors` belong to the rows of the static table."""
    n = len(passage)
    spelled = [passage.text[a:b] for a, b in zip(passage.starts.tolist(), passage.ends.tolist(), strict=True)]
    asked = [question.text[a:b] for a, b in zip(question.starts.tolist(), question.ends.tolist(), strict=True)]
    weights = rarity[question.ids] * (question.kinds <= KINDS.index("latin"))
    same = np.array([[one == other for other in asked] for one in spelled], bool).reshape(n, len(asked))
    cosines = vectors(passage.ids) @ vectors(question.ids).T
    runs, covered = _runs(passage.text, question.text)
    run = np.maximum.reduceat(np.append(runs, 0), passage.starts) if n else runs[:0]
    shared = np.add.reduceat(np.append(covered, 0), passage.starts)[:n] if n else covered[:0]
    shared = np.minimum(1, shared / np.maximum(1, passage.ends - passage.starts))
    near = np.where(cosines > CLOSE, NEAR * cosines, 0) * (weights > 0)
    met = np.maximum(same, near).astype(np.float32)
    stops, pauses = np.isin(passage.kinds, list(STOPS)), np.isin(passage.kinds, list(PAUSES))
    sentence, clause = _numbers(stops), _numbers(pauses)
    total = weights.sum() or 1.0

    def share(best: Floats) -> Floats:
        found: Floats = ((best * weights).sum(1) / total).astype(np.float32)
        return found

    by_sentence, by_clause = _by_unit(met, sentence), _by_unit(met, clause)
    in_sentence, in_clause, around = share(by_sentence)[sentence], share(by_clause)[clause], share(_window(met, 15, 15))
    before = np.concatenate([np.zeros((1, met.shape[1]), np.float32), by_sentence[:-1]])
    marks = passage.kinds
    columns = [
        same.any(1),
        (same * weights).max(1, initial=0),
        shared,
        np.minimum(run, 8) / 8,
        run / max(1, len(question.text)),
        (cosines * (weights > 0)).max(1, initial=0),
        (cosines * weights).max(1, initial=0),
        in_sentence, in_clause,
        share(_window(met, 4, 0)), share(_window(met, 0, 4)), share(_window(met, 12, 0)), share(_window(met, 0, 12)),
        around,
        share(before)[sentence],
        *(one / max(1e-6, one.max(initial=0)) for one in (in_sentence, in_clause, around)),
        _inside(marks, "“", "”"), _inside(marks, "《", "》"), _inside(marks, "（", "）"),
        np.append(True, pauses[:-1]) if n else pauses,
        np.append(pauses[1:], True) if n else pauses,
        _place(sentence),
        rarity[passage.ids] * (passage.kinds <= KINDS.index("latin")),
    ]  # fmt: skip
    return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)


def _runs(text: str, question: str) -> tuple[Ints, Ints]:
    """Of each character of the text the longest run that it stands in and shares with the question, and whether any."""
    one, other = (
        np.array([ord(c) if c.isalnum() else -i for c in part], np.int64) for i, part in ((1, text), (2, question))
    )
    same = one[:, None] == other[None]
    left, right = same.astype(np.int64), same.astype(np.int64)
    for j in range(1, len(other)):
        left[1:, j] = np.where(same[1:, j], left[:-1, j - 1] + 1, 0)
    for j in range(len(other) - 2, -1, -1):
        right[:-1, j] = np.where(same[:-1, j], right[1:, j + 1] + 1, 0)
    runs = np.where(same, left + right - 1, 0).max(1, initial=0)
    return runs, (runs > 0).astype(np.int64)


def _numbers(ends: Bools) -> Ints:
    """The number of the unit that each piece stands in; a mark that ends a unit belongs to it."""
    return np.concatenate([[0], np.cumsum(ends[:-1])]).astype(np.int64) if len(ends) else np.zeros(0, np.int64)


def _by_unit(met: Floats, unit: Ints) -> Floats:
    if not len(unit):
        return met
    starts = np.flatnonzero(np.append(True, unit[1:] != unit[:-1]))
    return np.asarray(np.maximum.reduceat(met, starts, axis=0), np.float32)


def _window(met: Floats, before: int, after: int) -> Floats:
    """The highest value among so many pieces before and after, the piece itself left out on a one-sided window."""
    if not met.size:
        return met
    padded = np.pad(met, ((before, after), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, before + after + 1, axis=0)
    if before and not after:
        windows = windows[..., :-1]
    elif after and not before:
        windows = windows[..., 1:]
    return np.asarray(windows.max(-1), np.float32)


def _inside(kinds: Ints, opening: str, closing: str) -> Floats:
    depth = np.cumsum(kinds == KINDS.index(opening)) - np.cumsum(kinds == KINDS.index(closing))
    return np.asarray((depth > 0) & (kinds != KINDS.index(opening)), np.float32)


def _place(unit: Ints) -> Floats:
    if not len(unit):
        return np.zeros(0, np.float32)
    starts = np.flatnonzero(np.append(True, unit[1:] != unit[:-1]))
    lengths = np.diff(np.append(starts, len(unit)))
    return np.asarray((np.arange(len(unit)) - np.repeat(starts, lengths)) / np.repeat(lengths, lengths), np.float32)
