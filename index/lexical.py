"""BM25F over our own numpy postings: several weighted fields, queries whose terms have weighted alternatives.

The variant is Lucene's (no (k1 + 1) in the numerator, idf never negative), with one length norm per field:
Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009, section 3.6,
https://doi.org/10.1561/1500000019; Kamphuis et al., Which BM25 Do You Mean?, ECIR 2020, table 1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from index.postings import K1, B, Field, Floats, Postings, Tokens, averages, count, hash_of, weigh

STEPS = 2.0  # postings that a query goes through to find rows, for each row of a large index
LEAST = 20_000  # postings that it goes through in any case
SAMPLED = 1 << 16  # rows that tell which score is high: to order a million takes longer than all the rest
KEPT = 1 << 16  # tokens whose place is remembered: most questions use the same ones

Rows = NDArray[np.int64]
_Wanted = tuple[int, int, NDArray[np.int32]]
NOBODY: NDArray[np.int32] = np.empty((0, 2), np.int32)

__all__ = ["K1", "Alternative", "B", "Field", "LexicalIndex", "Part", "Term"]


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to say a term: its tokens' scores are added up, then weighted."""

    tokens: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a query; a unit scores it once, by its best alternative."""

    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Postings whose units are the rows from `first` on, but for the dead ones."""

    postings: Postings
    first: int = 0
    dead: NDArray[np.int32] = field(default_factory=NOBODY.copy)  # (stretches, 2): first, end

    def find(self, token: int, hashes: NDArray[np.uint64]) -> tuple[int, int]:
        """First posting of a token and end; `hashes` are all of the part's."""
        at = int(np.searchsorted(hashes, np.uint64(token)))
        if at == len(hashes) or hashes[at] != token:
            return 0, 0
        start, stop = self.postings.starts[at : at + 2].tolist()
        return start, stop

    def living(self, start: int, stop: int) -> int:
        """How many of these postings are of units that are not dead."""
        if not len(self.dead) or start == stop:
            return stop - start
        ends = np.searchsorted(self.postings.ids[start:stop], self.dead)
        return stop - start - int(np.diff(ends).sum())


class _Found:
    """Where a token stands in each part, and its idf."""

    __slots__ = ("idf", "living", "places")

    def __init__(self, places: Sequence[tuple[int, int]], living: int, idf: np.float32) -> None:
        self.places, self.living, self.idf = places, living, idf


class LexicalIndex:
    """BM25 over the rows of all parts, which follow each other. `size` counts the rows, the dead ones too."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self.size = max((part.first + part.postings.size for part in parts), default=0)
        dead = sum(int(np.diff(part.dead).sum()) for part in parts)
        self._living = self.size - dead
        self._dead = np.concatenate([_numbers(part.dead) + part.first for part in parts] or [_numbers(NOBODY)])
        self._find = lru_cache(maxsize=KEPT)(self._find_anew)

    @classmethod
    def build(cls, units: Iterable[Mapping[str, Tokens]], fields: Mapping[str, Field], k1: float = K1) -> LexicalIndex:
        """Index units in memory, each a mapping of field name to tokens; a field that is missing is empty."""
        counts = count(units, tuple(fields))
        return cls([Part(weigh(counts, fields, averages([counts.lengths], len(fields)), k1))])

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """The words, without characters, in the order in which the parts first show them."""
        return tuple(dict.fromkeys(word for part in self._parts for word in part.postings.words()))

    def __iter__(self) -> Iterator[str]:
        """The vocabulary, which is read at the first word that is asked for."""
        return iter(self.vocabulary)

    def __contains__(self, token: str) -> bool:
        return self._find(token).living > 0

    def frequency(self, token: str) -> int:
        """How many units hold a token in any field."""
        return self._find(token).living

    def units(self, token: str) -> range:
        """As many as hold a token; which they are, `scores` says."""
        return range(self.frequency(token))

    def idf(self, token: str) -> float:
        """Lucene's idf; that of a token nobody holds for an unknown one."""
        return float(self._find(token).idf)

    def scores(self, query: Sequence[Term]) -> Floats:
        """`(size,)` float32: the sum over the terms of each unit's best alternative; 0 where nothing matches."""
        total = np.zeros(self.size, np.float32)
        for term in query:
            if len(term.alternatives) == 1:
                self._add(total, term.alternatives[0])
            else:
                total += np.max([self._add(np.zeros_like(total), a) for a in term.alternatives], axis=0)
        return total

    def at(self, query: Sequence[Term], rows: Rows) -> Floats:
        """`(rows,)` float32: the scores of these rows, ascending, to the last bit what `scores` says."""
        total = np.zeros(len(rows), np.float32)
        wanted = self._wanted(rows)
        for term in query:
            several = [self._add_at(np.zeros_like(total), one, wanted) for one in term.alternatives[1:]]
            if several:
                total += np.max([self._add_at(np.zeros_like(total), term.alternatives[0], wanted), *several], axis=0)
            else:
                self._add_at(total, term.alternatives[0], wanted)
        return total

    def likely(
        self, query: Sequence[Term], k: int, also: Callable[[], Rows], choose: Callable[[Rows, Floats], Rows]
    ) -> tuple[Rows, Floats]:
        """Rows that `choose` keeps, ascending, and their scores, which are those of `at` but for rounding.

        It is given about the k rows that score highest, and these `also`, with about what each of them scores: the
        rarest tokens of the query, which say most, tell, until that has taken as many steps as `STEPS` allows. `also`
        is asked for when that is done.
        """
        one, several = (
            [term for term in query if (len(term.alternatives) > 1) is alternatives] for alternatives in (False, True)
        )
        sums = np.zeros((2, self.size), np.float32)  # the best of several ways to say a thing is found at last
        worth = [
            (token, each, kind) for kind, part in enumerate((one, several)) for token, each in self._worth(part).items()
        ]
        left, steps = [], 0
        for token, each, kind in sorted(worth, key=lambda found: self.frequency(found[0])):
            if steps <= max(LEAST, STEPS * self.size):
                steps += self._add_token(sums[kind], token, each)
            elif not kind:
                left.append((token, each))
        estimates = sums[0] + sums[1] if several else sums[0]
        estimates[self._dead] = 0
        rows = np.union1d(_highest(estimates, k), also())
        rows = choose(rows, estimates[rows])
        found, wanted = sums[0][rows], self._wanted(rows)
        for token, each in left:
            self._add_token_at(found, token, each, wanted)
        return rows, found + self.at(several, rows)

    def _worth(self, query: Sequence[Term]) -> dict[str, float]:
        """What each token can give to a score: of each term its best alternative that holds it."""
        worth: defaultdict[str, float] = defaultdict(float)
        for term in query:
            highest: dict[str, float] = {}
            for one in term.alternatives:
                for token in one.tokens:
                    highest[token] = max(one.weight, highest.get(token, 0.0))
            for token, weight in highest.items():
                if token in self:
                    worth[token] += weight * self.idf(token)
        return worth

    def _add_token(self, scores: Floats, token: str, worth: float) -> int:
        """Add a token's impacts; how many there are."""
        steps = 0
        for part, (start, stop) in zip(self._parts, self._find(token).places, strict=True):
            if stop > start:
                _add(scores[part.first : part.first + part.postings.size], part.postings, slice(start, stop), worth)
                steps += stop - start
        return steps

    @cached_property
    def _hashes(self) -> list[NDArray[np.uint64]]:
        return [part.postings.hashes[:] for part in self._parts]

    def _find_anew(self, token: str) -> _Found:
        wanted = hash_of(token)
        places, living = [], 0
        for part, hashes in zip(self._parts, self._hashes, strict=True):
            start, stop = part.find(wanted, hashes)
            places.append((start, stop))
            living += part.living(start, stop)
        return _Found(places, living, _idf(living, self._living))

    def _add(self, scores: Floats, alternative: Alternative) -> Floats:
        for token in alternative.tokens:
            self._add_token(scores, token, float(alternative.weight * self._find(token).idf))
        return scores

    def _wanted(self, rows: Rows) -> list[_Wanted]:
        """Of each part that some of the rows, ascending, are in: its number, the place of the first, and their units."""
        found = []
        for number, part in enumerate(self._parts):
            first, last = rows.searchsorted((part.first, part.first + part.postings.size)).tolist()
            if last > first:  # units as the postings have them: others would be copied for each token
                found.append((number, first, (rows[first:last] - part.first).astype(np.int32)))
        return found

    def _add_at(self, scores: Floats, alternative: Alternative, wanted: Sequence[_Wanted]) -> Floats:
        for token in alternative.tokens:
            self._add_token_at(scores, token, float(alternative.weight * self._find(token).idf), wanted)
        return scores

    def _add_token_at(self, scores: Floats, token: str, worth: float, wanted: Sequence[_Wanted]) -> None:
        """Add a token's impacts on some rows."""
        places = self._find(token).places
        for number, first, units in wanted:
            start, stop = places[number]
            if stop > start:
                postings = self._parts[number].postings
                ids = postings.ids[start:stop]
                at = ids.searchsorted(units)
                at[at == len(ids)] = 0
                held = np.flatnonzero(ids[at] == units)
                if len(held):
                    scores[held + first] += np.float32(worth) * postings.impacts.take(at[held] + start)


def _add(scores: Floats, postings: Postings, here: slice, worth: float) -> None:
    """Add the impacts of a token, each unit's once. `add.at` takes a third of the time of `scores[ids] +=`."""
    np.add.at(scores, postings.ids[here].astype(np.intp), np.float32(worth) * postings.impacts[here])


def _highest(scores: Floats, k: int) -> Rows:
    """The rows of about the k highest of the scores that are more than 0."""
    step = 1 + len(scores) // SAMPLED
    sample = scores[::step]
    sample, nth = sample[sample > 0], k // step
    if not 0 < nth < len(sample):
        return np.flatnonzero(scores > 0)
    rows = np.flatnonzero(scores >= np.partition(sample, -nth)[-nth])
    return rows if len(rows) <= 2 * k else rows[np.argpartition(-scores[rows], k)[:k]]  # many score the same


def _numbers(stretches: NDArray[np.int32]) -> Rows:
    """All numbers of stretches, each a first one and an end."""
    every = [np.arange(first, end) for first, end in stretches.tolist()]
    return np.concatenate([np.empty(0, np.int64), *every])


def _idf(living: int, size: int) -> np.float32:
    return np.float32(np.log1p((size - np.float64(living) + 0.5) / (living + 0.5)))
