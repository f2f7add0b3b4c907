"""Trains the static embedder by `python -m training.train_static`.

By default the nine held-out reports are not seen: so the figures of the model card are measured.
A run that was cut off goes on from its last checkpoint in build/training/, unless its settings changed.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import random
import time
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

from index.embedder import StaticEmbedder
from training.data import BUILD, HEADINGS, QUESTIONS, WRITTEN, Pair, data_hashes, read_lexicons, read_pairs
from training.evaluate import measure
from training.export import save_model
from training.objectives import Objective, PairObjective, ReportObjective, TermObjective
from training.reports import HELD_OUT, Report, read_reports
from training.static_model import Floats, StaticModel

# How often a pair is drawn beside one question that a person wrote: templates and how-to sentences are many and alike.
QUESTION_WEIGHTS = {"law_questions": 0.15, "faq_howto": 0.5, "drcd": 3.0}
HEADING_PAIRS = 60_000  # of 184,000: weak pairs, and more of them changed nothing
WARM_UP = 50  # steps
CHECKPOINT_EVERY = 100  # steps
LEAST_IDF = 0.3


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run can change."""

    steps: int = 500
    batch: int = 512
    dim: int = 256
    runs: int = 4  # whose tables are averaged
    learning_rate: float = 0.005
    questions: float = 0.3  # of the steps; headings get what these four leave
    written: float = 0.2
    terms: float = 0.2
    reports: float = 0.15
    seed: int = 7
    held_out: tuple[str, ...] = HELD_OUT  # reports that no step sees
    without: tuple[str, ...] = ()  # sets of training questions that no step sees

    def share(self, objective: str) -> float:
        """How often a step learns from it."""
        given = {"questions": self.questions, "written": self.written, "terms": self.terms, "reports": self.reports}
        return given.get(objective, 1 - sum(given.values()))


def objectives(tokenizer: Tokenizer, settings: Settings) -> dict[str, Objective]:
    """Every kind of text to learn from, by the name of its share in the settings."""
    headings = [pair for name in HEADINGS for pair in read_pairs(name)]
    questions = [pair for name in QUESTIONS if name not in settings.without for pair in read_pairs(name)]
    return {
        "questions": PairObjective(tokenizer, questions, settings.batch, QUESTION_WEIGHTS),
        "written": PairObjective(tokenizer, written_pairs(settings.without), settings.batch),
        "terms": TermObjective(tokenizer, read_lexicons(), 2 * settings.batch),
        "reports": ReportObjective(tokenizer, _reports(settings)),
        "headings": PairObjective(
            tokenizer,
            random.Random(settings.seed).sample(headings, min(HEADING_PAIRS, len(headings))),
            settings.batch,
            groups_answer=True,
        ),
    }


def written_pairs(without: Sequence[str] = ()) -> list[Pair]:
    """The written questions with their passages, and with the one sentence that holds the answer."""
    pairs = []
    for pair in (pair for name in WRITTEN if name not in without for pair in read_pairs(name)):
        pairs.append(pair)
        sentences = pair.passage.replace("；", "。").replace("\n", "。").split("。")
        answering = [sentence for sentence in sentences if pair.answer in sentence]
        pairs += [Pair(pair.query, sentence, pair.source, pair.group) for sentence in answering[:1]]
    return pairs


def _reports(settings: Settings) -> list[Report]:
    return [report for report in read_reports() if report.name not in settings.held_out]


def inverse_document_frequency(tokenizer: Tokenizer, texts: Sequence[str]) -> Floats:
    """(tokens,), 1 on average: where the tokens' weights start."""
    counts = np.ones(tokenizer.get_vocab_size())
    for encoding in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False):
        counts[np.unique(encoding.ids)] += 1
    value = np.log(len(texts) / counts).clip(LEAST_IDF)
    weights: Floats = (value / value.mean()).astype(np.float32)
    return weights


def fresh_model(tokenizer: Tokenizer, settings: Settings) -> StaticModel:
    """Weights from document frequencies, words from word_vectors.py, characters at random."""
    torch.manual_seed(settings.seed)
    texts = [pair.passage for name in (*WRITTEN, *QUESTIONS) for pair in read_pairs(name)]
    texts += [unit.text for report in _reports(settings) for unit in report.passages]
    model = StaticModel(tokenizer, settings.dim, inverse_document_frequency(tokenizer, texts))
    model.words.data += torch.from_numpy(np.load(BUILD / "words.npy"))[:, : settings.dim]
    return model


def train(
    model: StaticModel,
    learned: dict[str, Objective],
    settings: Settings,
    checkpoint: Path,
    every: int = CHECKPOINT_EVERY,
) -> None:
    """Adam with a short warm-up and a cosine decay; every step draws one objective by its share."""
    optimiser = torch.optim.Adam(model.parameters(), settings.learning_rate, betas=(0.9, 0.99), fused=True)
    shares = np.array([settings.share(name) for name in learned])
    first, started = _resume(model, optimiser, settings, checkpoint), time.perf_counter()
    for step in range(first, settings.steps):
        rng = np.random.default_rng((settings.seed, step))  # by step, so that a resumed run draws the same batches
        name = list(learned)[rng.choice(len(shares), p=shares)]
        for group in optimiser.param_groups:
            group["lr"] = settings.learning_rate * _schedule(step, settings.steps)
        loss = learned[name].loss(model, rng)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        if (step + 1) % every == 0:
            _save_checkpoint(model, optimiser, settings, step + 1, checkpoint)
            print(f"step {step + 1}, {time.perf_counter() - started:.0f} s, {name} {loss.item():.3f}", flush=True)


def _schedule(step: int, steps: int) -> float:
    return min(1.0, (step + 1) / WARM_UP) * (1 + math.cos(math.pi * step / steps)) / 2


def _save_checkpoint(
    model: StaticModel, optimiser: torch.optim.Optimizer, settings: Settings, step: int, path: Path
) -> None:
    tensors = {f"model.{name}": value.data for name, value in model.named_parameters()}
    for name, value in model.named_parameters():
        tensors |= {f"{key}.{name}": moment for key, moment in optimiser.state[value].items()}
    save_file(tensors, path, metadata={"settings": json.dumps(asdict(settings)), "step": str(step)})


def _resume(model: StaticModel, optimiser: torch.optim.Optimizer, settings: Settings, path: Path) -> int:
    """The step to go on with: 0 without a checkpoint of these settings."""
    if not path.exists():
        return 0
    with safe_open(path, "pt") as saved:
        metadata = saved.metadata()
    if metadata["settings"] != json.dumps(asdict(settings)):
        return 0
    tensors = load_file(path)
    for name, value in model.named_parameters():
        value.data = tensors[f"model.{name}"]
        optimiser.state[value] = {key: tensors[f"{key}.{name}"] for key in ("step", "exp_avg", "exp_avg_sq")}
    return int(metadata["step"])


def average_of_runs(tokenizer: Tokenizer, settings: Settings) -> Floats:
    """The mean table of runs that start alike and draw other batches.

    It finds more than any one of them (model soups: Wortsman et al. 2022, https://arxiv.org/abs/2203.05482).
    """
    learned, start = objectives(tokenizer, settings), fresh_model(tokenizer, settings)
    tables = []
    for number in range(settings.runs):
        model = deepcopy(start)
        train(model, learned, replace(settings, seed=settings.seed + number), BUILD / f"run-{number}.safetensors")
        tables.append(model.table())
    mean: Floats = np.mean(tables, axis=0, dtype=np.float32)
    return mean


def run(settings: Settings, folder: Path, figures: dict[str, object] | None = None) -> None:
    """Train, save into `folder`, and write beside the weights how they came about and what they find.

    `figures` are those of an earlier run that held reports out, for one that does not and so cannot be measured on them.
    """
    BUILD.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    tokenizer = Tokenizer.from_file(str(BUILD / "tokenizer.json"))
    table = average_of_runs(tokenizer, settings)
    minutes = (time.perf_counter() - started) / 60
    version = save_model(folder, tokenizer, table)
    for checkpoint in BUILD.glob("run-*.safetensors"):
        checkpoint.unlink()
    record = {
        "version": version,
        "settings": asdict(settings),
        "minutes": round(minutes, 1),
        "hardware": f"{platform.machine()}, {os.cpu_count()} cores, {torch.get_num_threads()} threads",
        "torch": torch.__version__,
        "held_out": list(settings.held_out),
        "figures": figures or measure(StaticEmbedder(folder).encode_passages, settings.held_out),
        "data": data_hashes(),
    }
    (folder / "training.json").write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf8")
    print(json.dumps(record["figures"], indent=1))


def main() -> None:
    """Read the settings from the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    for field in fields(Settings):
        name = "--" + field.name.replace("_", "-")
        if isinstance(field.default, tuple):
            parser.add_argument(name, nargs="*", default=field.default, metavar="NAME")
        else:
            parser.add_argument(name, type=type(field.default), default=field.default)
    parser.add_argument("--folder", type=Path, default=BUILD / "static", help="where to save the model")
    arguments = vars(parser.parse_args())
    folder = arguments.pop("folder")
    names = {name: tuple(arguments[name]) for name in ("held_out", "without")}
    run(Settings(**arguments | names), folder)


if __name__ == "__main__":
    main()
