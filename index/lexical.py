"""BM25F over our own numpy postings: several weighted fields, queries whose terms have weighted alternatives.

The variant is Lucene's (no (k1 + 1) in the numerator, idf never negative), with one length norm per field:
Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009, section 3.6,
https://doi.org/10.1561/1500000019; Kamphuis et al., Which BM25 Do You Mean?, ECIR 2020, table 1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from index.postings import K1, B, Field, Floats, Postings, Tokens, averages, count, hash_of, weigh

STEPS = 0.25  # postings that a query goes through to find rows, for each row of a large index
LEAST = 20_000  # postings that it goes through in any case
SCORED, FEWEST = 4, 400  # rows that are scored by all tokens, for each that is wanted and in all
KEPT = 1 << 16  # tokens whose place is remembered: most questions use the same ones

Rows = NDArray[np.int64]
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

    def find(self, token: int) -> tuple[int, int, float]:
        """First posting, end and highest impact of a token."""
        hashes = self._hashes
        at = int(np.searchsorted(hashes, np.uint64(token)))
        if at == len(hashes) or hashes[at] != token:
            return 0, 0, 0.0
        start, stop = self.postings.starts[at : at + 2].tolist()
        return start, stop, float(self.postings.peaks[at : at + 1][0])

    @property
    def _hashes(self) -> NDArray[np.uint64]:
        return self.postings.hashes[:]

    def living(self, start: int, stop: int) -> int:
        """How many of these postings are of units that are not dead."""
        if not len(self.dead) or start == stop:
            return stop - start
        ends = np.searchsorted(self.postings.ids[start:stop], self.dead)
        return stop - start - int(np.diff(ends).sum())


class _Found:
    """Where a token stands in each part, and its idf."""

    __slots__ = ("idf", "living", "peak", "places")

    def __init__(self, places: Sequence[tuple[int, int]], peak: float, living: int, idf: np.float32) -> None:
        self.places, self.peak, self.living, self.idf = places, peak, living, idf


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
        """The words, without characters and bigrams, in the order in which the parts first show them."""
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
        for term in query:
            several = [self._add_at(np.zeros_like(total), one, rows) for one in term.alternatives[1:]]
            if several:
                total += np.max([self._add_at(np.zeros_like(total), term.alternatives[0], rows), *several], axis=0)
            else:
                self._add_at(total, term.alternatives[0], rows)
        return total

    def best(self, query: Sequence[Term], k: int) -> Rows:
        """Rows among which are the k that score highest and more than 0, ascending.

        Of a large index rows are found by the rarest tokens of the query, which say most, until that has taken as many
        steps as `STEPS` allows; the best of them are then scored by all tokens. Up to `FEWEST` rows nothing is lost.
        """
        worth = self._worth(query)
        scores = np.zeros(self.size, np.float32)
        steps = 0
        for token in sorted(worth, key=self.frequency):
            if steps > max(LEAST, STEPS * self.size):
                break
            steps += self._add_token(scores, token, worth[token])
        scores[self._dead] = 0
        rows = np.flatnonzero(scores)
        enough = max(FEWEST, SCORED * k)
        if len(rows) > enough:
            rows = np.sort(rows[np.argpartition(-scores[rows], enough)[:enough]])
        exact = self.at(query, rows)
        least = np.partition(exact, -k)[-k] if len(exact) > k > 0 else 0.0
        kept: Rows = rows[(exact >= least) & (exact > 0)]
        return kept

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
                here = scores[part.first : part.first + part.postings.size]
                here[part.postings.ids[start:stop]] += np.float32(worth) * part.postings.impacts[start:stop]
                steps += stop - start
        return steps

    def _find_anew(self, token: str) -> _Found:
        wanted = hash_of(token)
        places, peak, living = [], 0.0, 0
        for part in self._parts:
            start, stop, highest = part.find(wanted)
            places.append((start, stop))
            living += part.living(start, stop)
            peak = max(peak, highest)
        return _Found(places, peak, living, _idf(living, self._living))

    def _add(self, scores: Floats, alternative: Alternative) -> Floats:
        for number, part in enumerate(self._parts):
            self._add_part(scores[part.first : part.first + part.postings.size], alternative, number)
        return scores

    def _add_part(self, scores: Floats, alternative: Alternative, number: int) -> Floats:
        postings = self._parts[number].postings
        for token in alternative.tokens:
            found = self._find(token)
            here = slice(*found.places[number])
            if here.stop > here.start:
                scores[postings.ids[here]] += alternative.weight * found.idf * postings.impacts[here]
        return scores

    def _add_at(self, scores: Floats, alternative: Alternative, rows: Rows) -> Floats:
        for token in alternative.tokens:
            found = self._find(token)
            for chosen, impacts in self._lookups(found, rows):
                scores[chosen] += alternative.weight * found.idf * impacts
        return scores

    def _lookups(self, found: _Found, rows: Rows) -> Iterator[tuple[slice | Rows, Floats]]:
        """Which of the rows hold the token, and its impacts there."""
        for part, (start, stop) in zip(self._parts, found.places, strict=True):
            if start == stop:
                continue
            first, last = rows.searchsorted((part.first, part.first + part.postings.size))
            if first == last:
                continue
            wanted = (rows[first:last] - part.first).astype(np.int32)  # as the postings: others would be copied
            ids = part.postings.ids[start:stop]
            at = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
            held = np.flatnonzero(ids[at] == wanted)
            if len(held):
                yield held + first, part.postings.impacts[start:stop][at[held]]


def _numbers(stretches: NDArray[np.int32]) -> Rows:
    """All numbers of stretches, each a first one and an end."""
    every = [np.arange(first, end) for first, end in stretches.tolist()]
    return np.concatenate([np.empty(0, np.int64), *every])


def _idf(living: int, size: int) -> np.float32:
    return np.float32(np.log1p((size - np.float64(living) + 0.5) / (living + 0.5)))
