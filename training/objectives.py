"""What the static embedder learns from: pairs, the reports' questions, and the lexicons' terms.

Each objective draws a batch and gives its contrastive loss (InfoNCE, van den Oord et al. 2018,
https://arxiv.org/abs/1807.03748): the right text against the other texts of the batch. Known equals are neither
right nor wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from training.data import Pair, Terms
from training.reports import Question, Report, Unit
from training.static_model import Ints, StaticModel

SCALE = 20.0  # of cosines, as in sentence-transformers' MultipleNegativesRankingLoss
TOKENS = 256  # of a text that are read: a passage of 400 characters has fewer
DROPOUT = 0.2  # of the tokens of a text, so that no single word is relied on
SHORT = 4  # tokens of a text that loses none
_NEVER = -1e4

Generator = np.random.Generator
Bools = NDArray[np.bool_]


class Objective(Protocol):
    """One kind of text to learn from."""

    def loss(self, model: StaticModel, rng: Generator) -> Tensor:
        """The loss of one random batch."""
        ...


class Texts:
    """Token ids of texts, each different text once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._ids: list[Ints] = []

    def add(self, text: str) -> int:
        """The text's number."""
        return self._numbers.setdefault(text, len(self._numbers))

    def tokenise(self, tokenizer: Tokenizer) -> None:
        """Call once after the last text was added."""
        for encoding in tokenizer.encode_batch_fast(list(self._numbers), add_special_tokens=False):
            ids = np.array(encoding.ids[:TOKENS], dtype=np.int64)
            self._ids.append(ids[ids > 0])

    def has_tokens(self, number: int) -> bool:
        """Whether anything of the text is in the vocabulary."""
        return len(self._ids[number]) > 0

    def take(self, numbers: Sequence[int] | Ints, rng: Generator, dropout: float = DROPOUT) -> list[Ints]:
        """The token ids of these texts, some left out at random."""
        rows = [self._ids[number] for number in numbers]
        return [row if len(row) < SHORT else _drop(row, dropout, rng) for row in rows]


def _drop(row: Ints, share: float, rng: Generator) -> Ints:
    kept = row[rng.random(len(row)) >= share]
    return kept if len(kept) else row


def contrast(scores: Tensor, right: Tensor, ignored: Tensor | None = None) -> Tensor:
    """The mean of -log of the softmax mass on each row's right columns; ignored columns do not count as wrong."""
    if ignored is not None:
        scores = scores.masked_fill(ignored & ~right, _NEVER)
    return (scores.logsumexp(1) - scores.masked_fill(~right, _NEVER).logsumexp(1)).mean()


class PairObjective:
    """Queries against the passages of the batch and one hard negative each, and passages against the queries.

    Args:
        weights: how often a pair is drawn, by source; 1 where a source is not named.
        groups_answer: whether another passage of a pair's group may answer its query too.
    """

    def __init__(
        self,
        tokenizer: Tokenizer,
        pairs: Sequence[Pair],
        batch: int,
        weights: dict[str, float] | None = None,
        groups_answer: bool = False,
    ) -> None:
        self.batch, self.texts = batch, Texts()
        self._queries = np.array([self.texts.add(pair.query) for pair in pairs])
        self._passages = np.array([self.texts.add(pair.passage) for pair in pairs])
        self._negatives = [[self.texts.add(text) for text in pair.negatives] for pair in pairs]
        numbers: dict[str, int] = {}
        groups = [pair.source + pair.group if groups_answer and pair.group else str(i) for i, pair in enumerate(pairs)]
        self._groups = np.array([numbers.setdefault(group, len(numbers)) for group in groups])
        self.texts.tokenise(tokenizer)
        usable = [
            self.texts.has_tokens(q) and self.texts.has_tokens(p)
            for q, p in zip(self._queries, self._passages, strict=True)
        ]
        self._drawn = _cumulative([(weights or {}).get(pair.source, 1.0) for pair in pairs] * np.array(usable))

    def loss(self, model: StaticModel, rng: Generator) -> Tensor:
        """Both directions; passages against queries count half."""
        rows = _draw(self._drawn, self.batch, rng)
        n = len(rows)
        queries, passages, groups = self._queries[rows], self._passages[rows], self._groups[rows]
        hard = [int(rng.choice(self._negatives[row])) for row in rows if self._negatives[row]]
        candidates = np.array([*passages, *(number for number in hard if self.texts.has_tokens(number))])
        scores = SCALE * model.embed(self.texts.take(queries, rng)) @ model.embed(self.texts.take(candidates, rng)).T
        equal = passages[:, None] == candidates
        equal[:, :n] |= (queries[:, None] == queries) | (groups[:, None] == groups)
        right, ignored = torch.eye(n, len(candidates), dtype=torch.bool), torch.from_numpy(equal)
        forward = contrast(scores, right, ignored)
        backward = contrast(scores[:, :n].T, right[:, :n], ignored[:, :n].T)
        return (forward + backward / 2) / 1.5


class ReportObjective:
    """Every question of a few reports against all their passages, and against all their sentences."""

    def __init__(self, tokenizer: Tokenizer, reports: Sequence[Report], at_once: int = 3) -> None:
        self.at_once, self.texts = min(at_once, len(reports)), Texts()
        self._reports = [
            (
                [self.texts.add(question.text) for question in report.questions],
                ([self.texts.add(u.text) for u in report.passages], _answering(report.questions, report.passages)),
                ([self.texts.add(u.text) for u in report.sentences], _saying(report.questions, report.sentences)),
            )
            for report in reports
        ]
        self.texts.tokenise(tokenizer)

    def loss(self, model: StaticModel, rng: Generator) -> Tensor:
        """The mean of both levels."""
        chosen = [self._reports[i] for i in rng.choice(len(self._reports), self.at_once, replace=False)]
        questions = model.embed(self.texts.take([q for numbers, _, _ in chosen for q in numbers], rng))
        losses = []
        for level in (1, 2):
            numbers = [number for entry in chosen for number in entry[level][0]]
            right = torch.block_diag(*(torch.from_numpy(entry[level][1]) for entry in chosen)).bool()  # type: ignore[no-untyped-call]
            known = torch.tensor([self.texts.has_tokens(number) for number in numbers])
            units = model.embed(
                self.texts.take([n for n, has in zip(numbers, known.tolist(), strict=True) if has], rng)
            )
            right = right[:, known]
            answered = right.any(1)
            losses.append(contrast((SCALE * questions @ units.T)[answered], right[answered]))
        return torch.stack(losses).mean()


def _answering(questions: Sequence[Question], units: Sequence[Unit]) -> Bools:
    return np.array([[question.is_answered_by(unit) for unit in units] for question in questions])


def _saying(questions: Sequence[Question], sentences: Sequence[Unit]) -> Bools:
    """Of the sentences on a question's lines those that hold its quote; all of them where none does."""
    on_line = _answering(questions, sentences)
    holds = np.array([[any(quote in unit.text for quote in q.quotes) for unit in sentences] for q in questions])
    exact = on_line & holds
    return np.where(exact.any(axis=1, keepdims=True), exact, on_line)


class TermObjective:
    """Two terms of a group of the lexicons against those of other groups."""

    def __init__(self, tokenizer: Tokenizer, groups: Sequence[Terms], batch: int) -> None:
        self.batch, self.texts = batch, Texts()
        numbers = [[self.texts.add(term) for term in group.terms] for group in groups]
        self.texts.tokenise(tokenizer)
        self._groups = [[number for number in group if self.texts.has_tokens(number)] for group in numbers]
        # Squared: loosely related terms come seldom.
        self._drawn = _cumulative([g.weight**2 * (len(m) > 1) for g, m in zip(groups, self._groups, strict=True)])

    def loss(self, model: StaticModel, rng: Generator) -> Tensor:
        """The mean of both directions."""
        chosen = [self._groups[row] for row in _draw(self._drawn, self.batch, rng)]
        one, other = np.array([rng.choice(group, 2, replace=False) for group in chosen]).T
        vectors = [model.embed(self.texts.take(numbers, rng, dropout=0)) for numbers in (one, other)]
        scores = SCALE * vectors[0] @ vectors[1].T
        equal = (one[:, None] == other) | (one[:, None] == one) | (other[:, None] == other)
        right, ignored = torch.eye(len(one), dtype=torch.bool), torch.from_numpy(equal)
        return (contrast(scores, right, ignored) + contrast(scores.T, right, ignored.T)) / 2


def _cumulative(weights: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    return np.cumsum(weights) / np.sum(weights)


def _draw(cumulative: NDArray[np.float64], n: int, rng: Generator) -> Ints:
    """At most `n` different rows, drawn by weight."""
    return np.unique(np.searchsorted(cumulative, rng.random(n), side="right").clip(max=len(cumulative) - 1))
