"""`python -m training`: from the open data to the models that ship, one stage after the other.

    python -m training                     every stage
    python -m training reranker pointer    these stages only

A stage whose result lies in build/training/ is not run again; delete the folder to start afresh. build/training/log.jsonl
says of each stage that ran how long it took and on what.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from index.embedder import SHIPPED_MODEL
from training import fit_reader, fit_reranker, train_pointer, vocabulary, word_vectors
from training.data import BUILD
from training.train_static import Settings, run

LOG = "log.jsonl"


def embedder(models: Path) -> None:
    """The static embedder, measured on reports that it has not seen; what ships learns from every report."""
    measured = fit_reader.fold_folder(0) / "training.json"
    if not measured.exists():
        run(Settings(), measured.parent)
    run(Settings(held_out=()), models / "static", json.loads(measured.read_text("utf8"))["figures"])


def _once(made: str, stage: Callable[[], None]) -> Callable[[Path], None]:
    def run_stage(models: Path) -> None:
        if not (BUILD / made).exists():
            stage()

    return run_stage


STAGES: Mapping[str, Callable[[Path], None]] = {
    "vocabulary": _once("tokenizer.json", vocabulary.main),
    "vectors": _once("words.npy", word_vectors.main),
    "embedder": embedder,
    "reranker": lambda models: fit_reranker.run_into(models / "reranker"),
    "teacher": lambda models: train_pointer.run_teacher(),
    "pointer": lambda models: train_pointer.run(models / "pointer"),
    "reader": lambda models: fit_reader.main(),
}


def main() -> None:
    """Run the stages that are named, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("stages", nargs="*", choices=[*STAGES, []], default=[], metavar="STAGE", help=", ".join(STAGES))
    parser.add_argument("--models", type=Path, default=SHIPPED_MODEL.parent, help="the folder that the models go into")
    chosen = parser.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    for name in chosen.stages or STAGES:
        started, processor = time.time(), time.process_time()
        print(f"== {name}", flush=True)
        STAGES[name](chosen.models)
        _log(name, time.time() - started, time.process_time() - processor)


def _log(stage: str, seconds: float, processor: float) -> None:
    entry = {
        "stage": stage,
        "seconds": round(seconds),
        "processor_seconds": round(processor),
        "hardware": f"{platform.machine()}, {os.cpu_count()} cores",
        "finished": time.strftime("%Y-%m-%dT%H:%M:%S"),
    }
    with (BUILD / LOG).open("a", encoding="utf8") as log:
        log.write(json.dumps(entry) + "\n")


if __name__ == "__main__":
    main()
