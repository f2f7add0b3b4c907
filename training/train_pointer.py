"""Trains the pointer by `python -m training.train_pointer`: first on clozes and statute templates, then on questions.

Where there is a GPU, a large one is trained before (`--teacher`), and the pointer learns from what that says too. The
fictional reports are left out, so that whatever is fitted on them sees the pointer as users will. The teacher and what the
first part found lie in build/training/; the latter is used again while its settings are the same.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from qa.meeting import FEATURES
from qa.pieces import KINDS
from qa.pointer import SHIPPED_POINTER
from training import pretrain_pointer
from training.data import BUILD, data_hashes
from training.piece_stream import read_stream
from training.pointer_data import Row, by_cloze, of_encyclopaedia, rows_of, templates, written
from training.pointer_export import save_pointer
from training.pointer_model import LARGE, Pointer, Shelf, Sizes, loss_of
from training.pointer_words import TAGS, Words, read_words
from training.teacher import Told, loss_by_teacher, tell

WARM_UP = 100  # steps
AVERAGED = 0.998  # of the running mean of the weights, which is what ships
SLOWER = 0.5  # the word vectors, which come from much text, against all other weights
LIVELY = 8.0  # times a static vector, whose parts are small for having unit length together
TOLD = 100  # steps between two lines
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
SORTED_BY = 40  # pieces by which the lengths of a batch may differ
TEACHER = BUILD / "teacher.safetensors"


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
    entries: float = 0.4  # of the encyclopaedia's questions
    epochs: float = 0.9
    dropout: float = 0.2  # of the channels, while it learns from questions
    rounds: int = 0  # from there on, each of so many
    runs: int = 2  # from one start, whose weights are averaged
    run_rate: float = 0.0013
    run_epochs: float = 1.0
    taught: float = 0.6  # of the loss is by what the teacher says, where there is one
    repeated: int = 900  # clozes among the questions
    elsewhere: float = 0.35  # of the questions that are also asked of a passage that does not answer
    elsewhere_entries: float = 0.08
    without: float = 0.0  # ... of the encyclopaedia's, of the same entry without the sentence that answers
    batch: int = 32
    minutes: float = 0.0  # of reading text alone before; with any, the network is a large one
    seed: int = 1


# Without a GPU all stages of `make train` have to end within the hour: those are the settings above. With one:
BY_TEACHER = Settings(entries=1.0, epochs=3.0, without=0.08, rounds=1, run_rate=0.0012, run_epochs=1.5)
A_TEACHER = Settings(
    minutes=5.3,
    policies=14_000,
    documents=12_000,
    entries=1.0,
    entry_window=220,
    without=0.08,
    cloze_rate=0.001,
    epochs=0.0,
    dropout=0.1,
    rounds=3,
    run_rate=0.0009,
    run_epochs=1.5,
    batch=64,
)


def fresh_model(words: Words, settings: Settings) -> Pointer:
    """The static model's vectors in it; what is learned of words from word_vectors.py, or from reading text alone."""
    torch.manual_seed(settings.seed)
    model = empty_model(words, LARGE if settings.minutes else {})
    if settings.minutes:
        torch.nn.init.normal_(model.words.weight, std=0.1)
        stream = read_stream(words, BUILD / "stream.safetensors")
        own = pretrain_pointer.Settings(minutes=settings.minutes, seed=settings.seed)
        steps = pretrain_pointer.pretrain(model.to(DEVICE), stream, own, BUILD / "encoder.safetensors")
        print(f"{steps} steps on text alone", flush=True)
        return model
    vectors = np.load(BUILD / "words.npy")[:, : model.sizes.word]
    start = torch.from_numpy((0.5 * vectors / vectors.std()).astype(np.float32))
    with torch.no_grad():
        model.words.weight.copy_(start + 0.02 * torch.randn(start.shape))
        model.words.weight[0] = 0
    return model.to(DEVICE)


def empty_model(words: Words, sizes: Mapping[str, Any]) -> Pointer:
    """With what is known of the words, and nothing learned."""
    characters, table = len(words.known.characters) + 1, words.vectors.shape[1]
    model = Pointer(Sizes(len(words.pieces), characters, len(TAGS), len(KINDS), len(FEATURES), table, **sizes))
    with torch.no_grad():
        model.vectors.copy_(LIVELY * torch.from_numpy(words.vectors))
    return model


def batches(lengths: Sequence[int], size: int, rng: random.Random) -> Iterator[list[int]]:
    """The numbers of all rows once, those of like length together."""
    order = sorted(range(len(lengths)), key=lambda i: lengths[i] + rng.random() * SORTED_BY)
    starts = list(range(0, len(order), size))
    rng.shuffle(starts)
    yield from (order[start : start + size] for start in starts)


def train(
    model: Pointer,
    rows: Sequence[Row],
    epochs: float,
    rate: float,
    dropout: float,
    settings: Settings,
    told: Told | None = None,
) -> None:
    """AdamW with a cosine decay; the model becomes the running mean of its weights. `told`: of these rows."""
    if not epochs:
        return
    rng = random.Random(settings.seed)
    others = [value for name, value in model.named_parameters() if name != "words.weight"]
    groups: list[dict[str, Any]] = [{"params": others, "rate": rate}]
    groups.append({"params": [model.words.weight], "rate": rate * SLOWER})
    optimiser = torch.optim.AdamW(groups, rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    mean = [value.detach().clone() for value in model.parameters()]
    steps, step, started = int(epochs * len(rows) / settings.batch), 0, time.perf_counter()
    shelf, gold = Shelf([row.arrays for row in rows], mean[0].device), [row.gold for row in rows]
    model.train()
    while step < steps:
        for numbers in batches(shelf.lengths, settings.batch, rng):
            share = min(1.0, (step + 1) / WARM_UP) * (1 + math.cos(math.pi * step / steps)) / 2
            for group in optimiser.param_groups:
                group["lr"] = group["rate"] * share
            spans, nothing, right, answerable = _read(model, shelf, numbers, gold, dropout)
            loss = loss_of(spans, nothing, right, answerable)
            if told:
                loss = torch.lerp(loss, loss_by_teacher(spans, nothing, told, numbers, answerable), settings.taught)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            optimiser.step()
            _follow(mean, model, min(AVERAGED, (step + 1) / (step + 10)))
            step += 1
            if step % TOLD == 0:
                print(f"step {step} of {steps}, {time.perf_counter() - started:.0f} s, {float(loss):.3f}", flush=True)
            if step == steps:
                break
    with torch.no_grad():
        for value, average in zip(model.parameters(), mean, strict=True):
            value.copy_(average)


def average(model: Pointer, rows: Sequence[Row], settings: Settings, told: Told | None = None) -> None:
    """Train on in several orders from where the model is; it becomes the mean of what they find. Then again from there.

    Model soups: Wortsman et al., ICML 2022, https://arxiv.org/abs/2203.05482.
    """
    for turn in range(settings.rounds):
        start, found = deepcopy(model.state_dict()), []
        for number in range(settings.runs):
            model.load_state_dict(start)
            own = replace(settings, seed=settings.seed + turn * settings.runs + number)
            torch.manual_seed(own.seed)
            train(model, rows, settings.run_epochs, settings.run_rate, settings.dropout, own, told)
            found.append(deepcopy(model.state_dict()))
        model.load_state_dict({name: torch.stack([one[name] for one in found]).mean(0) for name in start})


def _read(
    model: Pointer, shelf: Shelf, numbers: Sequence[int], gold: Sequence[Sequence[tuple[int, int]]], dropout: float
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """What `loss_of` takes: the scores of spans and of no answer, the gold spans, and whether there are any."""
    spans, nothing = model(shelf.batch(numbers), dropout)
    places = [(row, first, more) for row, number in enumerate(numbers) for first, more in gold[number]]
    right = torch.zeros(spans.shape)
    right[tuple(torch.tensor(places, dtype=torch.int64).reshape(-1, 3).T)] = 1
    return spans, nothing, right.to(spans.device), right.flatten(1).amax(1).to(spans.device)


def _follow(mean: Sequence[torch.Tensor], model: Pointer, kept: float) -> None:
    with torch.no_grad():
        for average, value in zip(mean, model.parameters(), strict=True):
            average.lerp_(value, 1 - kept)


def cloze_rows(words: Words, settings: Settings) -> tuple[list[Row], list[Row]]:
    """Clozes and templates to begin with, and the clozes that are repeated among the questions."""
    rng = random.Random(settings.seed)
    clozes = by_cloze(words, rng, settings.policies, settings.documents)
    repeated = rows_of(rng.sample(clozes, min(settings.repeated, len(clozes))), words, rng, settings.cloze_window)
    rows = rows_of([*clozes, *templates(rng, settings.templates)], words, rng, settings.cloze_window)
    rng.shuffle(rows)
    return rows, repeated


def question_rows(words: Words, settings: Settings) -> list[Row]:
    """The questions that people wrote, those of DRCD twice for being the hardest, and those on the encyclopaedia."""
    rng = random.Random(settings.seed)
    asked = [one for one in written() if one.source != "other" or rng.random() < settings.elsewhere]
    rows = rows_of(asked, words, rng, settings.window)
    rows += rows_of([one for one in asked if one.source == "drcd"], words, rng, settings.window)
    entries = of_encyclopaedia(rng, settings.elsewhere_entries, settings.without)
    some = rng.sample(entries, int(settings.entries * len(entries)))
    return rows + rows_of(some, words, rng, settings.entry_window)


def prepare(model: Pointer, rows: Sequence[Row], settings: Settings, checkpoint: Path) -> None:
    """Train on clozes and templates, or take what an earlier run of these settings found."""
    if checkpoint.exists():
        with safe_open(checkpoint, "pt") as saved:
            same = saved.metadata()["settings"] == json.dumps(asdict(settings))
        if same:
            model.load_state_dict(load_file(checkpoint))
            return
    train(model, rows, 1, settings.cloze_rate, 0.1, settings)
    save_file(model.state_dict(), checkpoint, metadata={"settings": json.dumps(asdict(settings))})


def trained(words: Words, settings: Settings, teacher: Pointer | None = None) -> Pointer:
    """All of it, one part after the other; every process that this takes has ended before a GPU is touched."""
    clozes, repeated = cloze_rows(words, settings)
    rows = repeated + question_rows(words, settings)
    print(f"{len(clozes)} clozes and templates, {len(rows)} questions and repeated clozes", flush=True)
    told = tell(teacher.to(DEVICE), rows, DEVICE) if teacher else None
    model = fresh_model(words, settings)
    prepare(
        model, clozes, settings, BUILD / ("pointer-large.safetensors" if settings.minutes else "pointer.safetensors")
    )
    train(model, rows, settings.epochs, settings.rate, settings.dropout, settings, told)
    average(model, rows, settings, told)
    return model.cpu()


def run_teacher(settings: Settings = A_TEACHER) -> None:
    """The large network, where there is a GPU: two cores would read for days."""
    if DEVICE.type != "cuda":
        print("no GPU: no teacher, the pointer learns from the questions alone", flush=True)
    elif not TEACHER.exists():
        save_teacher(trained(read_words(), settings), settings)


def save_teacher(model: Pointer, settings: Settings) -> None:
    """Keep it in build/training/: it does not ship."""
    save_file(model.state_dict(), TEACHER, metadata={"settings": json.dumps(asdict(settings))})


def read_teacher(words: Words) -> Pointer | None:
    """The large network if there is one."""
    if not TEACHER.exists():
        return None
    model = empty_model(words, LARGE)
    model.load_state_dict(load_file(TEACHER))
    return model


def taught_with() -> Mapping[str, Any]:
    """The settings that the teacher was trained with."""
    with safe_open(TEACHER, "pt") as saved:
        settings: Mapping[str, Any] = json.loads(saved.metadata()["settings"])
    return settings


def run(folder: Path, settings: Settings | None = None) -> None:
    """Train, save into `folder`, and write beside the weights how they came about."""
    started = time.perf_counter()
    words = read_words()
    teacher = read_teacher(words)
    settings = settings or (BY_TEACHER if teacher else Settings())
    record = {
        "version": save_pointer(folder, trained(words, settings, teacher), words),
        "settings": asdict(settings),
        "teacher": taught_with() if teacher else None,
        "minutes": round((time.perf_counter() - started) / 60, 1),
        "hardware": hardware(),
        "torch": torch.__version__,
        "data": data_hashes(),
    }
    (folder / "training.json").write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf8")


def hardware() -> str:
    """What it was trained on."""
    gpu = f", {torch.cuda.get_device_name()}" if DEVICE.type == "cuda" else ""
    return f"{platform.machine()}, {os.cpu_count()} cores, {torch.get_num_threads()} threads{gpu}"


def main() -> None:
    """Read the settings from the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__, add_help=False)
    parser.add_argument("--teacher", action="store_true", help="the large network, as a GPU trains it")
    teacher = parser.parse_known_args()[0].teacher
    parser = argparse.ArgumentParser(description=__doc__, parents=[parser])
    usual = A_TEACHER if teacher else BY_TEACHER if TEACHER.exists() else Settings()
    for name, value in asdict(usual).items():
        parser.add_argument("--" + name.replace("_", "-"), type=type(value), default=value)
    parser.add_argument("--folder", type=Path, default=SHIPPED_POINTER)
    arguments = vars(parser.parse_args())
    folder, _ = arguments.pop("folder"), arguments.pop("teacher")
    if teacher:
        run_teacher(Settings(**arguments))
    else:
        run(folder, Settings(**arguments))


if __name__ == "__main__":
    main()
