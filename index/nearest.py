"""The passages and sentences of a library whose vectors are closest to a question's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.segment import SAMPLE, Segment
from index.vectors import CodedStore, FaissStore, Floats, Rows, Tier, VectorStore, tier_of

SENTENCES = 200_000  # of a library up to which all are compared; beyond, those of the passages that were found


@dataclass(frozen=True)
class View:
    """A segment at its place among the rows of a library, without its removed documents."""

    segment: Segment
    first: int
    dead: NDArray[np.int32]  # (stretches, 2): first row in the segment and end

    @property
    def alive(self) -> Rows:
        """The rows in the segment that are in the library."""
        steps = np.zeros(self.segment.rows + 1, np.int32)
        np.add.at(steps, self.dead[:, 0], 1)
        np.add.at(steps, self.dead[:, 1], -1)
        return np.flatnonzero(np.cumsum(steps)[:-1] == 0)

    @property
    def rows(self) -> Rows:
        """The same among all rows."""
        return self.alive + self.first


class Nearest:
    """Searches vectors. Sentences are a passage's parts: `k` of them may belong to one."""

    def __init__(self, views: Sequence[View]) -> None:
        self._views = views
        passages = sum(view.segment.rows - int(np.diff(view.dead).sum()) for view in views)
        self.tier = tier_of(passages)
        self._passages = [_store(view, self.tier) for view in views]
        self._sentences: list[tuple[VectorStore, Rows]] | None = None
        self._sample: _Sample | None = None
        if sum(len(view.segment.sentences) for view in views) <= SENTENCES:
            self._sentences = [_sentences(view, self.tier) for view in views]
        else:
            self._sample = _Sample(views)

    @property
    def all_sentences(self) -> bool:
        """Whether every sentence is compared, and not only those of given passages."""
        return self._sentences is not None

    def passages(self, vector: Floats, k: int) -> tuple[Rows, Floats]:
        """The k rows of highest inner product with `(dim,)`, best first."""
        found = [store.search(vector, k) for store in self._passages]
        rows = [rows + view.first for (rows, _), view in zip(found, self._views, strict=True)]
        return _best(rows, [similarities for _, similarities in found], k)

    def similarities(self, vector: Floats, rows: Rows) -> Floats:
        """The inner products of the passages in these rows, ascending, with `(dim,)`."""
        found = [np.empty(0, np.float32)]
        for view, places in self._places(rows):
            found.append(view.segment.passages.take(places, 0).astype(np.float32) @ vector)
        return np.concatenate(found)

    def least_sentence(self, vector: Floats, k: int) -> float:
        """About how close the k-th closest sentence is; -1 where every sentence is compared anyway."""
        return -1.0 if self._sample is None else self._sample.kth(vector, k)

    def sentences(self, vector: Floats, k: int, among: Rows, least: float) -> tuple[Rows, Floats]:
        """The rows of the passages of the k closest sentences, best first.

        Of a large library only the sentences of the passages `among` these, ascending; none of them counts less than
        `least`, as those that are not among the k closest of all.
        """
        if self._sentences is None:
            return self._sentences_of(vector, among, least)
        found = [(store.search(vector, k), owners) for store, owners in self._sentences]
        rows = [owners[rows] for (rows, _), owners in found]
        return _best(rows, [similarities for (_, similarities), _ in found], k)

    def _sentences_of(self, vector: Floats, among: Rows, least: float) -> tuple[Rows, Floats]:
        rows, similarities = [], []
        for view, places in self._places(among):
            starts, ends = (view.segment.sentence_starts.take(places + i, 0) for i in (0, 1))
            sentences = _stretches(starts, ends - starts)
            rows.append(np.repeat(places + view.first, ends - starts))
            similarities.append(view.segment.sentences.take(sentences, 0).astype(np.float32) @ vector)
        found = _best(rows, similarities, sum(map(len, rows)))
        return found[0], np.maximum(found[1], np.float32(least))

    def _places(self, rows: Rows) -> Iterator[tuple[View, Rows]]:
        """Of each segment that some of the rows, ascending, are in: their places in it."""
        for view in self._views:
            first, last = np.searchsorted(rows, [view.first, view.first + view.segment.rows])
            if last > first:
                yield view, rows[first:last] - view.first


class _Sample:
    """A part of all sentences, from which is told how close the k-th closest of all is."""

    def __init__(self, views: Sequence[View]) -> None:
        self._stores = [_sampled(view.segment) for view in views]

    def kth(self, vector: Floats, k: int) -> float:
        """The similarity of about the k-th closest of all sentences; -1 where there are fewer."""
        nth = max(1, round(k / SAMPLE))
        found = np.concatenate([np.empty(0, np.float32), *(one.search(vector, nth)[1] for one in self._stores)])
        return float(np.sort(found)[-nth]) if len(found) >= nth else -1.0


def _sampled(segment: Segment) -> VectorStore:
    if segment.sampled_codes:
        return CodedStore(segment.sampled_codes, segment.sampled, np.empty(0, np.int64))
    return FaissStore.build(segment.sampled, segment.dim, half=True)


def _store(view: View, tier: Tier) -> VectorStore:
    vectors, dim = view.segment.passages, view.segment.dim
    rows = view.alive if len(view.dead) else None
    if tier is Tier.CODES and view.segment.codes:
        dead = np.setdiff1d(np.arange(view.segment.rows), rows) if rows is not None else np.empty(0, np.int64)
        return CodedStore(view.segment.codes, vectors, dead)
    return FaissStore.build(vectors, dim, rows, half=tier is not Tier.FLAT)


def _sentences(view: View, tier: Tier) -> tuple[VectorStore, Rows]:
    """All sentences of a segment's living passages, and the row of each sentence's passage."""
    starts = view.segment.sentence_starts[:]
    owners = np.repeat(np.arange(view.segment.rows), np.diff(starts))
    kept = None
    if len(view.dead):
        kept = np.flatnonzero(np.isin(owners, view.alive))
    half = tier is not Tier.FLAT
    return FaissStore.build(view.segment.sentences, view.segment.dim, kept, half=half), owners + view.first


def _stretches(starts: Rows, lengths: Rows) -> Rows:
    """The numbers from each start on, as many as its length."""
    ends = np.cumsum(lengths)
    numbers: Rows = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(starts - (ends - lengths), lengths)
    return numbers


def _best(rows: Sequence[Rows], similarities: Sequence[Floats], k: int) -> tuple[Rows, Floats]:
    if len(rows) == 1 and len(rows[0]) <= k and np.all(np.diff(similarities[0]) <= 0):
        return rows[0], similarities[0]
    every = np.concatenate([np.empty(0, np.int64), *rows])
    values = np.concatenate([np.empty(0, np.float32), *similarities])
    order = np.argsort(-values, kind="stable")[:k]
    return every[order], values[order]
