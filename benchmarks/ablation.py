"""Answers with each stage left out: what every stage is worth, as `yinju eval` counts.

    python -m benchmarks.ablation                    fictional reports that the embedder has not seen, and the real one
    python -m benchmarks.ablation --write            also writes benchmarks/ablation.json and ablation.md
    python -m benchmarks.ablation --sample 5         every fifth question only

A second table asks what the stages are for: questions of that kind (`benchmarks.purposes`), with and without the stage.

Nothing is fitted again without a stage, so a row says what the shipped system loses without it. The reader's and the
judge's few weights were fitted on the fictional reports, the embedder of these rows has not seen them. A question for
which a stage changes neither what is searched nor what is found is not answered again.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.purposes import PURPOSES, Report
from benchmarks.retrieval import DEV, FULL, REAL_REPORT, REPORTS, UNSEEN, Bench, Setup, bench_of, fictional
from index import segmenter as segmenting
from index.embedder import StaticEmbedder, load_embedder
from index.hit import Hit
from index.library import Library
from index.names import NameKind
from index.retriever import HybridRetriever
from index.segmenter import Segmenter
from index.units import FIELDS
from qa.answer import Answer, Understood
from qa.assistant import RETRIEVED, RETURNED, Assistant
from qa.evaluate import ALL, GoldQuestion, score, summarise
from qa.fitted import fitted
from qa.matching import Query, QueryTerm
from qa.reader import ExtractiveReader
from qa.understanding import Understanding
from training.fit_reader import FOLDS, fold_folder

METRICS = (
    "r@1", "r@5", "r@10", "mrr@10", "answer", "cite_recall", "cite_precision", "abstain_recall", "false_abstain", "trusted",
)  # fmt: skip
DIFFERENCES = ("r@1", "mrr@10", "trusted")
RESAMPLES = 2000
SEED = 0
OUT = Path(__file__).parent / "ablation.json"
Table = dict[str, dict[str, float]]
Scored = tuple[GoldQuestion, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Stages:
    """One way to answer."""

    name: str
    setup: Setup = FULL
    rerank: bool = True
    tokens: bool = True  # late interaction over token vectors
    judge: bool = True
    history: bool = True
    simplified: bool = True  # traditional characters are read as simplified ones


WHOLE = Stages("all stages")
STAGES = (
    WHOLE,
    *(
        Stages(f"- field {name}", replace(FULL, fields=tuple(field for field in FIELDS if field != name)))
        for name in FIELDS
        if name != "text"
    ),
    Stages("- characters", replace(FULL, characters=False)),
    Stages("- lexicons", replace(FULL, share=0)),
    Stages("- glossary", replace(FULL, glossary=False)),
    Stages("- spelling", replace(FULL, spelling=False)),
    Stages("- names", replace(FULL, names=False)),
    Stages("- passage vector", replace(FULL, weights=replace(FULL.weights, passage=0))),
    Stages("- sentence vectors", replace(FULL, weights=replace(FULL.weights, sentence=0))),
    Stages("- rerank by evidence", rerank=False),
    Stages("- token vectors", tokens=False),
    Stages("- judge", judge=False),
    Stages("- history", history=False),
    Stages("- traditional forms", simplified=False),
)
# Which stages each kind of question is for.
MEANT_FOR: Mapping[str, tuple[str, ...]] = {
    "misspelt": ("- spelling", "- characters"),
    "traditional": ("- traditional forms",),
    "everyday": ("- lexicons",),
    "short names": ("- glossary",),
    "quotations": ("- field speaker",),
    "headed": ("- field heading",),
    "in tables": ("- field table",),
    "keywords": ("- characters",),
    "other names": ("- names",),
    "follow-ups": ("- history",),
    "in other words": ("- passage vector", "- sentence vectors", "- token vectors", "- lexicons"),
}


class FixedLibrary(Library):
    """A library that is searched by one retriever, whichever is set."""

    fixed: HybridRetriever

    def retriever(self) -> HybridRetriever:
        """The one that was set."""
        return self.fixed


class Unsimplified:
    """Takes every character for what it is."""

    def convert(self, text: str) -> str:
        """The text."""
        return text


@contextmanager
def as_written() -> Iterator[None]:
    """While this lasts nothing is simplified."""
    simplifier = segmenting._simplifier
    segmenting._simplifier = lru_cache(maxsize=1)(Unsimplified)
    try:
        yield
    finally:
        segmenting._simplifier = simplifier


class DeafModel(StaticEmbedder):
    """The static model with no token close to any word."""

    def token_similarities(self, vectors: NDArray[np.float32], tokens: NDArray[np.int32]) -> NDArray[np.float32]:
        """Zeros of the same shape."""
        return np.zeros_like(super().token_similarities(vectors, tokens))


class Answering:
    """Answers the questions of one bench in any way; what stays the same between two ways is kept."""

    def __init__(self, bench: Bench, segmenter: Segmenter, folder: Path) -> None:
        self._bench = bench
        library = FixedLibrary.open(folder, bench.embedder, create=True, segmenter=segmenter)
        assert isinstance(library, FixedLibrary)
        self._library = library
        self._library.update([Path(document.source) for document in bench.documents])
        self._segmenter = segmenter
        scorer, self._judge = fitted()
        self._reader = ExtractiveReader(bench.embedder, scorer)
        self._deaf = ExtractiveReader(bench.embedder, scorer, DeafModel())
        self._whole: list[tuple[_Found, Answer]] = []

    def scored(self, stages: Stages, questions: Sequence[GoldQuestion]) -> Iterator[Scored]:
        """The questions with their figures; WHOLE has to come first."""
        if stages is WHOLE:
            self._whole = []
        with nullcontext() if stages.simplified else as_written():
            yield from self._scored(stages, questions)

    def _scored(self, stages: Stages, questions: Sequence[GoldQuestion]) -> Iterator[Scored]:
        retriever = self._bench.retriever(stages.setup, self._segmenter)
        self._library.fixed = retriever
        judge = self._judge if stages.judge else replace(self._judge, found=0.0)
        assistant = Assistant(self._library, self._reader if stages.tokens else self._deaf, judge)
        understanding = Understanding(self._library)
        for i, gold in enumerate(questions):
            history = gold.history if stages.history else ()
            found = self._found(understanding.read(gold.question, history), retriever)
            if stages is WHOLE:
                self._whole.append((found, assistant.ask(gold.question, history)))
            whole, answer = self._whole[i]
            if found != whole or not stages.tokens or (not stages.judge and not answer.answerable):
                answer = assistant.ask(gold.question, history)
            yield gold, score(gold, answer if stages.rerank else replace(answer, hits=found.hits[:RETURNED]))

    def _found(self, query: Query, retriever: HybridRetriever) -> _Found:
        hits = tuple(retriever.search(query.question.text, RETRIEVED))
        return _Found(query.question.text, query.terms, query.understood, hits)


@dataclass(frozen=True, slots=True)
class _Found:
    """What reading begins with: where it is the same, so is the answer."""

    text: str
    terms: tuple[QueryTerm, ...]
    understood: tuple[Understood, ...]
    hits: tuple[Hit, ...]


def ablate(benches: Sequence[Bench], segmenter: Segmenter, step: int = 1) -> Table:
    """The mean figures over every `step`-th question of each bench, by name of the stages; see `row`."""
    table: Table = {}
    with tempfile.TemporaryDirectory() as folder:
        answering = [Answering(bench, segmenter, Path(folder) / str(i)) for i, bench in enumerate(benches)]
        whole: list[Scored] = []
        for stages in STAGES:
            pairs = zip(answering, benches, strict=True)
            scored = [pair for one, bench in pairs for pair in one.scored(stages, bench.all_questions[::step])]
            whole = whole or scored
            table[stages.name] = row(scored, whole)
            print(stages.name, table[stages.name], file=sys.stderr, flush=True)
    return table


def on_purpose(benches: Sequence[Sequence[Bench]], segmenter: Segmenter) -> dict[str, Table]:
    """For each kind of question the figures with all stages and without those that are for it.

    The benches come by fold: of one fold all have the embedder that has not seen them.
    """
    every = [bench for fold in benches for bench in fold]
    reports = [Report(bench.parsed[0], bench.all_questions, _names(bench, segmenter)) for bench in every]
    tables: dict[str, Table] = {}
    with tempfile.TemporaryDirectory() as folder:
        answering = [Answering(bench, segmenter, Path(folder) / str(i)) for i, bench in enumerate(every)]
        for purpose, names in MEANT_FOR.items():
            questions = PURPOSES[purpose](reports, random.Random(purpose))
            if not any(questions):
                continue
            whole: list[Scored] = []
            table: Table = {}
            for stages in (stages for stages in STAGES if stages is WHOLE or stages.name in names):
                scored = [
                    pair for one, these in zip(answering, questions, strict=True) for pair in one.scored(stages, these)
                ]
                whole = whole or scored
                table[stages.name] = row(scored, whole)
                print(purpose, stages.name, table[stages.name], file=sys.stderr, flush=True)
            tables[f"{purpose} ({len(whole)})"] = table
    return tables


def _names(bench: Bench, segmenter: Segmenter) -> Mapping[str, NameKind]:
    names = bench.retriever(FULL, segmenter).known_names
    return names.known if names else {}


def row(scored: Sequence[Scored], whole: Sequence[Scored]) -> dict[str, float]:
    """The means, and for each of DIFFERENCES how far its mean lies from that of all stages.

    "trusted -" and "trusted +" enclose 95 % of the differences over resamples of the questions, each with its own pair
    (Efron's percentile bootstrap; Koehn, EMNLP 2004, for pairs).
    """
    means = summarise(scored)[ALL]
    found = {metric: means[metric] for metric in METRICS if metric in means}
    for metric in DIFFERENCES:
        pairs = zip(scored, whole, strict=True)
        differences = np.array([one[metric] - other[metric] for (_, one), (_, other) in pairs if metric in one])
        drawn = np.random.default_rng(SEED).integers(0, len(differences), (RESAMPLES, len(differences)))
        low, high = np.percentile(differences[drawn].mean(axis=1), (2.5, 97.5))
        bounds = {metric: differences.mean(), f"{metric} -": low, f"{metric} +": high}
        found |= {f"difference of {name}": round(float(value), 4) for name, value in bounds.items()}
    return found


def markdown(results: Mapping[str, Table], purposes: Mapping[str, Table] = {}, step: int = 1) -> str:
    """The tables for people."""
    command = "python -m benchmarks.ablation --write" + (f" --sample {step}" if step > 1 else "")
    lines = [
        "# What each stage is worth",
        "",
        f"By `{command}`; figures as in `yinju eval`. The last columns tell how far a figure lies from that of all stages,",
        "with what encloses 95 % of the differences over resamples of the questions; differences that do not enclose 0 are bold.",
    ]
    for name, table in results.items():
        lines += ["", f"## {name}", "", *_head([""]), *(_line([stage], found) for stage, found in table.items())]
    if purposes:
        lines += ["", "## Questions of the kinds that the stages are for, on all 28 reports", ""]
        lines += _head(["questions", ""])
        lines += [_line([kind, stage], found) for kind, table in purposes.items() for stage, found in table.items()]
    return "\n".join(lines) + "\n"


def _head(first: Sequence[str]) -> list[str]:
    heads = [*first, *METRICS, *(f"Δ {metric}" for metric in DIFFERENCES)]
    return [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]


def _line(first: Sequence[str], found: Mapping[str, float]) -> str:
    means = [f"{found[metric]:.3f}" if metric in found else "" for metric in METRICS]
    return f"| {' | '.join([*first, *means, *(_difference(found, metric) for metric in DIFFERENCES)])} |"


def _difference(figures: Mapping[str, float], metric: str) -> str:
    value, low, high = (figures[f"difference of {metric}{bound}"] for bound in ("", " -", " +"))
    told = f"{value:+.3f} [{low:+.3f}, {high:+.3f}]"
    return f"**{told}**" if low > 0 or high < 0 else told


def main() -> None:
    """Print the tables that can be made with what is there."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sample", type=int, default=1, metavar="N", help="every N-th question only")
    options.add_argument("--write", action="store_true", help="keep the tables beside this file")
    chosen = options.parse_args()
    segmenter = Segmenter()
    results: dict[str, Table] = {}
    purposes: dict[str, Table] = {}
    if REPORTS.exists() and UNSEEN.exists():
        folds = [fictional(names, load_embedder(str(fold_folder(i)))) for i, names in enumerate(FOLDS)]
        purposes = on_purpose(folds, segmenter)
        results["Fictional reports that the embedder has not seen"] = ablate(folds[0], segmenter, chosen.sample)
    else:
        print(f"skipped: {REPORTS} or {UNSEEN} is not there", file=sys.stderr)
    if DEV.exists() and REAL_REPORT.exists():
        bench = bench_of(REAL_REPORT, DEV, load_embedder())
        results["Real report, development questions"] = ablate([bench], segmenter, chosen.sample)
    else:
        print("skipped: the real report and its questions are not there", file=sys.stderr)
    print(markdown(results, purposes, chosen.sample))
    if chosen.write:
        OUT.write_text(json.dumps(results | purposes, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        OUT.with_suffix(".md").write_text(markdown(results, purposes, chosen.sample), encoding="utf-8")


if __name__ == "__main__":
    main()
