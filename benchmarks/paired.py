"""The same questions answered in two ways: by how much their figures differ, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean, pstdev

import numpy as np

METRICS = (
    "r@1", "r@5", "r@10", "mrr@10", "answer", "cite_recall", "cite_precision", "abstain_recall", "false_abstain", "trusted",
)  # fmt: skip
RESAMPLES = 2000
SEED = 0
Figures = Mapping[str, float]  # of one question


def bounds(differences: Sequence[float]) -> tuple[float, float]:
    """What encloses 95 % of their mean over resamples of the questions, each with its own pair.

    Efron's percentile bootstrap; Koehn, EMNLP 2004, for pairs.
    """
    each = np.array(differences)
    drawn = np.random.default_rng(SEED).integers(0, len(each), (RESAMPLES, len(each)))
    low, high = np.percentile(each[drawn].mean(axis=1), (2.5, 97.5))
    return float(low), float(high)


@dataclass(frozen=True)
class Comparison:
    """The figures of each question as things were, and in each of several runs in which they were otherwise."""

    before: Sequence[Figures]
    after: Sequence[Sequence[Figures]]

    def means(self, metric: str) -> tuple[float, float]:
        """Before and after."""
        return self._mean(self.before, metric), fmean(self._mean(run, metric) for run in self.after)

    def spread(self, metric: str) -> float:
        """The standard deviation of the means over the runs."""
        return pstdev(self._mean(run, metric) for run in self.after)

    def differences(self, metric: str) -> list[float]:
        """After less before, of each question that has the metric; the mean over the runs."""
        return [
            fmean(run[i][metric] for run in self.after) - figures[metric]
            for i, figures in enumerate(self.before)
            if metric in figures
        ]

    def bounds(self, metric: str) -> tuple[float, float]:
        """What encloses 95 % of the mean differences over resamples of the questions."""
        return bounds(self.differences(metric))

    @cached_property
    def metrics(self) -> list[str]:
        """Those that some question has."""
        return [metric for metric in METRICS if any(metric in figures for figures in self.before)]

    def record(self) -> dict[str, dict[str, float]]:
        """By metric: before, after, and how they differ."""
        made = {}
        for metric in self.metrics:
            before, after = self.means(metric)
            low, high = self.bounds(metric)
            moved = [round(value, 9) for value in self.differences(metric)]
            made[metric] = {
                **{"before": before, "after": after, "difference": after - before, "spread": self.spread(metric)},
                **{"low": low, "high": high, "better": sum(v > 0 for v in moved), "worse": sum(v < 0 for v in moved)},
            }
        return {metric: {name: round(value, 4) for name, value in row.items()} for metric, row in made.items()}

    @staticmethod
    def joined(several: Sequence[Comparison]) -> Comparison:
        """The questions of all of them."""
        return Comparison(
            [figures for one in several for figures in one.before],
            [
                [figures for run in runs for figures in run]
                for runs in zip(*(one.after for one in several), strict=True)
            ],
        )

    @staticmethod
    def _mean(run: Sequence[Figures], metric: str) -> float:
        return fmean(figures[metric] for figures in run if metric in figures)
