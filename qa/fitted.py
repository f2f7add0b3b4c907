"""The fitted numbers of the reader and of the judge, as `training/fit_reader.py` wrote them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np

from index.embedder import SHIPPED_MODEL, Embedder, StaticEmbedder
from qa.confidence import Judge
from qa.features import FEATURES
from qa.matching import Scorer
from qa.pointer import Pointer
from qa.reader import ExtractiveReader
from qa.signals import SIGNALS
from qa.trees import Tree, Trees


@lru_cache(maxsize=1)
def fitted() -> tuple[Scorer, Judge]:
    """The shipped models; the judge's pointer reads its own copy of the table.

    A weight that the code knows and the file does not is an error of ours: KeyError.
    """
    stored, boosted = _stored("reader.json"), _stored("judge.json")
    scorer = Scorer(np.array([stored["features"][name] for name in FEATURES], np.float32))
    weights = np.array([stored["signals"][name] for name in SIGNALS], np.float32)
    trees = Trees(tuple(_tree(one) for one in boosted["trees"]), boosted["bias"])
    return scorer, Judge(weights, stored["bias"], trees, stored["found"], Pointer())


def _stored(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((resources.files("qa") / name).read_text(encoding="utf-8"))
    return read


def _tree(stored: Mapping[str, Sequence[Any]]) -> Tree:
    return Tree(**{name: tuple(values) for name, values in stored.items()})


def load_reader(embedder: Embedder) -> tuple[ExtractiveReader, Judge]:
    """A reader over the library's embedder, and the judge of what it reads."""
    scorer, judge = fitted()
    if isinstance(embedder, StaticEmbedder) and embedder.folder == SHIPPED_MODEL:
        judge = replace(judge, pointer=_over(embedder))
    return ExtractiveReader(embedder, scorer), judge


@lru_cache(maxsize=1)
def _over(embedder: StaticEmbedder) -> Pointer:
    """The pointer over a table that is loaded already."""
    return Pointer(static=embedder)
