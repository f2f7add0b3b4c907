"""Fit the reader's two linear models on the fictional reports: which sentence answers, and whether anything does.

    python -m training.fit_reader            fit on the training reports, measure on the held-out ones, write reader.json

Which sentence: a softmax over all sentences of the passages that were read, against those on the gold lines (ListNet's
top-one loss, Cao et al. 2007). Whether: logistic regression over `qa.confidence.SIGNALS`; the thresholds are the ones
that refuse at most FALSE_ABSTAIN of the answerable training questions.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from index.embedder import load_embedder
from index.hit import Hit
from index.library import Library
from qa.confidence import SIGNALS, signals
from qa.evaluate import UNANSWERABLE, GoldQuestion, gold_question
from qa.matching import FEATURES, Query, Scorer
from qa.metrics import overlaps
from qa.reader import ExtractiveReader
from qa.understanding import Understanding
from training.data import DATA
from training.reports import HELD_OUT

OUT = Path(__file__).parents[1] / "qa" / "reader.json"
FALSE_ABSTAIN = 0.08
RETRIEVED = 50
L2 = 1e-3

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what was retrieved for it."""

    report: str
    gold: GoldQuestion
    query: Query
    hits: tuple[Hit, ...]


def ask_reports(names: Iterable[str]) -> list[Asked]:
    """Retrieve for every question of the named reports, each in a library of its own document."""
    asked: list[Asked] = []
    embedder = load_embedder()
    for name in names:
        path = next(DATA.glob(f"reports/{name}.[tm][xd]*"))
        with tempfile.TemporaryDirectory() as folder:
            library = Library.open(Path(folder), embedder, create=True)
            library.update([path])
            understanding = Understanding(library)
            for line in (DATA / "reports" / f"{name}.jsonl").read_text("utf8").splitlines():
                gold = gold_question(json.loads(line))
                query = understanding.read(gold.question, gold.history)
                hits = library.retriever().search(query.question.text, RETRIEVED)
                asked.append(Asked(name, gold, query, tuple(hits)))
    return asked


def sentence_rows(reader: ExtractiveReader, asked: Sequence[Asked]) -> list[tuple[Floats, Floats]]:
    """Feature rows and 0/1 labels of each answerable question whose gold lines were read."""
    rows: list[tuple[Floats, Floats]] = []
    for one in asked:
        places = one.gold.evidence + one.gold.alternatives
        candidates = reader.candidates(one.query, one.hits) if places else ()
        labels = np.array([overlaps(_lines(c.evidence), places) for c in candidates], np.float32)
        if labels.any():
            rows.append((np.array([c.values for c in candidates], np.float32), labels))
    return rows


def _lines(evidence: object) -> tuple[int, int]:
    passage = evidence.passage
    first = passage.line_start + passage.text.count("\n", 0, evidence.start)
    return first, first + evidence.quote.rstrip("\n").count("\n")


def fit_scorer(rows: Sequence[tuple[Floats, Floats]]) -> Floats:
    """Weights that put the answering sentences first."""
    weights = torch.zeros(len(FEATURES), requires_grad=True)
    data = [(torch.from_numpy(x), torch.from_numpy(y / y.sum())) for x, y in rows]
    optimiser = torch.optim.LBFGS([weights], max_iter=60, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        total = sum(-(y * torch.log_softmax(x @ weights, 0)).sum() for x, y in data) / len(data)
        total = total + L2 * (weights**2).sum()
        total.backward()
        return total

    optimiser.step(loss)
    return weights.detach().numpy()


def fit_judge(rows: Floats, labels: Floats) -> tuple[Floats, float]:
    """Logistic regression; both outcomes weigh the same in all."""
    mean, deviation = rows.mean(0), rows.std(0) + 1e-6
    x, y = torch.from_numpy((rows - mean) / deviation), torch.from_numpy(labels)
    weights, bias = torch.zeros(x.shape[1], requires_grad=True), torch.zeros(1, requires_grad=True)
    balance = torch.where(y > 0, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
    optimiser = torch.optim.LBFGS([weights, bias], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        each = torch.nn.functional.binary_cross_entropy_with_logits(x @ weights + bias, y, reduction="none")
        total = (balance * each).mean() + 1e-3 * (weights**2).sum()
        total.backward()
        return total

    optimiser.step(loss)
    w = weights.detach().numpy() / deviation
    return w.astype(np.float32), float(bias.detach()[0] - (w * mean).sum())


def main() -> None:
    """Fit, measure on the held-out reports, write."""
    names = sorted(path.stem for path in DATA.glob("reports/*.jsonl"))
    asked = ask_reports(names)
    train = [one for one in asked if one.report not in HELD_OUT]
    test = [one for one in asked if one.report in HELD_OUT]
    first = ExtractiveReader(load_embedder(), Scorer(np.zeros(len(FEATURES), np.float32)))
    weights = fit_scorer(sentence_rows(first, train))
    reader = ExtractiveReader(load_embedder(), Scorer(weights))
    top = {part: _top_one(reader, which) for part, which in (("train", train), ("held_out", test))}
    judged = {part: _judge_rows(reader, which) for part, which in (("train", train), ("held_out", test))}
    judge_weights, bias = fit_judge(*judged["train"])
    threshold = float(np.quantile(_logits(judged["train"][0], judge_weights, bias)[judged["train"][1] > 0], FALSE_ABSTAIN))
    figures = {part: _refusals(*judged[part], judge_weights, bias, threshold) | {"sentence@1": top[part]} for part in judged}
    OUT.write_text(
        json.dumps(
            {
                "fitted_by": "training/fit_reader.py",
                "held_out": list(HELD_OUT),
                "figures": figures,
                "features": dict(zip(FEATURES, np.round(weights, 4).tolist(), strict=True)),
                "signals": dict(zip(SIGNALS, np.round(judge_weights, 4).tolist(), strict=True)),
                "bias": round(bias, 4),
                "found": round(1 / (1 + float(np.exp(-threshold))), 4),
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n",
        encoding="utf8",
    )
    print(json.dumps(figures, indent=1))


def _top_one(reader: ExtractiveReader, asked: Sequence[Asked]) -> float:
    """How often the best sentence lies on gold lines, over the answerable questions."""
    good = [
        overlaps(_lines(found[0].evidence), one.gold.evidence + one.gold.alternatives)
        for one in asked
        if one.gold.kind != UNANSWERABLE and (found := reader.candidates(one.query, one.hits))
    ]
    return round(float(np.mean(good)), 4)


def _judge_rows(reader: ExtractiveReader, asked: Sequence[Asked]) -> tuple[Floats, Floats]:
    rows = [signals(one.query, one.hits, reader.candidates(one.query, one.hits)) for one in asked]
    return np.array(rows, np.float32), np.array([one.gold.kind != UNANSWERABLE for one in asked], np.float32)


def _logits(rows: Floats, weights: Floats, bias: float) -> Floats:
    return rows @ weights + bias


def _refusals(rows: Floats, labels: Floats, weights: Floats, bias: float, threshold: float) -> dict[str, float]:
    refused = _logits(rows, weights, bias) < threshold
    return {
        "false_abstain": round(float(refused[labels > 0].mean()), 4),
        "abstain_recall": round(float(refused[labels == 0].mean()), 4),
    }


if __name__ == "__main__":
    main()
