"""Boosted trees as plain arrays: evaluation only, they are grown by `training/fit_reader.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Tree:
    """A binary tree in arrays; a node without children has `left` -1 and the value that counts."""

    feature: tuple[int, ...]
    threshold: tuple[float, ...]  # up to here it goes left
    left: tuple[int, ...]
    right: tuple[int, ...]
    value: tuple[float, ...]

    def at(self, row: Sequence[float]) -> float:
        """The value of the leaf that a row falls into."""
        node = 0
        while self.left[node] >= 0:
            node = self.left[node] if row[self.feature[node]] <= self.threshold[node] else self.right[node]
        return self.value[node]


@dataclass(frozen=True, slots=True)
class Trees:
    """A sum of trees and a constant: gradient boosting (Friedman 2001, https://doi.org/10.1214/aos/1013203451)."""

    trees: tuple[Tree, ...] = ()
    bias: float = 0.0

    def at(self, row: Sequence[float]) -> float:
        """The sum over all trees for one row."""
        return self.bias + sum(tree.at(row) for tree in self.trees)


def trees_of(stored: Mapping[str, Any]) -> Trees:
    """The trees of a JSON file. Raises KeyError or TypeError where it holds none."""
    grown = (Tree(**{name: tuple(values) for name, values in one.items()}) for one in stored["trees"])
    return Trees(tuple(grown), stored["bias"])
