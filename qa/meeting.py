"""How each piece of a passage meets a question: what the pointer is told, so that it need not learn it.

FastQA (Weissenborn et al., CoNLL 2017, https://aclanthology.org/K17-1028) showed how far two such features go.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
    "sentence", "clause", "around_30",  # of the question's rarity that is met there
    "best_sentence", "best_clause", "best_around",  # ... as a share of the highest in the passage
    "before_4", "after_4", "before_12", "after_12", "sentence_before",  # ... that is met there
    "telling_words",  # as sentence, each word by how few sentences of the passage meet it
    "best_telling_words",
    "pairs", "pairs_clause",  # share of the question's character bigrams that the sentence, the clause holds
    "telling", "telling_clause",  # ... each by how few sentences of the passage hold it
    "best_pairs", "best_telling", "best_telling_clause",
    "dense", "dense_clause",  # cosine of the question and the sentence, the clause
    "behind",  # how far the sentence is behind the one with the highest
    "quoted", "titled", "bracketed",  # stands between such marks
    "opens", "closes",  # the first, the last piece of a clause
    "place",  # in its sentence, 0 to 1
    "rare",  # how rare the piece itself is
)  # fmt: skip
STOPS = frozenset(KINDS.index(mark) for mark in ("。", "?", "\n", "；"))
PAUSES = STOPS | {KINDS.index("，"), KINDS.index("：")}
CLOSE = 0.45  # cosines below it are chance
NEAR = 0.8  # what a word counts that is met by a close one only
HELD = 0.5  # a sentence meets a word that counts so much there


@dataclass(frozen=True, slots=True)
class _Units:
    """The number of the sentence and of the clause that each piece stands in."""

    sentence: Ints
    clause: Ints


def meet(question: Pieces, passage: Pieces, rarity: Floats, vectors: Vectors) -> Floats:
    """`(pieces, len(FEATURES))`. `rarity` and `vectors` belong to the rows of the static table."""
    stops, pauses = (np.isin(passage.kinds, list(kinds)) for kinds in (STOPS, PAUSES))
    units = _Units(_numbers(stops), _numbers(pauses))
    asks = rarity[question.ids] * (question.kinds <= KINDS.index("latin"))
    rare = rarity[passage.ids] * (passage.kinds <= KINDS.index("latin"))
    asked, said = vectors(question.ids), vectors(passage.ids)
    same = _same(question, passage)
    cosines = said @ asked.T
    met = np.maximum(same, np.where(cosines > CLOSE, NEAR * cosines, 0) * (asks > 0)).astype(np.float32)
    columns = [
        same.any(1),
        (same * asks).max(1, initial=0),
        *_by_characters(question, passage),
        (cosines * (asks > 0)).max(1, initial=0),
        (cosines * asks).max(1, initial=0),
        *_by_words(met, asks, units),
        *_by_pairs(question, passage, units),
        *_by_vectors(_mean(asked, asks, np.zeros(len(question), np.int64)), said, rare, units),
        *(_inside(passage.kinds, *marks) for marks in ("“”", "《》", "（）")),
        np.append(True, pauses[:-1])[: len(pauses)],
        np.append(pauses[1:], True)[: len(pauses)],
        _place(units.sentence),
        rare,
    ]
    return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)


def _same(question: Pieces, passage: Pieces) -> Bools:
    """`(passage's pieces, question's)`: which are spelled alike."""
    said, asked = (
        [one.text[a:b] for a, b in zip(one.starts.tolist(), one.ends.tolist(), strict=True)]
        for one in (passage, question)
    )
    return np.array([[one == other for other in asked] for one in said], bool).reshape(len(said), len(asked))


def _by_characters(question: Pieces, passage: Pieces) -> list[Floats]:
    runs, covered = _runs(passage.text, question.text)
    n = len(passage)
    run = np.maximum.reduceat(np.append(runs, 0), passage.starts) if n else runs[:0]
    shared = np.add.reduceat(np.append(covered, 0), passage.starts)[:n] if n else covered[:0]
    shared = np.minimum(1, shared / np.maximum(1, passage.ends - passage.starts))
    return [shared, np.minimum(run, 8) / 8, run / max(1, len(question.text))]


def _by_words(met: Floats, asks: Floats, units: _Units) -> list[Floats]:
    """`met` is `(pieces, question's pieces)`, `asks` what each of the question's counts."""
    total = asks.sum() or 1.0

    def share(best: Floats) -> Floats:
        return np.asarray((best * asks).sum(1) / total, np.float32)

    by_sentence = _by_unit(met, units.sentence)
    three = (
        share(by_sentence)[units.sentence],
        share(_by_unit(met, units.clause))[units.clause],
        share(_window(met, 15, 15)),
    )
    before = np.concatenate([np.zeros((1, met.shape[1]), np.float32), by_sentence[:-1]])
    telling = _telling(by_sentence >= HELD) * (asks > 0)
    by_telling = (by_sentence @ telling / (telling.sum() or 1.0))[units.sentence]
    return [
        *three,
        *map(_of_best, three),
        *(share(_window(met, *sides)) for sides in ((4, 0), (0, 4), (12, 0), (0, 12))),
        share(before)[units.sentence],
        by_telling,
        _of_best(by_telling),
    ]


def _by_pairs(question: Pieces, passage: Pieces, units: _Units) -> list[Floats]:
    text = question.text
    pairs = list(dict.fromkeys(pair for i in range(len(text) - 1) if (pair := text[i : i + 2]).isalnum()))
    by_sentence, by_clause = (_holding(passage, pairs, unit) for unit in (units.sentence, units.clause))
    telling = _telling(by_sentence)
    shares = by_sentence.mean(1)[units.sentence]
    tells, tells_clause = (by_sentence @ telling)[units.sentence], (by_clause @ telling)[units.clause]
    return [shares, by_clause.mean(1)[units.clause], tells, tells_clause, *map(_of_best, (shares, tells, tells_clause))]


def _by_vectors(asked: Floats, said: Floats, rare: Floats, units: _Units) -> list[Floats]:
    """`asked` is the question's vector, `(1, dim)`, `said` those of the pieces."""
    dense, clause = ((_mean(said, rare, unit) @ asked[0])[unit] for unit in (units.sentence, units.clause))
    return [dense, clause, dense - dense.max(initial=-1)]


def _of_best(shares: Floats) -> Floats:
    return np.asarray(shares / max(1e-6, shares.max(initial=0)), np.float32)


def _holding(passage: Pieces, parts: Sequence[str], unit: Ints) -> Floats:
    """`(units, parts)`: 1 where a unit of the passage holds such characters; one part that nothing holds for none."""
    firsts = np.flatnonzero(np.diff(unit, prepend=-1))
    lasts = np.append(firsts[1:], len(unit)) - 1
    places = zip(passage.starts[firsts].tolist(), passage.ends[lasts].tolist(), strict=True) if len(unit) else ()
    texts = [passage.text[start:end] for start, end in places]
    held = [[part in text for part in parts] or [False] for text in texts]
    return np.array(held, np.float32).reshape(len(texts), max(1, len(parts)))


def _telling(held: Floats | Bools) -> Floats:
    """`(units, things)` -> `(things,)`, adding up to 1: how few units hold each."""
    weights = np.log((len(held) + 1) / (held.sum(0) + 0.5)).clip(0)
    return np.asarray(weights / (weights.sum() or 1.0), np.float32)


def _mean(vectors: Floats, weights: Floats, unit: Ints) -> Floats:
    """`(units, dim)` of unit length: the weighted means of the vectors of each unit's pieces; zero for no pieces."""
    if not len(unit):
        return np.zeros((1, vectors.shape[1]), np.float32)
    sums = np.add.reduceat(vectors * weights[:, None], np.flatnonzero(np.diff(unit, prepend=-1)), axis=0)
    return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-6), np.float32)


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
