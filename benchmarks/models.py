"""What the shipped models find and read on the open development sets, and what they cost: `make bench-models`.

    python -m benchmarks.models            prints the tables
    python -m benchmarks.models --write    also keeps them in benchmarks/models.json and models.md
    python -m benchmarks.models --sample 4 every fourth query only, of the development sets

BM25 with jieba is what one would use instead: words of title and text, k1 1.5, b 0.75, no lexicons. The sets lie beside
the checkout; without them this skips with a reason.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import cast

from benchmarks.development import (
    READING_SETS,
    RETRIEVAL_SETS,
    DevelopmentSet,
    Search,
    exact_match,
    f1,
    is_there,
    rank_of,
    ranking_figures,
    read_set,
)
from benchmarks.retrieval import DEV, REAL_REPORT, Bench, Setup, bench_of, measure
from corpus.document import Passage
from index import generation as generations
from index.embedder import Embedder, load_embedder
from index.expansion import load_lexicon
from index.generation import Generation
from index.hit import Hit
from index.intake import embed
from index.lexical import Alternative, Field, LexicalIndex, Term
from index.library import Library
from index.query import QueryParser
from index.retriever import HybridRetriever, Weights
from index.segmenter import Segmenter
from qa.assistant import Assistant
from qa.composing import reading_of
from qa.fitted import load_reader
from qa.learned_reranker import LearnedReranker
from qa.matching import Query
from qa.passages import RERANKED
from qa.pointer import Pointer
from qa.reader import ExtractiveReader
from qa.understanding import Understanding
from training.data import DATA

OUT = Path(__file__).parent / "models.json"
MODELS = Path(__file__).parents[1] / "index" / "models"
LEXICAL, DENSE, HYBRID = Weights(1, 0, 0), Weights(0, 1, 1), Weights()
RANKED = ("ndcg@10", "r@1", "r@5", "r@10", "mrr@10")
FOUND = ("r@1", "r@5", "r@10", "mrr@10")
PER_RERANK = 20  # passages

Table = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Shelf:
    """A development set as a library: what `Understanding` and the searches ask of one."""

    set: DevelopmentSet
    embedder: Embedder
    segmenter: Segmenter

    @cached_property
    def generation(self) -> Generation:
        """The indexes over the set's passages."""
        vectors = embed(self.set.passages, self.embedder)
        return generations.build(self.set.passages, [vectors], self.embedder.dim, self.segmenter)

    def retriever(self, weights: Weights = HYBRID) -> HybridRetriever:
        """The retriever of a library, with other weights where they are given."""
        parser = QueryParser(self.segmenter.knowing(self.generation.own_words), (load_lexicon(),))
        return HybridRetriever(self.set.passages, self.generation, self.embedder, parser, weights)

    @cached_property
    def reranker(self) -> LearnedReranker:
        """The shipped one."""
        return LearnedReranker()

    def bm25(self) -> Search:
        """BM25 over jieba words of title and text, nothing else."""
        passages = self.set.passages
        units = [{"text": self.segmenter.words(f"{passage.title}\n{passage.text}")} for passage in passages]
        index = LexicalIndex.build(units, {"text": Field(1.0, 0.75)}, k1=1.5)

        def search(question: str) -> list[Hit]:
            words = dict.fromkeys(self.segmenter.words(question))
            scores = index.scores([Term((Alternative((word,)),)) for word in words])
            best = (-scores).argsort(kind="stable")[:10].tolist()
            return [Hit(passages[row], float(scores[row]), rank) for rank, row in enumerate(best, start=1)]

        return search


def retrieval(shelf: Shelf) -> Table:
    """The ranking figures of every way to search one set."""
    searches: dict[str, Search] = {"BM25 with jieba": shelf.bm25()}
    for name, weights in (("our BM25", LEXICAL), ("dense", DENSE), ("hybrid", HYBRID)):
        searches[name] = _first_ten(shelf.retriever(weights))
    searches["hybrid + reranker"] = _reranked(shelf.retriever(), shelf.reranker)
    questions = shelf.set.questions
    return {
        name: _rounded(ranking_figures([rank_of(question, search(question.text)) for question in questions]))
        for name, search in searches.items()
    }


def _first_ten(retriever: HybridRetriever) -> Search:
    return lambda question: retriever.search(question, 10)


def _reranked(retriever: HybridRetriever, reranker: LearnedReranker) -> Search:
    return lambda question: reranker.rerank(question, retriever.search(question, RERANKED))


def reading(shelf: Shelf) -> Table:
    """Exact match and F1 of what is read in the passage that holds the answer."""
    understanding = Understanding(cast(Library, shelf))
    reader, _ = load_reader(shelf.embedder)
    ways: dict[str, Callable[[Query, Passage], str]] = {
        "sentences and clauses by rule": _by_rule(reader),
        "pointer": _by_pointer(Pointer()),
    }
    passages = {passage.passage_id: passage for passage in shelf.set.passages}
    queries = [understanding.read(question.text) for question in shelf.set.questions]
    table: Table = {}
    for name, read in ways.items():
        pairs = list(zip(queries, shelf.set.questions, strict=True))
        answers = [read(query, passages[question.passage_id]) for query, question in pairs]
        accepted = [question.answers for question in shelf.set.questions]
        table[name] = _rounded(
            {
                "exact match": fmean(map(exact_match, answers, accepted)),
                "F1": fmean(map(f1, answers, accepted)),
            }
        )
    return table


def _by_rule(reader: ExtractiveReader) -> Callable[[Query, Passage], str]:
    return lambda query, passage: reading_of(query, reader.candidates(query, [Hit(passage, 1.0, 1)])).text


def _by_pointer(pointer: Pointer) -> Callable[[Query, Passage], str]:
    def read(query: Query, passage: Passage) -> str:
        spans = pointer.spans(query.question.text, passage.text, k=1)
        return passage.text[spans[0].start : spans[0].end] if spans else ""

    return read


def real_report(embedder: Embedder, segmenter: Segmenter) -> Table:
    """Recall on the users' report with its development questions."""
    bench: Bench = bench_of(REAL_REPORT, DEV, embedder)
    ways: dict[str, Search] = {"BM25 with jieba, 500-character chunks": bench.chunks(segmenter)}
    for name, weights in (("our BM25", LEXICAL), ("dense", DENSE), ("hybrid", HYBRID)):
        ways[name] = bench.search(Setup(name, weights), segmenter)
    hybrid, reranker = ways["hybrid"], LearnedReranker()
    ways["hybrid + reranker"] = lambda question: reranker.rerank(question, hybrid(question)[:RERANKED])
    table: Table = {}
    with TemporaryDirectory() as folder, closing(Library.open(Path(folder), embedder, create=True)) as library:
        library.update([REAL_REPORT])
        assistant = Assistant(library)
        ways["hybrid + reader + reranker, as answers give them"] = lambda question: list(assistant.ask(question).hits)
        for name, search in ways.items():
            rows = measure(bench.questions, search)  # type: ignore[arg-type]
            table[name] = _rounded({metric: fmean(row[metric] for row in rows) for metric in FOUND})
    return table


def cost(embedder: Embedder, shelf: Shelf) -> dict[str, float]:
    """The size of what ships, and how fast it is on one thread."""
    texts = [passage.text for passage in shelf.set.passages]
    began = perf_counter()
    embedder.encode_passages(texts)
    seconds = perf_counter() - began
    rerank = _milliseconds_per_rerank(shelf)
    size = sum(path.stat().st_size for path in MODELS.rglob("*") if path.is_file())
    return {
        "weights, MB": round(size / 1e6, 1),
        "passages embedded a second": round(len(texts) / seconds),
        f"ms to rerank {PER_RERANK} passages": rerank,
    }


def _milliseconds_per_rerank(shelf: Shelf) -> float:
    """Of passages that were never seen before, on one thread."""
    questions = [question.text for question in shelf.set.questions[:: len(shelf.set.questions) // 20]]
    retriever = shelf.retriever()
    found = [retriever.search(question, PER_RERANK) for question in questions]
    LearnedReranker().rerank(questions[0], found[0])
    seconds = 0.0
    for question, hits in zip(questions, found, strict=True):
        fresh = LearnedReranker()  # keeps nothing of earlier questions
        fresh.rerank("", hits[:1])
        began = process_time()
        fresh.rerank(question, hits)
        seconds += process_time() - began
    return round(1000 * seconds / len(questions), 1)


def _rounded(figures: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in figures.items()}


def markdown(results: Mapping[str, Table], costs: Mapping[str, float], step: int = 1) -> str:
    """The tables for people."""
    sampled = f" --sample {step}`, every {step}th query of the development sets." if step > 1 else "`."
    lines = ["# What the shipped models find and read", "", f"By `python -m benchmarks.models --write{sampled}", ""]
    lines += [f"- {name}: {value:g}" for name, value in costs.items()]
    for name, table in results.items():
        columns = list(next(iter(table.values())))
        lines += ["", f"## {name}", "", f"| | {' | '.join(columns)} |", f"|---|{'---|' * len(columns)}"]
        lines += [f"| {way} | {' | '.join(f'{row[c]:.3f}' for c in columns)} |" for way, row in table.items()]
    return "\n".join(lines) + "\n"


def run(names: Sequence[str], embedder: Embedder, step: int = 1) -> tuple[dict[str, Table], dict[str, float]]:
    """Every table that can be made with what is there, and the costs."""
    segmenter = Segmenter()
    results: dict[str, Table] = {}
    costs: dict[str, float] = {}
    for name in names:
        whole = read_set(name)
        shelf = Shelf(replace(whole, questions=whole.questions[::step]), embedder, segmenter)
        results[f"{name}: retrieval"] = retrieval(shelf)
        print(name, results[f"{name}: retrieval"], file=sys.stderr, flush=True)
        if name in READING_SETS:
            results[f"{name}: reading"] = reading(shelf)
        costs = costs or cost(embedder, shelf)
    if DEV.exists() and REAL_REPORT.exists():
        results["real report, development questions: retrieval"] = real_report(embedder, segmenter)
    return results, costs


def main() -> None:
    """Print the tables; keep them on request."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--write", action="store_true", help="keep the tables beside this file")
    options.add_argument("--embedder", help="a sentence-transformers model instead of the shipped one")
    options.add_argument("--sample", type=int, default=1, metavar="N", help="every N-th query only")
    chosen = options.parse_args()
    if not is_there():
        print(f"skipped: the development sets are not at {DATA / 'dev'}", file=sys.stderr)
        return
    results, costs = run(RETRIEVAL_SETS, load_embedder(chosen.embedder), chosen.sample)
    print(markdown(results, costs, chosen.sample))
    if chosen.write:
        kept = {"sample": chosen.sample, "hardware": platform.machine(), "costs": costs, "figures": results}
        OUT.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        OUT.with_suffix(".md").write_text(markdown(results, costs, chosen.sample), encoding="utf-8")


if __name__ == "__main__":
    main()
