"""The fitted numbers of the reader and of the judge, as `training/fit_reader.py` wrote them."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources

import numpy as np

from index.embedder import Embedder
from qa.confidence import SIGNALS, Judge
from qa.matching import FEATURES, Scorer
from qa.reader import ExtractiveReader


@lru_cache(maxsize=1)
def fitted() -> tuple[Scorer, Judge]:
    """The shipped models. A weight that the code knows and the file does not is an error of ours: KeyError."""
    stored = json.loads((resources.files("qa") / "reader.json").read_text(encoding="utf-8"))
    scorer = Scorer(np.array([stored["features"][name] for name in FEATURES], np.float32))
    weights = np.array([stored["signals"][name] for name in SIGNALS], np.float32)
    return scorer, Judge(weights, stored["bias"], stored["found"])


def load_reader(embedder: Embedder) -> tuple[ExtractiveReader, Judge]:
    """A reader over the library's embedder, and the judge of what it reads."""
    scorer, judge = fitted()
    return ExtractiveReader(embedder, scorer), judge
