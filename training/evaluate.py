"""What an embedder finds on its own: recall in reports by lines, nDCG@10 on the development sets.

`python -m training.evaluate [FOLDER]` measures the shipped model or that of a folder and prints the figures as JSON.
A model finds every question of a report that it learned from, so only the reports its training.json holds out count.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedder import SHIPPED_MODEL, StaticEmbedder
from index.segmenter import normalise
from training.data import DATA, read_lines
from training.reports import Report, pool, read_report, read_reports

Floats = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Floats]  # texts -> (n, dim), rows of unit length

DEVELOPMENT_SETS = ("cmrc2018-trial", "drcd-dev", "csl-dev", "docs-questions", "faq-dev")
NOT_FOUND = 10**6  # the rank where no passage overlaps the evidence


def report_recall(report: Report, encode: Encode) -> dict[str, float]:
    """Recall at 1 and 10 and MRR of passages ranked by passage vector, best sentence vector, and the sum of both."""
    queries = encode([question.text for question in report.questions])
    by_passage = queries @ encode([unit.text for unit in report.passages]).T
    by_sentence = _best_sentence(report, queries @ encode([unit.text for unit in report.sentences]).T)
    rankings = {"passage": by_passage, "sentence": by_sentence, "both": by_passage + by_sentence}
    gold = np.array([[question.is_answered_by(unit) for unit in report.passages] for question in report.questions])
    figures: dict[str, float] = {}
    for name, scores in rankings.items():
        ranks = first_ranks(scores, gold)
        figures[f"{name} r@1"] = float((ranks < 1).mean())
        figures[f"{name} r@10"] = float((ranks < 10).mean())
        figures[f"{name} MRR"] = float((1 / (ranks + 1)).mean())
    return {name: round(value, 4) for name, value in figures.items()}


def first_ranks(scores: Floats, gold: NDArray[np.bool_]) -> NDArray[np.int64]:
    """From 0, the rank of each row's best gold column; ties are broken in its favour."""
    best = np.where(gold, scores, -np.inf).max(axis=1)
    return np.where(gold.any(axis=1), (scores > best[:, None]).sum(axis=1), NOT_FOUND)


def _best_sentence(report: Report, similarities: Floats) -> Floats:
    """(questions, sentences) -> (questions, passages): each passage by its best sentence."""
    best = np.full((len(similarities), len(report.passages)), -1.0, dtype=np.float32)
    for column, unit in enumerate(report.sentences):
        best[:, unit.passage] = np.maximum(best[:, unit.passage], similarities[:, column])
    return best


def development_ndcg(name: str, encode: Encode) -> float:
    """nDCG@10 on `dev/NAME`, with the one relevant passage that each query has there."""
    passages = list(read_lines(DATA / "dev" / f"{name}.passages.jsonl.gz"))
    queries = list(read_lines(DATA / "dev" / f"{name}.queries.jsonl.gz"))
    texts = [normalise(f"{row.get('title') or ''}\n{row['text']}".strip()) for row in passages]
    scores = encode([normalise(row["query"]) for row in queries]) @ encode(texts).T
    gold = np.array([[row["passage_id"]] for row in queries]) == np.array([[row["id"] for row in passages]])
    ranks = first_ranks(scores, gold)
    return round(float(np.where(ranks < 10, 1 / np.log2(ranks + 2), 0).mean()), 4)


def unseen_reports(names: Sequence[str]) -> Report | None:
    """The named reports, searched together; None where there are none."""
    reports = [report for report in read_reports() if report.name in names]
    return pool(reports) if reports else None


def real_report() -> Report | None:
    """The users' report with its development questions; None where it is not beside the checkout."""
    questions = DATA.parent / "eval" / "dev.jsonl"
    documents = sorted((DATA.parent / "corpus").glob("*.txt"))
    return read_report(documents[0], list(read_lines(questions))) if questions.exists() and documents else None


def measure(encode: Encode, held_out: Sequence[str]) -> dict[str, dict[str, float]]:
    """All figures of the model card; `held_out` names the reports that the model has not seen."""
    unseen, real = unseen_reports(held_out), real_report()
    return {
        "held-out reports": report_recall(unseen, encode) if unseen else {},
        "real report": report_recall(real, encode) if real else {},
        "nDCG@10": {name: development_ndcg(name, encode) for name in DEVELOPMENT_SETS},
    }


def main() -> None:
    """Measure a saved model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=SHIPPED_MODEL)
    folder = parser.parse_args().folder
    held_out = json.loads((folder / "training.json").read_text("utf8"))["held_out"]
    print(json.dumps(measure(StaticEmbedder(folder).encode_passages, held_out), indent=2))


if __name__ == "__main__":
    main()
