"""Retrieval on question sets, with each stage on and off: recall@1, @5, @10 and MRR@10 as `yinju eval` counts them.

    python -m benchmarks.retrieval                    the real report and the fictional ones, where they are there
    python -m benchmarks.retrieval --held-out --json  only fictional reports that no embedder has seen

The first rows are what one could use instead: BM25 over jieba words of 500-character chunks (the usual offline set-up),
our BM25 alone, vectors alone, reciprocal rank fusion. Follow-ups are searched with the question before them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import fmean
from typing import Any

from corpus.document import Document, Parsed, Passage
from corpus.loader import load
from corpus.splitter import split
from index import cutting
from index import generation as generations
from index.embedder import Embedder, load_embedder
from index.expansion import glossary_synonyms, load_lexicon
from index.fusion import reciprocal_rank_fusion
from index.generation import Generation
from index.hit import Hit
from index.intake import embed
from index.lexical import Alternative, Field, LexicalIndex, Term
from index.names import Names, declared_in, titles
from index.query import SHARE, Query, QueryParser
from index.retriever import HybridRetriever, Weights
from index.segmenter import Segmenter
from index.spelling import Spelling
from index.storage import Vectors
from index.units import FIELDS
from qa.answer import Answer, Verdict
from qa.evaluate import UNANSWERABLE, GoldQuestion, gold_question, score

SHARED = Path(__file__).resolve().parents[2] / "shared"
REAL_REPORT = SHARED / "corpus" / "ai-blue-book-2021.txt"
DEV = SHARED / "eval" / "dev.jsonl"
REPORTS = SHARED / "data" / "reports"
# Of the 28. The shipped embedder has learned from them, so the fictional reports are measured with the embedder that has
# not, which training leaves in UNSEEN; of the retrieval, the weights of the fields and of the vectors were chosen on all
# of them.
UNSEEN = Path(__file__).resolve().parents[1] / "build" / "training" / "fold0"
HELD_OUT = ("a2", "a4", "b5", "c4", "d2", "d5", "e5", "f5", "g5")
METRICS = ("r@1", "r@5", "r@10", "mrr@10")
CHUNK = 500  # characters
DEEP = 100  # hits of each ranking that reciprocal rank fusion sees

Search = Callable[[str], list[Hit]]


@dataclass(frozen=True, slots=True)
class Setup:
    """One way to search."""

    name: str
    weights: Weights = field(default_factory=Weights)
    share: float = SHARE
    fields: tuple[str, ...] = tuple(FIELDS)
    characters: bool = True  # are searched beside the words
    glossary: bool = True  # the documents' own short names
    spelling: bool = True
    names: bool = True
    own_words: bool = True  # that the documents show are cut as words


class PartialParser(QueryParser):
    """May leave the characters out of the query."""

    characters: bool = True

    def parse(self, question: str) -> Query:
        """The query, with or without its characters."""
        query = super().parse(question)
        return query if self.characters else replace(query, characters=())


FULL = Setup("hybrid")
SETUPS = (
    Setup("BM25 alone, no lexicons", Weights(1, 0, 0), share=0),
    Setup("BM25 alone", Weights(1, 0, 0)),
    Setup("dense alone", Weights(0, 1, 1)),
    FULL,
    replace(FULL, name="- lexicons", share=0),
    replace(FULL, name="- characters", characters=False),
    *(replace(FULL, name=f"- field {n}", fields=tuple(f for f in FIELDS if f != n)) for n in FIELDS if n != "text"),
    replace(FULL, name="- passage vector", weights=replace(FULL.weights, passage=0)),
    replace(FULL, name="- sentence vectors", weights=replace(FULL.weights, sentence=0)),
)


class Bench:
    """One library of documents with the questions on it."""

    def __init__(self, documents: Sequence[Document], questions: Sequence[GoldQuestion], embedder: Embedder) -> None:
        self.documents = documents
        self.embedder = embedder
        self.all_questions = tuple(questions)
        self.questions = [question for question in questions if question.kind != UNANSWERABLE]
        self.parsed: list[Parsed] = [split(document) for document in documents]
        self._passages = [passage for parsed in self.parsed for passage in parsed.passages]
        self._vectors: list[Vectors] = [embed(parsed.passages, embedder) for parsed in self.parsed]
        self._generations: dict[tuple[tuple[str, ...], bool], Generation] = {}

    def search(self, setup: Setup, segmenter: Segmenter) -> Search:
        """The search that a set-up stands for."""
        retriever = self.retriever(setup, segmenter)
        return lambda question: retriever.search(question, DEEP)

    def retriever(self, setup: Setup, segmenter: Segmenter) -> HybridRetriever:
        """The retriever that a set-up stands for."""
        generation = self._generation(setup, segmenter)
        segmenter = segmenter.knowing(generation.own_words)
        pairs = [pair for parsed in self.parsed for pair in parsed.glossary] if setup.glossary else []
        lexicons = (load_lexicon(), glossary_synonyms(pairs))
        documents = {(passage.title, passage.source) for passage in self._passages}
        declared = [declared_in(self._passages), titles(documents)]
        parser = PartialParser(segmenter, lexicons, setup.share)
        parser.characters = setup.characters
        return HybridRetriever(
            self._passages,
            generation,
            self.embedder,
            parser,
            setup.weights,
            names=Names(declared, generation.lexical.vocabulary, pairs) if setup.names else None,
            spelling=Spelling(generation.lexical, segmenter, lexicons) if setup.spelling else None,
        )

    def _generation(self, setup: Setup, segmenter: Segmenter) -> Generation:
        key = setup.fields, setup.own_words
        if key not in self._generations:
            fields = {name: FIELDS[name] for name in setup.fields}
            discovering: Any = cutting  # whose words it finds are left out while the passages are cut
            whole = discovering.unknown_words
            discovering.unknown_words = whole if setup.own_words else lambda *args: tuple(whole(*args))[:0]
            self._generations[key] = generations.build(
                self._passages, self._vectors, self.embedder.dim, segmenter, fields
            )
            discovering.unknown_words = whole
        return self._generations[key]

    def chunks(self, segmenter: Segmenter) -> Search:
        """BM25 over jieba words of plain chunks, nothing else."""
        passages = [chunk for document in self.documents for chunk in chunk_document(document)]
        units = [{"text": segmenter.words(passage.text)} for passage in passages]
        index = LexicalIndex.build(units, {"text": Field(1.0, 0.75)}, k1=1.5)

        def search(question: str) -> list[Hit]:
            terms = [Term((Alternative((word,)),)) for word in dict.fromkeys(segmenter.words(question))]
            scores = index.scores(terms)
            best = (-scores).argsort(kind="stable")[:DEEP].tolist()
            return [Hit(passages[row], float(scores[row]), rank) for rank, row in enumerate(best, start=1)]

        return search


def chunk_document(document: Document) -> Iterator[Passage]:
    """Pieces of at most 500 characters, cut where the coarsest of paragraph, line, sentence or clause allows."""
    start = 0
    text = document.text
    while start < len(text):
        end = min(start + CHUNK, len(text))
        if end < len(text):
            cuts = (text.rfind(mark, start, end) + len(mark) for mark in ("\n\n", "\n", "。", "，"))
            end = next((cut for cut in cuts if cut > start + CHUNK // 4), end)
        lines = text.count("\n", 0, start) + 1, text.count("\n", 0, max(start, end - 1)) + 1
        name = f"{document.doc_id}:{start}"
        yield Passage(name, document.doc_id, document.title, document.source, text[start:end], start, end, *lines)
        start = end


def measure(questions: Sequence[GoldQuestion], search: Search) -> list[dict[str, float]]:
    """The figures of each question."""
    rows = []
    for question in questions:
        text = " ".join((*(turn.question for turn in question.history[-1:]), question.question))
        hits = tuple(search(text)[:10])
        rows.append(score(question, Answer(question.question, text, Verdict.RELATED, "", (), hits)))
    return rows


def fused(first: Search, second: Search) -> Search:
    """Both rankings by reciprocal rank."""
    return lambda question: reciprocal_rank_fusion([first(question), second(question)])


def run(benches: Sequence[Bench], segmenter: Segmenter) -> dict[str, dict[str, float]]:
    """The mean figures over all questions of the benches, by name of the set-up."""
    table: dict[str, dict[str, float]] = {}

    def row(name: str, make: Callable[[Bench], Search]) -> None:
        rows = [figures for bench in benches for figures in measure(bench.questions, make(bench))]
        table[name] = {metric: round(fmean(figures[metric] for figures in rows), 4) for metric in METRICS}

    row("jieba BM25, 500-character chunks", lambda bench: bench.chunks(segmenter))
    for setup in SETUPS:
        row(setup.name, lambda bench, setup=setup: bench.search(setup, segmenter))  # type: ignore[misc]
    lexical, dense = SETUPS[:2]
    row("RRF", lambda bench: fused(bench.search(lexical, segmenter), bench.search(dense, segmenter)))
    return table


def questions_of(path: Path) -> list[GoldQuestion]:
    """The questions of a file, one JSON object a line."""
    return [gold_question(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def bench_of(document: Path, questions: Path, embedder: Embedder) -> Bench:
    """One document, asked alone."""
    return Bench([load(document)], questions_of(questions), embedder)


def fictional(names: Sequence[str], embedder: Embedder) -> list[Bench]:
    """One library a report."""
    found = [path for path in sorted(REPORTS.glob("*.jsonl")) if not names or path.stem in names]
    documents = [next(p for s in (".txt", ".md") if (p := path.with_suffix(s)).exists()) for path in found]
    return [bench_of(document, path, embedder) for document, path in zip(documents, found, strict=True)]


def pooled(benches: Sequence[Bench], embedder: Embedder) -> Bench:
    """All the documents in one library; evidence counts only in the question's own."""
    documents = [document for bench in benches for document in bench.documents]
    questions = [
        replace(question, document=Path(bench.documents[0].source).name)
        for bench in benches
        for question in bench.questions
    ]
    return Bench(documents, questions, embedder)


def main() -> None:
    """Print a table for each set of questions that is there; JSON on request."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--held-out", action="store_true", help="only the fictional reports kept apart")
    options.add_argument("--embedder", help="a sentence-transformers model instead of the shipped one")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    embedder, segmenter = load_embedder(chosen.embedder), Segmenter()
    results: dict[str, dict[str, dict[str, float]]] = {}
    if not REPORTS.exists():
        print(f"skipped: the fictional reports are not at {REPORTS}", file=sys.stderr)
    elif not chosen.embedder and not UNSEEN.exists():
        print(
            f"skipped: the fictional reports, because the shipped embedder has learned from them and {UNSEEN} is not "
            "there; python -m training.train_static --folder build/training/fold0 makes it",
            file=sys.stderr,
        )
    else:
        unseen = embedder if chosen.embedder else load_embedder(str(UNSEEN))
        benches = fictional(HELD_OUT, unseen)
        results["fictional reports kept apart, one library each"] = run(benches, segmenter)
        results["fictional reports kept apart, one library"] = run([pooled(benches, unseen)], segmenter)
    if not (DEV.exists() and REAL_REPORT.exists()):
        print(f"skipped: the real report and its questions are not in {SHARED}", file=sys.stderr)
    elif not chosen.held_out:
        results["real report, development questions"] = run([bench_of(REAL_REPORT, DEV, embedder)], segmenter)
    print(json.dumps(results, ensure_ascii=False, indent=1) if chosen.json else render(results))


def render(results: dict[str, dict[str, dict[str, float]]]) -> str:
    """Plain text, a table a set."""
    lines: list[str] = []
    for name, table in results.items():
        lines += ["", name, " " * 36 + "".join(metric.rjust(9) for metric in METRICS)]
        lines += [row.ljust(36) + "".join(f"{figures[m]:9.3f}" for m in METRICS) for row, figures in table.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
