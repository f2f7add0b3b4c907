"""How long things take: indexing, the start of each command, a question. `python -m benchmarks.speed [--write]`

On the report beside the checkout (without it: on the sample report). Of the clock, in brackets of the processor; the
quickest of some runs, as whatever else the machine does only adds. How many users the service bears is `benchmarks.load`.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from benchmarks.load import ROOT, report_and_questions
from benchmarks.machine import described
from index.library import Library
from index.scope import EVERYTHING
from qa.assistant import Assistant
from qa.learned_reranker import shipped_reranker
from qa.passages import find_passages

OUT = ROOT / "benchmarks" / "speed.json"
RUNS = 5
COMMANDS = (
    ("ask", "QUESTION"),
    ("search", "QUESTION"),
    ("quotes",),
    ("policies",),
    ("list",),
    ("verify",),
    ("doctor",),
)
Taken = tuple[float, float]  # seconds of the clock, and of the processor


def main() -> None:
    """Measure, print, and on request write benchmarks/speed.json and speed.md."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--write", action="store_true")
    write = options.parse_args().write
    report, questions = report_and_questions()
    with tempfile.TemporaryDirectory(prefix="yinju-speed-") as folder:
        rows = dict(_rows(Path(folder), report, questions))
    about = described()
    table = "\n".join(
        (
            "| | of the clock | of the processor |\n|---|---|---|",
            *(f"| {name} | {_shown(clock)} | {_shown(processor)} |" for name, (clock, processor) in rows.items()),
        )
    )
    print(f"{about['machine']}; {about['versions']}; commit {about['commit']}\n{table}")
    if write:
        result = {**about, "seconds": {name: [round(one, 4) for one in taken] for name, taken in rows.items()}}
        OUT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        title = f"# How long things take\n\n`python -m benchmarks.speed`, one report of {len(questions)} questions.\n\n"
        where = f"{about['machine']}; {about['versions']}; commit {about['commit']}.\n\n"
        OUT.with_suffix(".md").write_text(f"{title}{where}{table}\n", encoding="utf-8")


def _rows(folder: Path, report: Path, questions: list[str]) -> Iterator[tuple[str, Taken]]:
    """Each thing with what it took."""
    ours = [sys.executable, "-m", "ui"]
    libraries = [str(folder / str(run)) for run in range(3)]
    yield "index the report", min(_process([*ours, "index", "--library", one, str(report)]) for one in libraries)
    for name, *more in COMMANDS:
        asked = [questions[0] if one == "QUESTION" else one for one in more]
        command = [*ours, name, *asked, "--library", libraries[0]]
        yield f"yinju {name}, from a cold process", min(_process(command) for _ in range(RUNS))
    library = Library.open(Path(libraries[0]))
    assistant = Assistant(library)
    assistant.ask(questions[0])
    for name in ("a question, asked for the first time", "a question, when its passages have been read before"):
        taken = [_timed(lambda question=question: assistant.ask(question)) for question in questions]  # type: ignore[misc]
        yield name, (median(one for one, _ in taken), median(one for _, one in taken))
    reranker = shipped_reranker()
    taken = [
        _timed(lambda question=question: find_passages(library, question, 10, EVERYTHING, reranker))  # type: ignore[misc]
        for question in questions
    ]
    yield "a search", (median(one for one, _ in taken), median(one for _, one in taken))


def _process(command: list[str]) -> Taken:
    """Both times of a process that may fail (verify and doctor say what is not well by their exit code)."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    subprocess.run(command, cwd=ROOT, capture_output=True, check=False)  # nosec B603
    clock, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _timed(work: Callable[[], object]) -> Taken:
    began, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - used


def _shown(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 0.2 else f"{1000 * seconds:.1f} ms"


if __name__ == "__main__":
    main()
