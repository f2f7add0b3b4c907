"""`python -m training`: from the open data to the model that ships, one stage after the other.

A stage whose result lies in build/training/ is not run again; delete the folder to start afresh.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from index.embedder import SHIPPED_MODEL
from training import fit_reader, vocabulary, word_vectors
from training.data import BUILD
from training.train_static import Settings, run


def main() -> None:
    """Run every stage."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--folder", type=Path, default=SHIPPED_MODEL, help="where to save the model")
    folder = parser.parse_args().folder
    if not (BUILD / "tokenizer.json").exists():
        vocabulary.main()
    if not (BUILD / "words.npy").exists():
        word_vectors.main()
    measured = fit_reader.fold_folder(0) / "training.json"
    if not measured.exists():
        run(Settings(), measured.parent)
    # What ships learns from every report: the run before has shown what the recipe finds on reports it has not seen.
    run(Settings(held_out=()), folder, json.loads(measured.read_text("utf8"))["figures"])
    fit_reader.main()


if __name__ == "__main__":
    main()
