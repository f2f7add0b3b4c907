"""Passages in the order of their best sentence: what answers comes before what is merely about the same thing."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from index.hit import Hit
from qa.reading import Candidate

FEW = 6  # passages,
REACH = 1.0  # and no farther behind the first: hardly ever is so much said against this one, and it saves four of five
SHARE = 0.1  # of what a passage is worth as a whole, beside its best sentence: the best of 0 to 1.5 by cross-validation


def reordered(hits: Sequence[Hit], scores: Sequence[float]) -> list[Hit]:
    """The hits by a reranker's scores, best first; `parts` gains "reranker", what each was given.

    The scores of the retrieval stay where they were, so that the first hit has the highest: what follows is fitted to
    them, and not to a model that nobody had seen.
    """
    order = sorted(range(len(hits)), key=lambda i: -scores[i])
    return [
        replace(hits[i], score=place.score, rank=place.rank, parts=(*hits[i].parts, ("reranker", scores[i])))
        for i, place in zip(order, hits, strict=True)
    ]


def rerank_by_evidence(
    hits: Sequence[Hit],
    candidates: Sequence[Candidate],
    weigh: Callable[[Sequence[Hit]], Sequence[float]] | None = None,
) -> list[Hit]:
    """The hits by the score of their best candidate; those that were not read follow in their old order.

    Args:
        hits: best first.
        candidates: sentences of the first hits, best first.
        weigh: scores of passages as wholes, for the order of the FEW nearly best; None leaves these to their sentences.

    Returns:
        The same passages, ranked anew. The first has score 1; another's is the ratio of their odds, exp(s - s_first).
        `parts` keeps what retrieval gave and gains "evidence".
    """
    best: dict[str, float] = {}
    for candidate in candidates:
        best.setdefault(candidate.evidence.passage.passage_id, candidate.score)
    unread = [hit for hit in hits if hit.passage.passage_id not in best]
    ranked = sorted(
        ((best[hit.passage.passage_id], hit) for hit in hits if hit.passage.passage_id in best),
        key=lambda pair: -pair[0],
    )
    close = sum(score > ranked[0][0] - REACH for score, _ in ranked[:FEW])
    if weigh and close > 1:
        ranked[:close] = _weighed(ranked[:close], weigh)
    scores = [math.exp(min(0.0, score - ranked[0][0])) for score, _ in ranked]
    floor = scores[-1] if scores else 1.0
    scores += [floor * hit.score / unread[0].score if unread[0].score > 0 else 0.0 for hit in unread]
    read = [hit for _, hit in ranked]
    return [
        replace(
            hit, score=score, rank=rank, parts=(*hit.parts, ("evidence", score)) if rank <= len(read) else hit.parts
        )
        for rank, (hit, score) in enumerate(zip([*read, *unread], scores, strict=True), start=1)
    ]


def _weighed(
    ranked: Sequence[tuple[float, Hit]], weigh: Callable[[Sequence[Hit]], Sequence[float]]
) -> list[tuple[float, Hit]]:
    """The first passages by their sentences and as wholes; none falls below the last of them."""
    floor = ranked[-1][0]
    found = [hit for _, hit in sorted(ranked, key=lambda pair: pair[1].rank)]  # as the model learned to see them
    wholes = dict(zip((hit.rank for hit in found), weigh(found), strict=True))
    highest = max(wholes.values())
    told = sorted(
        ((score + SHARE * (wholes[hit.rank] - highest), hit) for score, hit in ranked), key=lambda pair: -pair[0]
    )
    return [(max(floor, score), hit) for score, hit in told]
