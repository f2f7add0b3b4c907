"""Trains the pointer by `python -m training.train_pointer`: first on clozes and statute templates, then on questions.

The fictional reports are left out, so that whatever is fitted on them sees the pointer as users will. What the first
part found lies in build/training/ and is used again while its settings are the same.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import random
import time
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from qa.meeting import FEATURES
from qa.pieces import KINDS
from qa.pointer import SHIPPED_POINTER
from training.data import BUILD, data_hashes
from training.pointer_data import Row, by_cloze, of_encyclopaedia, rows_of, templates, written
from training.pointer_export import save_pointer
from training.pointer_model import LONGEST, Pointer, Sizes, batch_of, loss_of
from training.pointer_words import TAGS, Words, read_words

WARM_UP = 100  # steps
AVERAGED = 0.998  # of the running mean of the weights, which is what ships
SLOWER = 0.5  # the word vectors, which come from much text, against all other weights
LIVELY = 8.0  # times a static vector, whose parts are small for having unit length together
DROPPED = 0.2  # of the channels, while it learns from questions
TOLD = 100  # steps between two lines
SORTED_BY = 40  # pieces by which the lengths of a batch may differ


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run can change."""

    policies: int = 2500  # paragraphs of official documents that clozes are made from
    documents: int = 1200  # ... of software documentation
    templates: int = 3000
    cloze_window: int = 112  # pieces of a passage that training sees
    window: int = 160  # ... of the passages of the open data
    entry_window: int = 200  # ... of the encyclopaedia, whose answers are longer
    cloze_rate: float = 0.0025
    rate: float = 0.0018
    entries: float = 0.4  # of the encyclopaedia's questions. The run that ships had all and
    epochs: float = 0.9  # 3.0 rounds; so many of both keep all stages of `make train` within the hour
    runs: int = 0  # from there on, whose weights are averaged; two in the run that ships
    run_rate: float = 0.0013
    run_epochs: float = 1.0
    repeated: int = 900  # clozes among the questions
    elsewhere: float = 0.35  # of the questions that are also asked of a passage that does not answer
    elsewhere_entries: float = 0.08
    batch: int = 32
    seed: int = 1


def fresh_model(words: Words, seed: int) -> Pointer:
    """Word vectors from word_vectors.py and of the static model, the rest at random."""
    torch.manual_seed(seed)
    characters, table = len(words.known.characters) + 1, words.vectors.shape[1]
    model = Pointer(Sizes(len(words.pieces), characters, len(TAGS), len(KINDS), len(FEATURES), table))
    vectors = np.load(BUILD / "words.npy")[:, : model.sizes.word]
    start = torch.from_numpy((0.5 * vectors / vectors.std()).astype(np.float32))
    with torch.no_grad():
        model.words.weight.copy_(start + 0.02 * torch.randn(start.shape))
        model.words.weight[0] = 0
        model.vectors.copy_(LIVELY * torch.from_numpy(words.vectors))
    return model


def batches(rows: Sequence[Row], size: int, rng: random.Random) -> Iterator[list[Row]]:
    """All rows once, those of like length together."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].arrays["ids"]) + rng.random() * SORTED_BY)
    starts = list(range(0, len(order), size))
    rng.shuffle(starts)
    yield from ([rows[i] for i in order[start : start + size]] for start in starts)


def train(model: Pointer, rows: Sequence[Row], epochs: float, rate: float, dropout: float, settings: Settings) -> None:
    """AdamW with a cosine decay; the model becomes the running mean of its weights."""
    rng = random.Random(settings.seed)
    others = [value for name, value in model.named_parameters() if name != "words.weight"]
    groups: list[dict[str, Any]] = [{"params": others, "rate": rate}]
    groups.append({"params": [model.words.weight], "rate": rate * SLOWER})
    optimiser = torch.optim.AdamW(groups, rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    mean = [value.detach().clone() for value in model.parameters()]
    steps, step, started = int(epochs * len(rows) / settings.batch), 0, time.perf_counter()
    model.train()
    while step < steps:
        for batch in batches(rows, settings.batch, rng):
            share = min(1.0, (step + 1) / WARM_UP) * (1 + math.cos(math.pi * step / steps)) / 2
            for group in optimiser.param_groups:
                group["lr"] = group["rate"] * share
            loss = _step(model, batch, optimiser, dropout)
            _follow(mean, model, min(AVERAGED, (step + 1) / (step + 10)))
            step += 1
            if step % TOLD == 0:
                print(f"step {step} of {steps}, {time.perf_counter() - started:.0f} s, {loss:.3f}", flush=True)
            if step == steps:
                break
    with torch.no_grad():
        for value, average in zip(model.parameters(), mean, strict=True):
            value.copy_(average)


def average(model: Pointer, rows: Sequence[Row], settings: Settings) -> None:
    """Train on in several orders from where the model is; it becomes the mean of what they find.

    Model soups: Wortsman et al., ICML 2022, https://arxiv.org/abs/2203.05482.
    """
    start, found = deepcopy(model.state_dict()), []
    for number in range(settings.runs):
        model.load_state_dict(start)
        own = replace(settings, seed=settings.seed + number)
        torch.manual_seed(own.seed)
        train(model, rows, settings.run_epochs, settings.run_rate, DROPPED, own)
        found.append(deepcopy(model.state_dict()))
    if found:
        model.load_state_dict({name: torch.stack([one[name] for one in found]).mean(0) for name in start})


def _step(model: Pointer, rows: Sequence[Row], optimiser: torch.optim.Optimizer, dropout: float) -> float:
    spans, nothing = model(batch_of([row.arrays for row in rows]), dropout)
    gold = torch.zeros(len(rows), spans.shape[1], LONGEST)
    for number, row in enumerate(rows):
        for first, more in row.gold:
            gold[number, first, more] = 1
    loss = loss_of(spans, nothing, gold, gold.flatten(1).amax(1))
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
    optimiser.step()
    return loss.item()


def _follow(mean: Sequence[torch.Tensor], model: Pointer, kept: float) -> None:
    with torch.no_grad():
        for average, value in zip(mean, model.parameters(), strict=True):
            average.lerp_(value, 1 - kept)


def prepare(model: Pointer, words: Words, settings: Settings, checkpoint: Path) -> list[Row]:
    """Train on clozes and templates, or take what an earlier run of these settings found; gives the clozes to repeat."""
    rng = random.Random(settings.seed)
    clozes = by_cloze(words, rng, settings.policies, settings.documents)
    repeated = rows_of(rng.sample(clozes, min(settings.repeated, len(clozes))), words, rng, settings.cloze_window)
    if checkpoint.exists():
        with safe_open(checkpoint, "pt") as saved:
            same = saved.metadata()["settings"] == json.dumps(asdict(settings))
        if same:
            model.load_state_dict(load_file(checkpoint))
            return repeated
    rows = rows_of([*clozes, *templates(rng, settings.templates)], words, rng, settings.cloze_window)
    rng.shuffle(rows)
    print(f"{len(rows)} clozes and templates", flush=True)
    train(model, rows, 1, settings.cloze_rate, 0.1, settings)
    save_file(model.state_dict(), checkpoint, metadata={"settings": json.dumps(asdict(settings))})
    return repeated


def run(settings: Settings, folder: Path) -> None:
    """Train, save into `folder`, and write beside the weights how they came about."""
    started = time.perf_counter()
    words = read_words()
    model = fresh_model(words, settings.seed)
    rows = prepare(model, words, settings, BUILD / "pointer.safetensors")
    rng = random.Random(settings.seed)
    asked = [one for one in written() if one.source != "other" or rng.random() < settings.elsewhere]
    rows += rows_of(asked, words, rng, settings.window)
    rows += rows_of([one for one in asked if one.source == "drcd"], words, rng, settings.window)  # the hardest, again
    entries = of_encyclopaedia(rng, settings.elsewhere_entries)
    some = rng.sample(entries, int(settings.entries * len(entries)))
    rows += rows_of(some, words, rng, settings.entry_window)
    print(f"{len(rows)} questions and repeated clozes", flush=True)
    train(model, rows, settings.epochs, settings.rate, DROPPED, settings)
    average(model, rows, settings)
    record = {
        "version": save_pointer(folder, model, words),
        "settings": asdict(settings),
        "minutes": round((time.perf_counter() - started) / 60, 1),
        "hardware": f"{platform.machine()}, {os.cpu_count()} cores, {torch.get_num_threads()} threads",
        "torch": torch.__version__,
        "data": data_hashes(),
    }
    (folder / "training.json").write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf8")


def main() -> None:
    """Read the settings from the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    for field in fields(Settings):
        parser.add_argument("--" + field.name.replace("_", "-"), type=type(field.default), default=field.default)
    parser.add_argument("--folder", type=Path, default=SHIPPED_POINTER, help="where to save the model")
    arguments = vars(parser.parse_args())
    folder = arguments.pop("folder")
    run(Settings(**arguments), folder)


if __name__ == "__main__":
    main()
