"""Answers with each stage left out: what every stage is worth, as `yinju eval` counts.

    python -m benchmarks.ablation                    fictional reports that the embedder has not seen, and the real one
    python -m benchmarks.ablation --write            also writes benchmarks/ablation.json and ablation.md
    python -m benchmarks.ablation --sample 5         every fifth question only

Nothing is fitted again without a stage, so a row says what the shipped system loses without it. The reader's and the
judge's few weights were fitted on the fictional reports, the embedder of these rows has not seen them. A question for
which a stage changes neither what is searched nor what is found is not answered again.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.retrieval import DEV, FULL, HELD_OUT, REAL_REPORT, REPORTS, UNSEEN, Bench, Setup, bench_of, fictional
from index.embedder import StaticEmbedder, load_embedder
from index.hit import Hit
from index.library import Library
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

METRICS = (
    "r@1", "r@5", "r@10", "answer", "cite_recall", "cite_precision", "abstain_recall", "false_abstain", "trusted",
)  # fmt: skip
DIFFERENCES = ("r@1", "trusted")
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


WHOLE = Stages("all stages")
STAGES = (
    WHOLE,
    *(
        Stages(f"- field {name}", replace(FULL, fields=tuple(field for field in FIELDS if field != name)))
        for name in FIELDS
        if name != "text"
    ),
    Stages("- characters", replace(FULL, without=(2,))),
    Stages("- bigrams", replace(FULL, without=(3,))),
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
)


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
        self._whole: list[tuple[_Found, Answer]] = []

    def scored(self, stages: Stages, step: int = 1) -> Iterator[Scored]:
        """Every `step`-th question with its figures; WHOLE has to come first."""
        retriever = self._bench.retriever(stages.setup, self._segmenter)
        self._library.fixed = retriever
        judge = self._judge if stages.judge else replace(self._judge, found=0.0)
        assistant = Assistant(self._library, self._reader if stages.tokens else self._deaf, judge)
        understanding = Understanding(self._library)
        for i, gold in enumerate(self._bench.all_questions[::step]):
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
            scored = [pair for one in answering for pair in one.scored(stages, step)]
            whole = whole or scored
            table[stages.name] = row(scored, whole)
            print(stages.name, table[stages.name], file=sys.stderr, flush=True)
    return table


def row(scored: Sequence[Scored], whole: Sequence[Scored]) -> dict[str, float]:
    """The means, and for each of DIFFERENCES how far its mean lies from that of all stages.

    "trusted -" and "trusted +" enclose 95 % of the differences over resamples of the questions, each with its own pair
    (Efron's percentile bootstrap; Koehn, EMNLP 2004, for pairs).
    """
    means = summarise(scored)[ALL]
    found = {metric: means[metric] for metric in METRICS}
    for metric in DIFFERENCES:
        pairs = zip(scored, whole, strict=True)
        differences = np.array([one[metric] - other[metric] for (_, one), (_, other) in pairs if metric in one])
        drawn = np.random.default_rng(SEED).integers(0, len(differences), (RESAMPLES, len(differences)))
        low, high = np.percentile(differences[drawn].mean(axis=1), (2.5, 97.5))
        bounds = {metric: differences.mean(), f"{metric} -": low, f"{metric} +": high}
        found |= {f"difference of {name}": round(float(value), 4) for name, value in bounds.items()}
    return found


def markdown(results: Mapping[str, Table], step: int = 1) -> str:
    """The tables for people."""
    command = "python -m benchmarks.ablation --write" + (f" --sample {step}" if step > 1 else "")
    lines = [
        "# What each stage is worth",
        "",
        f"By `{command}`; figures as in `yinju eval`. The last columns tell how far a figure lies from that of all stages,",
        "with what encloses 95 % of the differences over resamples of the questions; differences that do not enclose 0 are bold.",
    ]
    heads = [*METRICS, *(f"Δ {metric}" for metric in DIFFERENCES)]
    for name, table in results.items():
        lines += ["", f"## {name}", "", f"| | {' | '.join(heads)} |", f"|---|{'---|' * len(heads)}"]
        for stage, figures in table.items():
            means = [f"{figures[metric]:.3f}" for metric in METRICS]
            lines.append(f"| {' | '.join([stage, *means, *(_difference(figures, m) for m in DIFFERENCES)])} |")
    return "\n".join(lines) + "\n"


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
    if REPORTS.exists() and UNSEEN.exists():
        benches = fictional(HELD_OUT, load_embedder(str(UNSEEN)))
        results["Fictional reports that the embedder has not seen"] = ablate(benches, segmenter, chosen.sample)
    else:
        print(f"skipped: {REPORTS} or {UNSEEN} is not there", file=sys.stderr)
    if DEV.exists() and REAL_REPORT.exists():
        bench = bench_of(REAL_REPORT, DEV, load_embedder())
        results["Real report, development questions"] = ablate([bench], segmenter, chosen.sample)
    else:
        print("skipped: the real report and its questions are not there", file=sys.stderr)
    print(markdown(results, chosen.sample))
    if chosen.write:
        OUT.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        OUT.with_suffix(".md").write_text(markdown(results, chosen.sample), encoding="utf-8")


if __name__ == "__main__":
    main()
