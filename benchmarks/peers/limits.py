"""What the machine allows beside what is reached: a flat scan against the memory's speed, the embedder against its sums."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from index.embedder import StaticEmbedder
from index.vectors import FaissStore

ROWS, DIM = 100_000, 256
TIMES, RUNS = 20, 5


@dataclass(frozen=True, slots=True)
class Limits:
    """One core's."""

    memory_gb_s: float  # read in order
    scan_ms: float  # of ROWS vectors by FAISS, for one question
    scan_floor_ms: float  # what reading them takes
    tokens_s: float  # embedded, from text
    tokens_floor_s: float  # if their vectors had only to be added up


def limits(texts: Sequence[str]) -> Limits:
    """Measure; the quickest of TIMES counts."""
    vectors = np.random.default_rng(0).normal(size=(ROWS, DIM)).astype(np.float32)
    store, one = FaissStore.build(vectors, DIM), vectors[0].copy()
    read = best(vectors.view(np.int64).sum)  # whole numbers: adding floats is slower than reading them
    model = StaticEmbedder()
    ids = model.token_ids(texts)
    count = sum(map(len, ids))
    fresh = iter(
        [[f"{text}{run}" for text in texts] for run in range(RUNS)]
    )  # a line that it has seen is not cut again
    embedded = best(lambda: model.encode_passages(next(fresh)), RUNS)
    rows = np.random.default_rng(0).normal(size=(31_000, DIM)).astype(np.float32)
    added = best(lambda: [rows[one].sum(axis=0) for one in ids], RUNS)
    return Limits(
        memory_gb_s=round(vectors.nbytes / read / 1e9, 1),
        scan_ms=round(1000 * best(lambda: store.search(one, 10)), 2),
        scan_floor_ms=round(1000 * read, 2),
        tokens_s=round(count / embedded),
        tokens_floor_s=round(count / added),
    )


def best(work: Callable[[], object], times: int = TIMES) -> float:
    """Seconds of the quickest run."""
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return min(spent)


def told(found: Limits) -> str:
    """The limits in a paragraph."""
    return (
        f"The machine's own limits, one core: memory is read at {found.memory_gb_s} GB/s, so {ROWS:,} vectors of {DIM} "
        f"numbers take {found.scan_floor_ms} ms at least, and FAISS scans them in {found.scan_ms} ms. The embedder reads "
        f"{found.tokens_s / 1e6:.2f} million tokens a second; adding up their vectors alone allows "
        f"{found.tokens_floor_s / 1e6:.2f} million, the rest goes into finding the tokens."
    )
