"""Yinju beside what one would set up offline instead, on one report and its questions: `make bench-peers`.

    python -m benchmarks.peers            the real report where it is there, else the sample report
    python -m benchmarks.peers --write    also writes benchmarks/peers.json and peers.md

Every peer runs in processes of its own, in the environment that benchmarks/peers/install.sh makes. A hit is a chunk that
touches the lines which answer, as `yinju eval` counts; follow-ups are searched with the question before them.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean, median
from typing import Any

from benchmarks.machine import described
from benchmarks.peers.limits import Limits, limits, told
from benchmarks.retrieval import DEV, REAL_REPORT, questions_of
from corpus.document import Document, Passage
from corpus.loader import load
from index.hit import Hit
from qa.answer import Answer, Verdict
from qa.evaluate import UNANSWERABLE, GoldQuestion, score

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "examples" / "sample_report.txt", ROOT / "examples" / "sample_questions.jsonl"
OUT = ROOT / "benchmarks" / "peers.json"
THEIRS = ROOT / "build" / "peers" / "bin" / "python"
SEARCH, ANSWERS = "Yinju, search", "Yinju, whole answers"
PEERS = ("LangChain", "LlamaIndex", "Haystack", "txtai", SEARCH, ANSWERS)
RUNS = 3  # of indexing and of starting; the quickest counts
METRICS = ("r@1", "r@5", "r@10", "mrr@10")
NOTE = (
    "What a user gets for what Yinju takes longer for. Indexing: every file is read in a process of its own, which a broken "
    "file cannot harm; headings, tables, speakers and policies are found; every sentence gets a vector beside its passage's; "
    "all is stored in one transaction with checksums, and can be searched after a crash. A search: 14,000 groups of other "
    "words are looked up, three rankings are joined, and a small model orders the first of them. A whole answer: misspelt "
    "words are put right, names of places, people and firms are found, every sentence of twenty passages is weighed. A "
    "start: the library is checked against its checksums before it is asked."
)


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured of one peer. Times are of the clock, `cpu` of the processor."""

    figures: dict[str, float]  # METRICS
    chunk: float  # characters of a chunk that was found, on average
    query_ms: float  # median
    query_cpu_ms: float  # median
    index_s: float
    index_cpu_s: float
    cold_s: float  # from the start of a process to its first ranking
    cold_cpu_s: float
    memory_mb: float  # at most, of indexing and asking


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--write", action="store_true", help="write benchmarks/peers.json and peers.md")
    options.add_argument("--python", type=Path, default=THEIRS, help="of the peers' environment (default: build/peers)")
    options.add_argument("--only", nargs="*", default=PEERS, metavar="NAME", help="some of them")
    chosen = options.parse_args()
    if not chosen.python.exists():
        sys.exit(f"{chosen.python} is not there: run benchmarks/peers/install.sh first")
    report, file = (REAL_REPORT, DEV) if REAL_REPORT.exists() and DEV.exists() else SAMPLE
    questions = [one for one in questions_of(file) if one.kind != UNANSWERABLE]
    rows = {}
    for name in chosen.only:
        rows[name] = Measurement(name, load(report), report, questions, chosen.python).row()
        print(line(name, rows[name]), flush=True)
    found = limits(load(report).text.split("\n"))
    print(told(found))
    about = {"report": "the users' report" if report == REAL_REPORT else report.name, "questions": len(questions)}
    result = {
        **described(),
        **about,
        "rows": {name: asdict(row) for name, row in rows.items()},
        "limits": asdict(found),
    }
    if chosen.write:
        OUT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        OUT.with_suffix(".md").write_text(markdown(result, rows, found), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Measurement:
    """One peer on one report; every step runs in a process of its own."""

    name: str
    document: Document
    report: Path
    questions: Sequence[GoldQuestion]
    python: Path  # of the peers' environment

    def row(self) -> Row:
        """Index, ask and start anew."""
        asked = [" ".join((*(turn.question for turn in one.history[-1:]), one.question)) for one in self.questions]
        with tempfile.TemporaryDirectory(prefix="yinju-peers-") as temporary:
            file = Path(temporary) / "questions.json"
            file.write_text(json.dumps(asked), encoding="utf-8")
            folders = [Path(temporary) / str(run) for run in range(RUNS)]
            for folder in folders:
                folder.mkdir()
            runs = [json.loads(self._process("index", file, folder)) for folder in folders]
            cold = [self._timed(file, folders[0]) for _ in range(RUNS)]
        rankings = [[passage(self.document, start, end) for start, end in spans] for spans in runs[0]["found"]]
        scored = [_score(question, ranking) for question, ranking in zip(self.questions, rankings, strict=True)]
        return Row(
            figures={metric: round(fmean(one[metric] for one in scored), 4) for metric in METRICS},
            chunk=round(fmean(len(one.text) for ranking in rankings for one in ranking), 1),
            query_ms=round(min(median(run["ms"]) for run in runs), 2),
            query_cpu_ms=round(min(median(run["cpu_ms"]) for run in runs), 2),
            index_s=round(min(run["index_s"] for run in runs), 2),
            index_cpu_s=round(min(run["index_cpu_s"] for run in runs), 2),
            cold_s=round(min(clock for clock, _ in cold), 2),
            cold_cpu_s=round(min(processor for _, processor in cold), 2),
            memory_mb=round(min(run["memory_mb"] for run in runs)),
        )

    def _process(self, step: str, questions: Path, folder: Path) -> str:
        """The last line that the step prints."""
        python = sys.executable if self.name in (SEARCH, ANSWERS) else str(self.python)
        command = [
            python,
            "-m",
            "benchmarks.peers.measure",
            self.name,
            step,
            str(self.report),
            str(questions),
            str(folder),
        ]
        done = subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # nosec B603
        return done.stdout.strip().rpartition("\n")[2]

    def _timed(self, questions: Path, folder: Path) -> tuple[float, float]:
        """Seconds of the clock and of the processor until a new process has ranked its first question."""
        began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        self._process("open", questions, folder)
        spent, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        return spent, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def passage(document: Document, start: int, end: int) -> Passage:
    """A stretch of the document with its lines; blanks and line ends around it do not count."""
    text = document.text[start:end]
    start, end = start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())
    first, last = (document.text.count("\n", 0, place) + 1 for place in (start, max(start, end - 1)))
    name = f"{document.doc_id}:{start}"
    return Passage(
        name, document.doc_id, document.title, document.source, document.text[start:end], start, end, first, last
    )


def _score(question: GoldQuestion, ranking: Sequence[Passage]) -> dict[str, float]:
    hits = tuple(Hit(one, 1 / rank, rank) for rank, one in enumerate(ranking, start=1))
    return score(question, Answer(question.question, question.question, Verdict.RELATED, "", (), hits))


def line(name: str, row: Row) -> str:
    """One row of the Markdown table."""
    figures = " | ".join(f"{row.figures[metric]:.3f}" for metric in METRICS)
    return (
        f"| {name} | {figures} | {row.chunk:.0f} | {row.query_ms:.1f} ({row.query_cpu_ms:.1f}) "
        f"| {row.index_s:.1f} ({row.index_cpu_s:.1f}) | {row.cold_s:.1f} ({row.cold_cpu_s:.1f}) | {row.memory_mb:.0f} |"
    )


def markdown(result: dict[str, Any], rows: dict[str, Row], found: Limits) -> str:
    """The table, and what it was measured on."""
    head = (
        f"| | {' | '.join(METRICS)} | characters a chunk | ms a question | s to index | s to start | MB at most |\n"
        "|---|" + "---|" * (len(METRICS) + 5)
    )
    return "\n".join(
        (
            "# Yinju beside the usual offline set-ups",
            "",
            f"`make bench-peers`: {result['questions']} answerable questions on {result['report']}, all in one run. "
            "Times are of the clock, in brackets of the processor; of indexing and starting the quickest of "
            f"{RUNS} runs. Every peer is set up as its documentation suggests for Chinese, offline, with jieba's words and, "
            "where it takes one, with Yinju's own embedder. A question's time for Yinju's whole answers holds the "
            "reading, the answer, its citations and the decision whether there is one, which no peer has.",
            "",
            f"{result['machine']}; {result['versions']}; commit {result['commit']}.",
            "",
            head,
            *(line(name, row) for name, row in rows.items()),
            "",
            told(found),
            "",
            NOTE,
            "",
        )
    )


if __name__ == "__main__":
    main()
