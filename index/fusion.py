"""Rankings made one: reciprocal rank fusion as the reference, weighted score fusion as what we use.

Ranks alone throw away how far ahead the first passage is, and cost recall at 1 in our measurements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.document import Passage
from index.hit import Hit

RRF_K = 60  # the value of Cormack, Clarke and Büttcher, SIGIR 2009, https://doi.org/10.1145/1571941.1572114

Floats = NDArray[np.float32]


def reciprocal_rank_fusion(rankings: Sequence[Sequence[Hit]], k: int = RRF_K) -> list[Hit]:
    """Score each passage by the sum of 1 / (k + rank) over the rankings that found it.

    Input scores are ignored: BM25 and cosine live on different scales, ranks do not.
    Returns each passage once, best first; ties keep the order of first appearance.
    """
    scores: defaultdict[str, float] = defaultdict(float)
    passages: dict[str, Passage] = {}
    for ranking in rankings:
        for rank, hit in enumerate(ranking, start=1):
            scores[hit.passage.passage_id] += 1 / (k + rank)
            passages.setdefault(hit.passage.passage_id, hit.passage)
    best_first = sorted(scores.items(), key=lambda item: -item[1])
    return [Hit(passages[name], score, rank) for rank, (name, score) in enumerate(best_first, start=1)]


def by_maximum(scores: Floats) -> Floats:
    """Scores of a list with a true zero (BM25), divided by the best: 0 stays "nothing matched"."""
    best = scores.max(initial=0.0)
    return scores / best if best > 0 else scores
