"""`python -m training`: from the open data to the model that ships, one stage after the other.

A stage whose result lies in build/training/ is not run again; delete the folder to start afresh.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from index.embedder import SHIPPED_MODEL
from training import vocabulary, word_vectors
from training.data import BUILD
from training.train_static import Settings, run


def main() -> None:
    """Run every stage."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--all-reports", action="store_true", help="train on the nine held-out reports too")
    parser.add_argument("--folder", type=Path, default=SHIPPED_MODEL, help="where to save the model")
    arguments = parser.parse_args()
    if not (BUILD / "tokenizer.json").exists():
        vocabulary.main()
    if not (BUILD / "words.npy").exists():
        word_vectors.main()
    run(Settings(all_reports=arguments.all_reports), arguments.folder)


if __name__ == "__main__":
    main()
