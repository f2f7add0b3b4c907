"""Passages in the order of their best sentence: what answers comes before what is merely about the same thing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from index.hit import Hit
from qa.reading import Candidate


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


def rerank_by_evidence(hits: Sequence[Hit], candidates: Sequence[Candidate]) -> list[Hit]:
    """The hits by the score of their best candidate; those that were not read follow in their old order.

    Args:
        hits: best first.
        candidates: sentences of the first hits, best first.

    Returns:
        The same passages, ranked anew. The first has score 1; another's is the ratio of their odds, exp(s - s_first).
        `parts` keeps what retrieval gave and gains "evidence".
    """
    best: dict[str, float] = {}
    for candidate in candidates:
        best.setdefault(candidate.evidence.passage.passage_id, candidate.score)
    read = sorted(
        (hit for hit in hits if hit.passage.passage_id in best), key=lambda hit: -best[hit.passage.passage_id]
    )
    unread = [hit for hit in hits if hit.passage.passage_id not in best]
    first = best[read[0].passage.passage_id] if read else 0.0
    scores = [math.exp(best[hit.passage.passage_id] - first) for hit in read]
    floor = scores[-1] if scores else 1.0
    scores += [floor * hit.score / unread[0].score if unread[0].score > 0 else 0.0 for hit in unread]
    return [
        replace(
            hit, score=score, rank=rank, parts=(*hit.parts, ("evidence", score)) if rank <= len(read) else hit.parts
        )
        for rank, (hit, score) in enumerate(zip([*read, *unread], scores, strict=True), start=1)
    ]
