"""Fits the reranker by `python -m training.fit_reranker`: boosted trees over `qa.ranking.FEATURES`.

Each query brings its first passages from the pool that its set makes with all its passages and the other sections of their
documents, or from a fictional report, alone and among others; the trees tell the passages that answer it from the others.
The embedder that ships has learned from these very queries and finds their passages better than it will find anybody
else's: fitted with it, the model trusts the vectors and orders worse than BM25. So each is searched with an embedder that
was trained without it.

Tried by threefold cross-validation (nDCG@10 of documentation, frequent questions, Wikipedia, one report, reports together;
hybrid search alone finds 0.755, 0.781, 0.938, 0.921, 0.910): without the reports 0.783, 0.814, 0.942, 0.918, 0.908; with
them 0.785, 0.813, 0.942, 0.925, 0.914; features that may only raise or only lower a score 0.785, 0.814, 0.941, 0.924,
0.911; a softmax over the passages of a query as loss 0.781, 0.815, 0.941, 0.928, 0.910. Ranking 60 hits instead of 40
found no more on any development set, a linear model less.

Without bigrams in the search, histogram trees, and without the frequent questions: documentation 0.712, Wikipedia 0.946, one
report 0.930 (r@1 0.847), reports together 0.915 (0.819); with what the other passages lack, the kinds of value, how the
passage begins and whether it asks (`qa.ranking`) 0.718, 0.946, 0.931 (0.850), 0.919 (0.831).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import GradientBoostingClassifier  # type: ignore[import-untyped]

from corpus.document import Passage
from corpus.loader import load
from corpus.splitter import split
from index import generation as generations
from index.embedder import StaticEmbedder
from index.expansion import load_lexicon
from index.intake import embed
from index.query import QueryParser
from index.retriever import HybridRetriever
from index.segmenter import Segmenter
from qa.learned_reranker import SHIPPED_RERANKER, LearnedReranker
from qa.metrics import overlaps
from qa.ranking import FEATURES
from qa.trees import Trees
from training.data import BUILD, DATA, data_hashes, read_lines
from training.fit_reader import FOLDS, fold_embedder, questions_on, report_path, stored_trees
from training.pointer_words import read_words
from training.train_static import Settings, run

# Queries of each set; those of one pool are searched together.
POOLS = (
    {"docs_questions": 1600},
    {"faq_docs": 1800},
    {"drcd": 500, "written_general": 300, "written_policy": 300, "written_policy2": 300},
)
BESIDE = {"docs_questions": "docs_headings", "faq_docs": "headings_docs"}  # the other sections of the same documents
DEEP = 30  # passages of a query
TREES: dict[str, Any] = {
    "n_estimators": 150, "max_leaf_nodes": 12, "max_depth": None, "learning_rate": 0.07, "min_samples_leaf": 60,
    "subsample": 0.7, "max_features": 0.3, "random_state": 0,
}  # fmt: skip
SEED = 3
UNSEEN = BUILD / "unseen"  # the embedder that has not seen the queries

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ranked:
    """The passages of a query."""

    rows: Floats  # (passages, len(FEATURES))
    right: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pool:
    """Passages that are searched together, and queries with the passage that belongs to each."""

    passages: tuple[Passage, ...]
    queries: tuple[tuple[str, frozenset[str]], ...]  # text, the passage_ids that answer


def unseen_embedder() -> StaticEmbedder:
    """The embedder that has not seen the queries; trained where it does not lie in build/training/."""
    if not (UNSEEN / "training.json").exists():
        run(Settings(runs=1, without=tuple(name for pool in POOLS for name in pool)), UNSEEN)
    return StaticEmbedder(UNSEEN)


def read_pool(sets: dict[str, int], rng: random.Random) -> Pool:
    """So many queries of each set, drawn at random; near misses have no passage and are left out."""
    passages: dict[tuple[str, str], Passage] = {}
    queries: list[tuple[str, frozenset[str]]] = []

    def known(title: str, text: str) -> str:
        name = f"p{len(passages)}"
        made = Passage(name, name, title, name, text, 0, len(text), 1, text.count("\n") + 1)
        return passages.setdefault((title, text), made).passage_id

    for name, most in sets.items():
        rows = [row for row in read_lines(DATA / "train" / f"{name}.jsonl.xz") if row.get("answer") != ""]
        drawn = rng.sample(rows, min(most, len(rows)))
        for row in drawn:
            title = row.get("title") or ""
            queries.append((row["query"], frozenset({known(title, row["passage"])})))
            for text in row.get("negatives") or ():
                known(title, text)
        groups = {row.get("group") for row in drawn}
        for row in read_lines(DATA / "train" / f"{BESIDE[name]}.jsonl.xz") if name in BESIDE else ():
            if row["group"] in groups:
                known(row.get("title") or "", row["passage"])
    return Pool(tuple(passages.values()), tuple(queries))


def report_pools(number: int) -> list[Pool]:
    """Every report of a fold alone, with every other of its questions; then all of them together, with the others."""
    pools = [_report_pool(name) for name in FOLDS[number]]
    together = tuple(passage for pool in pools for passage in pool.passages)
    others = tuple(query for pool in pools for query in pool.queries[1::2])
    return [*(replace(pool, queries=pool.queries[::2]) for pool in pools), Pool(together, others)]


def _report_pool(name: str) -> Pool:
    passages = split(load(report_path(name))).passages
    queries = []
    for gold in questions_on(name):
        places = gold.evidence + gold.alternatives
        right = [one.passage_id for one in passages if overlaps((one.line_start, one.line_end), places)]
        text = " ".join((*(turn.question for turn in gold.history[-1:]), gold.question))
        queries.append((text, frozenset(right)))
    return Pool(tuple(passages), tuple(queries))


def rank(pool: Pool, embedder: StaticEmbedder, reranker: LearnedReranker, segmenter: Segmenter) -> list[Ranked]:
    """What retrieval brings for each query, as the reranker sees it; queries whose passage is not there are left out."""
    vectors = embed(pool.passages, embedder)
    generation = generations.build(pool.passages, [vectors], embedder.dim, segmenter)
    parser = QueryParser(segmenter.knowing(generation.own_words), (load_lexicon(),))
    retriever = HybridRetriever(pool.passages, generation, embedder, parser)
    found = []
    for query, right in pool.queries:
        hits = retriever.search(query, DEEP)
        is_right = np.array([hit.passage.passage_id in right for hit in hits])
        if is_right.any():
            found.append(Ranked(reranker.features(query, hits), is_right))
    return found


def examples(folder: Path, segmenter: Segmenter) -> list[Ranked]:
    """The queries of all pools and reports, each searched with an embedder that has not seen it."""
    rng = random.Random(SEED)
    asked = [(unseen_embedder(), [read_pool(sets, rng) for sets in POOLS])]
    asked += [(fold_embedder(number), report_pools(number)) for number in range(len(FOLDS))]
    found: list[Ranked] = []
    for embedder, pools in asked:
        reranker = LearnedReranker(folder, embedder)
        found += [one for pool in pools for one in rank(pool, embedder, reranker, segmenter)]
    return found


def fit(data: Sequence[Ranked]) -> Trees:
    """Trees whose sum is higher for the right passages."""
    rows, right = np.concatenate([one.rows for one in data]), np.concatenate([one.right for one in data])
    return stored_trees(GradientBoostingClassifier(**TREES).fit(rows, right))


def save(folder: Path, trees: Trees, minutes: float, queries: int) -> None:
    """Write the trees, and how they came about."""
    grown = {"bias": trees.bias, "trees": [asdict(tree) for tree in trees.trees]}
    version = hashlib.sha256(json.dumps(grown).encode()).hexdigest()[:8]
    record = {
        "version": version,
        "pools": POOLS,
        "trees": TREES,
        "queries": queries,
        "seed": SEED,
        "minutes": round(minutes, 1),
        "hardware": f"{platform.machine()}, {os.cpu_count()} cores",
        "data": data_hashes(),
    }
    model = json.dumps({"version": version, "features": FEATURES, **grown}, separators=(",", ":"))
    (folder / "model.json").write_text(model + "\n", "utf8")
    (folder / "training.json").write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf8")


def run_into(folder: Path) -> None:
    """Fit and save into a folder."""
    started = time.perf_counter()
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "rarity.npy", read_words().known.rarity.astype(np.float16))
    data = examples(folder, Segmenter())
    save(folder, fit(data), (time.perf_counter() - started) / 60, len(data))
    print(f"{len(data)} queries, {(time.perf_counter() - started) / 60:.1f} minutes")


def main() -> None:
    """Read the folder from the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=SHIPPED_RERANKER, help="where to save the model")
    run_into(parser.parse_args().folder)


if __name__ == "__main__":
    main()
