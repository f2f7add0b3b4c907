"""The postings of some passages: which of them hold a token, and what that is worth. Arrays, in memory or in files.

A token is known by 64 bits of its BLAKE2 hash: among ten million tokens two meet with a probability of 1 : 370,000, and
then count as one. The words themselves are kept only as a list, for whoever looks for names and misspellings.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.blocks import Array
from index.segmenter import MARK, Split

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
Tokens = Sequence[str]

K1 = 0.9  # measured on the fictional reports
B = 0.5
MOST = 255  # times that a token counts in one field of one unit
BREAK = ord("\n")  # what stands after each run of characters
PART = 1 << 23  # postings that are merged at a time


@dataclass(frozen=True, slots=True)
class Field:
    """A named list of tokens per unit; `b` is how much a long field is held against its unit (0 to 1)."""

    weight: float = 1.0
    b: float = B


@dataclass(frozen=True, slots=True)
class Counts:
    """Postings before they are weighed: the averages of the whole library are not known yet."""

    hashes: NDArray[np.uint64]  # (tokens,), ascending
    starts: NDArray[np.int64]  # (tokens + 1,)
    ids: NDArray[np.int32]  # (postings,): ids[starts[t]:starts[t + 1]] are the units that hold token t, ascending
    times: NDArray[np.uint32]  # (postings,): eight bits a field, the first field lowest
    lengths: NDArray[np.int32]  # (units, fields)
    words: tuple[str, ...]  # tokens that are no characters, in the order in which they first appear


@dataclass(frozen=True, slots=True)
class Postings:
    """Postings that are weighed."""

    hashes: Array  # (tokens,) uint64, ascending
    starts: Array  # (tokens + 1,) int64
    peaks: Array  # (tokens,) float32: the highest impact of each token
    ids: Array  # (postings,) int32: ids[starts[t]:starts[t + 1]] are the units that hold token t, ascending
    impacts: Array  # (postings,) float32
    size: int  # units
    words: Callable[[], tuple[str, ...]]  # as in Counts


def hash_of(token: str) -> int:
    """64 bits."""
    return int.from_bytes(hashlib.blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def count(units: Iterable[Mapping[str, Tokens | Split]], fields: Sequence[str]) -> Counts:
    """Count units, each a mapping of field name to tokens; a field that is missing is empty.

    Tokens become numbers as they come: as strings those of a long report would take hundreds of megabytes.
    Characters, more than half of them, are never strings at all before they are counted.
    """
    rows: dict[str, int] = {}
    columns = [_Column() for _ in fields]
    for unit in units:
        for name, column in zip(fields, columns, strict=True):
            tokens = unit.get(name, ())
            words, runs = (tokens.words, tokens.runs) if isinstance(tokens, Split) else (tokens, "")
            column.tokens.extend(rows.setdefault(token, len(rows)) for token in words)
            column.words.append(len(words))
            column.runs.append(runs)
    size = max((len(column.words) for column in columns), default=0)
    singles = [_characters(column.runs, size) for column in columns]
    keys = np.unique(np.concatenate([np.empty(0, np.int64), *(found.keys for found in singles)]))
    hashes = np.array([hash_of(token) for token in (*rows, *(MARK + chr(key) for key in keys.tolist()))], np.uint64)
    order = np.argsort(hashes, kind="stable")
    rank = np.empty(len(hashes), np.int64)
    rank[order] = np.arange(len(hashes))
    found = [
        _counted(column, one, rank, len(rows) + keys.searchsorted(one.keys), size)
        for column, one in zip(columns, singles, strict=True)
    ]
    pairs, times = _joined(found)
    token, ids = np.divmod(pairs, max(1, size))
    starts = np.searchsorted(token, np.arange(len(hashes) + 1)).astype(np.int64)
    words = tuple(token for token in rows if token[:1] != MARK)
    lengths = [np.array(column.words, np.int32) + one.lengths for column, one in zip(columns, singles, strict=True)]
    return Counts(hashes[order], starts, ids.astype(np.int32), times, np.stack(lengths, axis=1), words)


class _Column:
    """One field of all units."""

    def __init__(self) -> None:
        self.tokens = array("i")
        self.words: list[int] = []  # of each unit, how many
        self.runs: list[str] = []  # of each unit


@dataclass(frozen=True, slots=True)
class _Characters:
    keys: NDArray[np.int64]  # code points
    units: NDArray[np.int64]
    times: NDArray[np.int64]
    lengths: NDArray[np.int32]  # (units,)


def _characters(runs: Sequence[str], size: int) -> _Characters:
    """Each character of each unit once, by code point and unit, with how often it stands there."""
    codes = np.frombuffer("".join(runs).encode("utf-32-le", "surrogatepass"), "<u4").astype(np.int64)
    unit = np.repeat(np.arange(len(runs)), [len(run) for run in runs])[codes != BREAK]
    key, times = np.unique(codes[codes != BREAK] * max(1, size) + unit, return_counts=True)
    codes, units = np.divmod(key, max(1, size))
    return _Characters(codes, units, times, np.bincount(unit, minlength=size).astype(np.int32))


Times = tuple[NDArray[np.int64], NDArray[np.int64]]  # (token, unit) as one number, and how often


def _counted(column: _Column, characters: _Characters, rank: Rows, rows: Rows, size: int) -> Times:
    """Each token of each unit of a field once."""
    tokens = rank[np.frombuffer(column.tokens, np.int32)] if column.tokens else np.empty(0, np.int64)
    key, often = np.unique(tokens * size + np.repeat(np.arange(size), column.words), return_counts=True)
    return np.concatenate([key, rank[rows] * size + characters.units]), np.concatenate([often, characters.times])


def _joined(fields: Sequence[Times]) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """Each (token, unit) once, ascending, with how often it stands in each field."""
    key = np.concatenate([np.empty(0, np.int64), *(keys for keys, _ in fields)])
    packed = [
        np.minimum(often, MOST).astype(np.uint32) << np.uint32(8 * place) for place, (_, often) in enumerate(fields)
    ]
    times = np.concatenate([np.empty(0, np.uint32), *packed])
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = np.flatnonzero(np.append(True, key[1:] != key[:-1])[: len(key)])
    return key[first], np.add.reduceat(times[order], first) if len(key) else times


def averages(lengths: Iterable[NDArray[np.int32]], fields: int) -> Floats:
    """`(fields,)`: the mean length of each field where it is not empty; 1 for one that always is."""
    totals, filled = np.zeros(fields, np.int64), np.zeros(fields, np.int64)
    for part in lengths:
        totals += part.sum(axis=0, dtype=np.int64)
        filled += (part > 0).sum(axis=0)
    means = totals.astype(np.float32) / np.maximum(filled, 1).astype(np.float32)
    return np.where(filled > 0, means, np.float32(1)).astype(np.float32)


def weigh(counts: Counts, fields: Mapping[str, Field], means: Floats, k1: float = K1) -> Postings:
    """The impacts of counted postings. The fields are added up before saturation."""
    frequency = np.zeros(len(counts.ids), np.float64)
    for place, field in enumerate(fields.values()):
        lengths = counts.lengths[:, place].astype(np.float32)
        norm = 1 - field.b + field.b * lengths / means[place]
        held = (counts.times >> np.uint32(8 * place)) & np.uint32(MOST)
        here = np.flatnonzero(held)
        frequency[here] += (field.weight * held[here] / norm[counts.ids[here]]).astype(np.float32)
    summed = frequency.astype(np.float32)
    impacts = summed / (k1 + summed)
    return Postings(
        counts.hashes,
        counts.starts,
        _peaks(impacts, counts.starts),
        counts.ids,
        impacts,
        len(counts.lengths),
        lambda: counts.words,
    )


def _peaks(impacts: Floats, starts: NDArray[np.int64]) -> Floats:
    return np.maximum.reduceat(impacts, starts[:-1]) if len(impacts) else np.empty(0, np.float32)


@dataclass(frozen=True, slots=True)
class Source:
    """Postings that go into others: `places[unit]` is the unit's new number, -1 for one that is left out."""

    postings: Postings
    places: NDArray[np.int32]


def merge(sources: Sequence[Source], size: int) -> Iterator[Postings]:
    """The postings of all sources, a part of the tokens at a time, ascending; `size` units in all.

    The new numbers of a source must ascend, and be larger than those of the sources before it. The words are with the
    first part.
    """
    hashes = [one.postings.hashes[:] for one in sources]
    every = np.unique(np.concatenate(hashes)) if hashes else np.empty(0, np.uint64)
    held = np.zeros(len(every) + 1, np.int64)
    for one, own in zip(sources, hashes, strict=True):
        held[np.searchsorted(every, own) + 1] += np.diff(one.postings.starts[:])
    total = np.cumsum(held)
    first = 0
    while first < len(every):
        last = max(first + 1, int(np.searchsorted(total, total[first] + PART, "right")) - 1)
        yield _merged(sources, hashes, every[first:last], size)
        first = last


def _merged(
    sources: Sequence[Source], hashes: Sequence[NDArray[np.uint64]], tokens: NDArray[np.uint64], size: int
) -> Postings:
    rows, ids, impacts = [], [], []
    for one, own in zip(sources, hashes, strict=True):
        first, last = np.searchsorted(own, tokens[0]), np.searchsorted(own, tokens[-1], "right")
        starts = one.postings.starts[int(first) : int(last) + 1]
        here = slice(int(starts[0]), int(starts[-1]))
        row = np.repeat(np.searchsorted(tokens, own[first:last]), np.diff(starts)).astype(np.int32)
        place = one.places[one.postings.ids[here]]
        kept = place >= 0
        rows.append(row[kept])
        ids.append(place[kept])
        impacts.append(one.postings.impacts[here][kept])
    row = np.concatenate(rows)
    order = np.argsort(row, kind="stable")  # within a token the sources follow each other, and their units ascend
    starts = np.searchsorted(row[order], np.arange(len(tokens) + 1))
    left = np.flatnonzero(np.diff(starts))
    starts = np.append(starts[left], starts[-1]).astype(np.int64)
    joined = np.concatenate(impacts)[order]
    return Postings(tokens[left], starts, _peaks(joined, starts), np.concatenate(ids)[order], joined, size, lambda: ())


def merged_words(sources: Sequence[Source], hashes: NDArray[np.uint64]) -> tuple[str, ...]:
    """The words of all sources that some unit still holds, in the order in which they first appear."""
    words = list(dict.fromkeys(word for one in sources for word in one.postings.words()))
    wanted = np.array([hash_of(word) for word in words], np.uint64)
    if not len(hashes) or not words:
        return ()
    at = np.minimum(np.searchsorted(hashes, wanted), len(hashes) - 1)
    return tuple(word for word, there in zip(words, (hashes[at] == wanted).tolist(), strict=True) if there)
