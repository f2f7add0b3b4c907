"""Pre-trains the pointer's network on text alone: it guesses hidden words.

Masked words (BERT: Devlin et al., NAACL 2019), whole words in runs (SpanBERT: Joshi et al., TACL 2020). The question's
place holds a few pieces of the same text, from before the passage or from within it, so that what brings question and
passage together learns too. `training/train_pointer.py` calls it for the teacher, where there is a GPU: two cores read
some thousand pieces a second, a GPU half a million.
"""

from __future__ import annotations

import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

from qa.meeting import FEATURES
from training.piece_stream import Stream
from training.pointer_model import Pointer

TOLD = 500  # steps between two lines and two checkpoints
WARM_UP = 0.03  # of the time


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run can change."""

    minutes: float = 5.0
    batch: int = 128
    length: int = 176  # pieces of a passage
    asked: int = 14  # pieces in the question's place
    begins: float = 0.12  # share of the pieces at which a hidden run begins
    goes_on: float = 0.35  # and of those after one that belong to it too
    hidden_asked: float = 0.3
    rate: float = 0.0015
    seed: int = 1


class Guesser(nn.Module):
    """The network and what guesses from its reading."""

    def __init__(self, pointer: Pointer) -> None:
        super().__init__()
        s = pointer.sizes
        self.pointer = pointer
        self.hidden = nn.Parameter(torch.zeros(s.word + s.meaning + 2 * s.character + 2 * s.tag))
        self.guess = nn.Linear(s.width, s.word)
        self.norm = nn.LayerNorm(s.word)
        self.bias = nn.Parameter(torch.zeros(s.words))

    def forward(self, batch: dict[str, Tensor], hidden: Tensor, q_hidden: Tensor) -> Tensor:
        """The mean of minus the log of the odds that each hidden known word is given."""
        p = self.pointer
        asked = self._without(p.pieces(batch["q_ids"], batch["q_spelled"], 0.0), q_hidden)
        told = self._without(p.pieces(batch["ids"], batch["spelled"], 0.0), hidden)
        x, _ = p.read(batch, asked, told, 0.0)
        at = hidden & (batch["ids"] > 0)
        guessed = self.norm(functional.gelu(self.guess(x[at])))
        logits = guessed @ p.words.weight.T + self.bias
        return functional.cross_entropy(logits.float(), batch["ids"][at])

    def _without(self, embedded: tuple[Tensor, Tensor], hidden: Tensor) -> tuple[Tensor, Tensor]:
        pieces, words = embedded
        return (
            torch.where(hidden[..., None], self.hidden.to(pieces.dtype), pieces),
            words.masked_fill(hidden[..., None], 0),
        )


class Texts:
    """Random stretches of a stream, on the device."""

    def __init__(self, stream: Stream, settings: Settings, device: torch.device) -> None:
        self.settings, self.device = settings, device
        self.ids = torch.from_numpy(stream.ids.astype("int32")).to(device)
        self.spelled = torch.from_numpy(stream.spelled.astype("int16")).to(device)

    def batch(self) -> tuple[dict[str, Tensor], Tensor, Tensor]:
        """A batch as the pointer takes it, and which of its pieces are hidden, of the passage and of the question."""
        s, n = self.settings, self.settings.batch
        first = torch.randint(2 * s.asked, len(self.ids) - s.length, (n, 1), device=self.device)
        passage = first + torch.arange(s.length, device=self.device)
        before = torch.randint(-2 * s.asked, s.length - s.asked, (n, 1), device=self.device)
        question = first + before + torch.arange(s.asked, device=self.device)
        batch = {
            "ids": self.ids[passage].long(),
            "spelled": self.spelled[passage].long(),
            "q_ids": self.ids[question].long(),
            "q_spelled": self.spelled[question].long(),
            "mask": torch.ones(n, s.length, device=self.device),
            "q_mask": torch.ones(n, s.asked, device=self.device),
            "features": torch.zeros(n, s.length, len(FEATURES), device=self.device),
            "q_features": torch.zeros(n, s.asked, 2, device=self.device),
        }
        hidden = torch.rand(n, s.length, device=self.device) < s.begins
        goes_on = torch.rand(n, s.length, device=self.device) < s.goes_on
        after = functional.pad(hidden[:, :-1], (1, 0)) & goes_on
        q_hidden = torch.rand(n, s.asked, device=self.device) < s.hidden_asked
        return batch, hidden | after, q_hidden


def pretrain(pointer: Pointer, stream: Stream, settings: Settings, checkpoint: Path) -> int:
    """Train for so many minutes, those of an earlier run of these settings counted in; returns the number of steps."""
    device, about = next(pointer.parameters()).device, json.dumps([asdict(pointer.sizes), asdict(settings)])
    torch.manual_seed(settings.seed)
    model, texts = Guesser(pointer).to(device), Texts(stream, settings, device)
    before, step = 0.0, 0
    if checkpoint.exists():
        with safe_open(checkpoint, "pt") as stored:
            written = stored.metadata()
        if written["about"] == about:
            before, step = float(written["minutes"]), int(written["steps"])
            model.load_state_dict(load_file(checkpoint, device=str(device)))
    optimiser = torch.optim.AdamW(model.parameters(), settings.rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    started, losses = time.perf_counter(), []
    spent = before
    while spent < settings.minutes:
        share = spent / settings.minutes
        for group in optimiser.param_groups:
            group["lr"] = settings.rate * min(1.0, (share + 1e-3) / WARM_UP) * (1 + math.cos(math.pi * share)) / 2
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            loss = model(*texts.batch())
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        losses.append(loss.detach())
        step += 1
        spent = before + (time.perf_counter() - started) / 60
        if step % TOLD == 0 or spent >= settings.minutes:
            print(
                f"step {step}, {spent:.2f} of {settings.minutes} minutes, {float(torch.stack(losses).mean()):.3f}",
                flush=True,
            )
            losses.clear()
            save_file(
                model.state_dict(), checkpoint, metadata={"about": about, "minutes": str(spent), "steps": str(step)}
            )
    return step
