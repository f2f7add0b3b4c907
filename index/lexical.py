"""BM25F over our own numpy postings: several weighted fields, queries whose terms have weighted alternatives.

The variant is Lucene's (no (k1 + 1) in the numerator, idf never negative), with one length norm per field:
Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009, section 3.6,
https://doi.org/10.1561/1500000019; Kamphuis et al., Which BM25 Do You Mean?, ECIR 2020, table 1.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

K1 = 0.9  # measured on the fictional reports
B = 0.5

Floats = NDArray[np.float32]
Tokens = Sequence[str]


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
class Field:
    """A named list of tokens per unit; `b` is how much a long field is held against its unit (0 to 1)."""

    weight: float = 1.0
    b: float = B


class LexicalIndex:
    """Postings by token. `ids[starts[t]:starts[t + 1]]` are the units that hold token t, ascending."""

    def __init__(
        self, vocabulary: Sequence[str], starts: NDArray[np.int64], ids: NDArray[np.int32], impacts: Floats, size: int
    ) -> None:
        self.size = size
        self.vocabulary = vocabulary
        self._starts, self._ids, self._impacts = starts, ids, impacts
        self._rows = {token: row for row, token in enumerate(vocabulary)}
        self._idf = _idf(np.diff(starts), size)

    @classmethod
    def build(cls, units: Iterable[Mapping[str, Tokens]], fields: Mapping[str, Field], k1: float = K1) -> LexicalIndex:
        """Index units, each a mapping of field name to tokens; a field that is missing is empty.

        Tokens become numbers as they come: as strings those of a long report would take hundreds of megabytes.
        """
        rows: dict[str, int] = {}
        columns = {name: array("i") for name in fields}
        counted: dict[str, list[int]] = {name: [] for name in fields}
        for unit in units:
            for name in fields:
                tokens = unit.get(name, ())
                columns[name].extend(rows.setdefault(token, len(rows)) for token in tokens)
                counted[name].append(len(tokens))
        size = max(map(len, counted.values()), default=0)
        keys, counts = [np.empty(0, np.int64)], [np.empty(0, np.float32)]
        for name, field in fields.items():
            lengths = np.array(counted[name], np.float32)
            key = np.frombuffer(columns.pop(name), np.int32) * np.int64(size)
            key += np.repeat(np.arange(size), counted[name])
            key, count = np.unique(key, return_counts=True)
            norm = 1 - field.b + field.b * lengths / (lengths[lengths > 0].mean() if lengths.any() else 1)
            keys.append(key)
            counts.append((field.weight * count / norm[key % max(1, size)]).astype(np.float32))
        key, frequency = _summed(np.concatenate(keys), np.concatenate(counts))
        token, unit_ids = np.divmod(key, max(1, size))
        starts = np.searchsorted(token, np.arange(len(rows) + 1)).astype(np.int64)
        return cls(list(rows), starts, unit_ids.astype(np.int32), frequency / (k1 + frequency), size)

    def __contains__(self, token: str) -> bool:
        return token in self._rows

    def idf(self, token: str) -> float:
        """Lucene's idf; that of a token nobody holds for an unknown one."""
        row = self._rows.get(token)
        return float(_idf(np.zeros(1), self.size)[0] if row is None else self._idf[row])

    def units(self, token: str) -> NDArray[np.int32]:
        """The units that hold a token in any field, ascending."""
        row = self._rows.get(token)
        return self._ids[:0] if row is None else self._ids[self._starts[row] : self._starts[row + 1]]

    def scores(self, query: Sequence[Term]) -> Floats:
        """`(size,)` float32: the sum over the terms of each unit's best alternative; 0 where nothing matches."""
        total = np.zeros(self.size, np.float32)
        for term in query:
            if len(term.alternatives) == 1:
                self._add(total, term.alternatives[0])
            else:
                total += np.max([self._add(np.zeros_like(total), a) for a in term.alternatives], axis=0)
        return total

    def _add(self, scores: Floats, alternative: Alternative) -> Floats:
        for token in alternative.tokens:
            row = self._rows.get(token)
            if row is not None:
                here = slice(self._starts[row], self._starts[row + 1])
                scores[self._ids[here]] += alternative.weight * self._idf[row] * self._impacts[here]
        return scores

    def save(self, path: Path) -> None:
        """Write `path` (.npz) with the arrays; the vocabulary goes in as UTF-8 JSON bytes, nothing is pickled."""
        words = np.frombuffer(json.dumps(self.vocabulary, ensure_ascii=False).encode(), np.uint8)
        np.savez(path, vocabulary=words, starts=self._starts, ids=self._ids, impacts=self._impacts, size=self.size)

    @classmethod
    def load(cls, path: Path) -> LexicalIndex:
        """Read what `save` wrote. Raises OSError, ValueError or KeyError for a file that is not one."""
        with np.load(path, allow_pickle=False) as arrays:
            vocabulary = json.loads(arrays["vocabulary"].tobytes())
            return cls(vocabulary, arrays["starts"], arrays["ids"], arrays["impacts"], int(arrays["size"]))


def _summed(keys: NDArray[np.int64], counts: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Each key once, ascending, with the sum of its counts."""
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
    return keys[first], np.add.reduceat(counts[order], first, dtype=np.float64).astype(np.float32)


def _idf(frequency: NDArray[np.generic], size: int) -> Floats:
    n = frequency.astype(np.float64)
    return np.log1p((size - n + 0.5) / (n + 0.5)).astype(np.float32)
