"""Answers with each stage left out: what every stage is worth, as `yinju eval` counts.

    python -m benchmarks.ablation                    fictional reports that the embedder has not seen, and the real one
    python -m benchmarks.ablation --write            also writes benchmarks/ablation.json and ablation.md
    python -m benchmarks.ablation --sample 5         every fifth question only
    python -m benchmarks.ablation kinds --kinds misspelt   only that kind of question, with the stages that are for it

A second table asks what the stages are for: questions of that kind (`benchmarks.purposes`), with and without the stage.

Nothing is fitted again without a stage, so a row says what the shipped system loses without it. The reader's and the
judge's few weights were fitted on the fictional reports, the embedder of these rows has not seen them. A question for
which a stage changes neither what is searched nor what is found, and no step of its reading, is not answered again.
What users may name on top, a reranker and a reader, is measured by `benchmarks.models`.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from benchmarks.made import MADE, Maker
from benchmarks.paired import METRICS, bounds
from benchmarks.purposes import PURPOSES, Report
from benchmarks.retrieval import DEV, FULL, REAL_REPORT, REPORTS, UNSEEN, Bench, bench_of, fictional, pooled
from benchmarks.stages import MEANT_FOR, POOLED, STAGES, WHOLE, Stages
from corpus.loader import load
from index.embedder import StaticEmbedder, load_embedder
from index.hit import Hit
from index.library import Library
from index.names import NameKind
from index.retriever import HybridRetriever
from index.segmenter import Segmenter
from qa.answer import Answer, Understood
from qa.assistant import RETRIEVED, RETURNED, Assistant
from qa.evaluate import ALL, GoldQuestion, score, summarise
from qa.fitted import fitted
from qa.matching import Query, QueryTerm
from qa.reader import ExtractiveReader
from qa.understanding import Understanding
from training.fit_reader import FOLDS, fold_folder

FICTIONAL = "Fictional reports that the embedder has not seen"
REAL = "Real report, development questions"
SETS = ("kinds", "fictional", "real")
LENGTH = "characters"  # of the answer: the shortest that answers is wanted
SHOWN = (*METRICS, LENGTH)
DIFFERENCES = ("r@1", "mrr@10", "answer", "cite_recall", "cite_precision", "trusted", LENGTH)
OUT = Path(__file__).parent / "ablation.json"
Table = dict[str, dict[str, float]]
Scored = tuple[GoldQuestion, Mapping[str, float]]


class FixedLibrary(Library):
    """A library that is searched by one retriever, whichever is set."""

    fixed: HybridRetriever

    def retriever(self) -> HybridRetriever:
        """The one that was set."""
        return self.fixed


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
        self._whole: list[_Whole] = []

    def scored(self, stages: Stages, questions: Sequence[GoldQuestion]) -> Iterator[Scored]:
        """The questions with their figures; WHOLE has to come first."""
        if stages is WHOLE:
            self._whole = []
        with stages.asking.off() if stages.asking else nullcontext():
            yield from self._scored(stages, questions)

    def _scored(self, stages: Stages, questions: Sequence[GoldQuestion]) -> Iterator[Scored]:
        retriever = self._bench.retriever(stages.setup, self._segmenter)
        self._library.fixed = retriever
        judge = self._judge if stages.judge else replace(self._judge, found=0.0)
        reader = self._reader if stages.tokens else self._deaf
        assistant = Assistant(self._library, reader, judge, wholes=stages.wholes)
        understanding = Understanding(self._library)
        for i, gold in enumerate(questions):
            history = gold.history if stages.history else ()
            found = self._found(understanding.read(gold.question, history), retriever)
            if stages is WHOLE:
                with watched() as changed:
                    self._whole.append(_Whole(found, assistant.ask(gold.question, history), changed))
            whole = self._whole[i]
            answer = whole.answer
            changes = not (stages.tokens and stages.wholes and (stages.judge or answer.answerable))
            if found != whole.found or changes:
                answer = assistant.ask(gold.question, history)
            elif stages.reading and stages.name in whole.changed:
                with stages.reading.off():
                    answer = assistant.ask(gold.question, history)
            figures = score(gold, answer if stages.rerank else replace(answer, hits=found.hits[:RETURNED]))
            yield gold, {**figures, LENGTH: len(answer.text)}

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


@dataclass(frozen=True, slots=True)
class _Whole:
    """How a question comes out with all stages, and which of those of reading changed anything."""

    found: _Found
    answer: Answer
    changed: Set[str]


@contextmanager
def watched() -> Iterator[Set[str]]:
    """While this lasts the names of the reading stages that change something are added to the set."""
    changed: set[str] = set()
    with ExitStack() as stack:
        for stages in STAGES:
            if stages.reading:
                stack.enter_context(stages.reading.watched(partial(changed.add, stages.name)))
        yield changed


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


def on_purpose(benches: Sequence[Bench], segmenter: Segmenter, kinds: Collection[str]) -> dict[str, Table]:
    """For each kind of question the figures with all stages and without those that are for it."""
    reports = [Report(bench.parsed[0], bench.all_questions, _names(bench, segmenter)) for bench in benches]
    tables: dict[str, Table] = {}
    with tempfile.TemporaryDirectory() as folder:
        answering = [Answering(bench, segmenter, Path(folder) / str(i)) for i, bench in enumerate(benches)]
        for purpose in (purpose for purpose in MEANT_FOR if purpose in kinds):
            asked: list[tuple[Answering, list[GoldQuestion]]]
            if purpose in POOLED:
                asked = [_pooled(POOLED[purpose], reports, benches, segmenter, Path(folder) / purpose)]
            elif purpose in PURPOSES:
                asked = list(zip(answering, PURPOSES[purpose](reports, random.Random(purpose)), strict=True))
            else:
                place = Path(folder) / purpose
                asked = list(_written(MADE[purpose], reports, benches, segmenter, place))
            if any(questions for _, questions in asked):
                table = _without_each(purpose, asked)
                tables[f"{purpose} ({sum(len(questions) for _, questions in asked)})"] = table
    return tables


def _pooled(
    purpose: str, reports: Sequence[Report], benches: Sequence[Bench], segmenter: Segmenter, folder: Path
) -> tuple[Answering, list[GoldQuestion]]:
    """The reports that the first one's embedder has not seen in one library, with the questions on each."""
    alike = [i for i, bench in enumerate(benches) if bench.embedder is benches[0].embedder]
    made = PURPOSES[purpose]([reports[i] for i in alike], random.Random(purpose))
    questions = [
        replace(gold, document=Path(benches[i].documents[0].source).name)
        for i, golds in zip(alike, made, strict=True)
        for gold in golds
    ]
    return Answering(pooled([benches[i] for i in alike], benches[0].embedder), segmenter, folder), questions


def _written(
    maker: Maker, reports: Sequence[Report], benches: Sequence[Bench], segmenter: Segmenter, folder: Path
) -> Iterator[tuple[Answering, list[GoldQuestion]]]:
    """Documents that are made for a kind of question, each with its questions."""
    folder.mkdir()
    for i, (made, bench) in enumerate(zip(maker(reports, random.Random(folder.name)), benches, strict=True)):
        if made.questions:
            path = folder / f"{i}.md"
            path.write_text(made.text, encoding="utf-8")
            own = Bench([load(path)], made.questions, bench.embedder)
            yield Answering(own, segmenter, folder / str(i)), list(made.questions)


def _without_each(purpose: str, asked: Sequence[tuple[Answering, list[GoldQuestion]]]) -> Table:
    whole: list[Scored] = []
    table: Table = {}
    for stages in (stages for stages in STAGES if stages is WHOLE or stages.name in MEANT_FOR[purpose]):
        scored = [pair for one, questions in asked for pair in one.scored(stages, questions)]
        whole = whole or scored
        table[stages.name] = row(scored, whole)
        print(purpose, stages.name, table[stages.name], file=sys.stderr, flush=True)
    return table


def _names(bench: Bench, segmenter: Segmenter) -> Mapping[str, NameKind]:
    names = bench.retriever(FULL, segmenter).known_names
    return names.known if names else {}


def row(scored: Sequence[Scored], whole: Sequence[Scored]) -> dict[str, float]:
    """The means, and for each of DIFFERENCES how far its mean lies from that of all stages.

    "trusted -" and "trusted +" are its `bounds`.
    """
    means = summarise(scored)[ALL]
    found = {metric: means[metric] for metric in SHOWN if metric in means}
    for metric in DIFFERENCES:
        pairs = zip(scored, whole, strict=True)
        differences = [one[metric] - other[metric] for (_, one), (_, other) in pairs if metric in one]
        if not differences:
            continue
        low, high = bounds(differences)
        told = {metric: fmean(differences), f"{metric} -": low, f"{metric} +": high}
        found |= {f"difference of {name}": round(value, 4) for name, value in told.items()}
    return found


def markdown(tables: Mapping[str, Table]) -> str:
    """The tables for people: those of all questions, then those of the kinds that the stages are for."""
    lines = [
        "# What each stage is worth",
        "",
        "By `python -m benchmarks.ablation --write`; figures as in `yinju eval`. The last columns tell how far a figure lies",
        "from that of all stages, with what encloses 95 % of the differences over resamples of the questions; differences that",
        "do not enclose 0 are bold.",
    ]
    whole = {name: table for name, table in tables.items() if _set(name) in (FICTIONAL, REAL)}
    kinds = {name: table for name, table in tables.items() if name not in whole}
    for name, table in whole.items():
        lines += ["", f"## {name}", "", *_head([""]), *(_line([stage], found) for stage, found in table.items())]
    if kinds:
        lines += ["", "## Questions of the kinds that the stages are for, on fictional reports", ""]
        lines += _head(["questions", ""])
        lines += [_line([kind, stage], found) for kind, table in kinds.items() for stage, found in table.items()]
    return "\n".join(lines) + "\n"


def _head(first: Sequence[str]) -> list[str]:
    heads = [*first, *SHOWN, *(f"Δ {metric}" for metric in DIFFERENCES)]
    return [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]


def _line(first: Sequence[str], found: Mapping[str, float]) -> str:
    means = [f"{found[metric]:.3f}" if metric in found else "" for metric in SHOWN]
    return f"| {' | '.join([*first, *means, *(_difference(found, metric) for metric in DIFFERENCES)])} |"


def _difference(figures: Mapping[str, float], metric: str) -> str:
    if f"difference of {metric}" not in figures:
        return ""
    value, low, high = (figures[f"difference of {metric}{bound}"] for bound in ("", " -", " +"))
    told = f"{value:+.3f} [{low:+.3f}, {high:+.3f}]"
    return f"**{told}**" if low > 0 or high < 0 else told


def measured(sets: Collection[str], kinds: Collection[str], folds: int, step: int) -> Iterator[tuple[str, Table]]:
    """The tables of these sets that can be made with what is there, by name."""
    segmenter = Segmenter()
    if not (REPORTS.exists() and UNSEEN.exists()):
        print(f"skipped: {REPORTS} or {UNSEEN} is not there", file=sys.stderr)
    else:
        benches = [fictional(FOLDS[i], load_embedder(str(fold_folder(i)))) for i in range(folds)]
        if "kinds" in sets:
            yield from on_purpose([bench for fold in benches for bench in fold], segmenter, kinds).items()
        if "fictional" in sets:
            yield FICTIONAL + _every(step), ablate(benches[0], segmenter, step)
    if not (DEV.exists() and REAL_REPORT.exists()):
        print("skipped: the real report and its questions are not there", file=sys.stderr)
    elif "real" in sets:
        yield REAL + _every(step), ablate([bench_of(REAL_REPORT, DEV, load_embedder())], segmenter, step)


def _every(step: int) -> str:
    return f", one question in {step}" if step > 1 else ""


def main() -> None:
    """Print the tables; those that are kept and not made anew stay what they were."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("sets", nargs="*", default=SETS, metavar="SET", help=f"of {', '.join(SETS)}; all otherwise")
    options.add_argument("--sample", type=int, default=1, metavar="N", help="every N-th question only")
    options.add_argument("--kinds", nargs="*", default=list(MEANT_FOR), choices=MEANT_FOR, help="of question")
    options.add_argument("--folds", type=int, default=len(FOLDS), help="of the reports, for the kinds of question")
    options.add_argument("--write", action="store_true", help="keep the tables beside this file")
    chosen = options.parse_args()
    tables: dict[str, Table] = json.loads(OUT.read_text(encoding="utf-8")) if chosen.write and OUT.exists() else {}
    for name, table in measured(chosen.sets, chosen.kinds, chosen.folds, chosen.sample):
        tables = {other: kept for other, kept in tables.items() if _set(other) != _set(name)} | {name: table}
    print(markdown(tables))
    if chosen.write:
        OUT.write_text(json.dumps(tables, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        OUT.with_suffix(".md").write_text(markdown(tables), encoding="utf-8")


def _set(name: str) -> str:
    """What a table is of, without how many questions."""
    return re.sub(r" \(\d+\)$|, one question in \d+$", "", name)


if __name__ == "__main__":
    main()
