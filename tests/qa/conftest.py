"""Passages and queries that the tests of this room make by hand."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.document import Cell, Kind, Passage, Row, Table
from qa.evidence import Evidence, evidence_of
from qa.features import FEATURES
from qa.matching import Query, QueryTerm
from qa.question import analyse
from qa.reading import Candidate, Standing


class CharacterEmbedder:
    """One random direction per character, added up: equal texts are equal, similar texts are close."""

    name = "characters"
    dim = 32

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [self._direction(text) for text in texts]
        return np.array(rows, np.float32).reshape(-1, self.dim)

    encode_passages = encode_queries

    def _direction(self, text: str) -> NDArray[np.float64]:
        seeds = [zlib.crc32(character.encode()) for character in text]
        total = sum((np.random.default_rng(seed).normal(size=self.dim) for seed in seeds), np.full(self.dim, 1e-6))
        return total / np.linalg.norm(total)


@pytest.fixture
def embedder() -> CharacterEmbedder:
    return CharacterEmbedder()


@pytest.fixture
def make_passage() -> Callable[..., Passage]:
    def make(text: str, line: int = 1, start: int = 0, **fields: Any) -> Passage:
        end_line = line + text.count("\n")
        return Passage(f"d:{start}", "d", "报告", "d.txt", text, start, start + len(text), line, end_line, **fields)

    return make


@pytest.fixture
def make_table(make_passage: Callable[..., Passage]) -> Callable[..., Passage]:
    """A passage of tab-separated lines; the first is the header unless one is given."""

    def make(text: str, caption: str = "表1", **fields: Any) -> Passage:
        lines = text.split("\n")
        rows, start = [], 0
        for line in lines:
            cells, at = [], start
            for part in line.split("\t"):
                cells.append(Cell(part, at, at + len(part)))
                at += len(part) + 1
            rows.append(Row(tuple(cells), start, start + len(line)))
            start += len(line) + 1
        header = tuple(cell.text for cell in rows[0].cells)
        return make_passage(text, kind=Kind.TABLE, table=Table(caption, header, tuple(rows[1:])), **fields)

    return make


@pytest.fixture
def make_query() -> Callable[..., Query]:
    """A query whose words are given, all of the same weight unless it is said."""

    def make(text: str, *words: str | tuple[str, float], focus: str = "") -> Query:
        pairs = [word if isinstance(word, tuple) else (word, 3.0) for word in words]
        terms = tuple(QueryTerm(weight, ((word, 1.0),)) for word, weight in pairs)
        bigrams = frozenset(word[i : i + 2] for word, _ in pairs for i in range(len(word) - 1))
        return Query(analyse(text), terms, bigrams, CharacterEmbedder().encode_queries([text])[0], focus)

    return make


def standing(words: int = 0) -> Standing:
    """Of a sentence that is first and meets none of so many words."""
    nothing = (0.0,) * words
    return Standing(nothing, nothing, nothing, nothing, nothing)


@pytest.fixture
def make_candidate() -> Callable[..., Candidate]:
    """The first sentence of a passage with the values named, for a question of so many words."""

    def make(passage: Passage, score: float = 1.0, words: int = 0, **values: float) -> Candidate:
        row = tuple(values.get(name, 0.0) for name in FEATURES)
        return Candidate(evidence_of(passage)[0], score, row, standing(words))

    return make


@pytest.fixture
def only_evidence() -> Callable[[Passage], Evidence]:
    return lambda passage: evidence_of(passage)[0]


@pytest.fixture
def ranked() -> Callable[..., tuple[Candidate, ...]]:
    """Candidates of passages in the order given, each one point behind the one before."""

    def make(*evidence: Evidence) -> tuple[Candidate, ...]:
        return tuple(
            Candidate(one, 5.0 - rank, (0.0,) * len(FEATURES), standing()) for rank, one in enumerate(evidence)
        )

    return make
