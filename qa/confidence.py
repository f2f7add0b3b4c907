"""文中未找到: whether what was found answers, decided from evidence and calibrated on questions with known outcomes.

The mean of a logistic model and of boosted trees over the same signals gives the probability that the documents answer
the question: the one knows what is usual, the others what comes together. One of the signals is what the pointer says of
the place (`qa.pointer`), which has seen none of the reports. Both are fitted by `training/fit_reader.py`
on fictional reports and stored in `judge.json`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.hit import Hit
from qa.answer import Verdict
from qa.matching import Query
from qa.reading import Candidate
from qa.signals import Answering, signals
from qa.trees import Trees


@dataclass(frozen=True, slots=True)
class Judge:
    """Whether the documents answer, with the threshold from which an answer is claimed."""

    weights: NDArray[np.float32]  # (len(SIGNALS),)
    bias: float
    trees: Trees
    found: float  # from here on the answer is claimed; below, the documents do not say
    pointer: Answering

    def decide(self, query: Query, hits: Sequence[Hit], candidates: Sequence[Candidate]) -> tuple[Verdict, float]:
        """The verdict and the probability behind it; nothing read means that the documents do not say."""
        if not candidates:
            return Verdict.NOT_FOUND, 0.0
        row = np.array(signals(query, hits, candidates, self.pointer), np.float32)
        value = (float(self.weights @ row) + self.bias + self.trees.at(row.tolist())) / 2
        confidence = 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
        return (Verdict.FOUND if confidence >= self.found else Verdict.NOT_FOUND), confidence
