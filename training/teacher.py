"""What a large pointer says of each row, for the small one that ships to learn from.

Distillation: Hinton et al. 2015, https://arxiv.org/abs/1503.02531. How much of a sentence is the answer is a matter of
taste, and one marked span tells a small network less of it than how a large one weighs the likeliest spans.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from training.pointer_data import Row
from training.pointer_model import NEVER, REFUSING, Pointer, Shelf

SPANS = 16  # the likeliest, that are told
AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class Told:
    """Of each row, by its number."""

    spans: Tensor  # (rows, SPANS): the first piece times LONGEST, and how many more
    shares: Tensor  # (rows, SPANS) that add up to one
    nothing: Tensor  # (rows,): the chance that the passage does not answer


def tell(teacher: Pointer, rows: Sequence[Row], device: torch.device | str = "cpu") -> Told:
    """Read all rows, the short ones first."""
    teacher.eval()
    shelf = Shelf([row.arrays for row in rows], device)
    spans = torch.zeros(len(rows), SPANS, dtype=torch.int64)
    logs = torch.full((len(rows), SPANS), -torch.inf)
    nothing = torch.zeros(len(rows))
    order = sorted(range(len(rows)), key=shelf.lengths.__getitem__)
    for at in range(0, len(order), AT_ONCE):
        numbers = order[at : at + AT_ONCE]
        with torch.no_grad(), torch.autocast(shelf.device.type, torch.bfloat16):
            scores, none = teacher(shelf.batch(numbers))
        best = scores.float().flatten(1).topk(SPANS, 1)
        there = best.values > NEVER / 2  # a short row has fewer spans than that
        logs[numbers], spans[numbers] = best.values.cpu(), (best.indices * there).cpu()
        nothing[numbers] = none.float().cpu()
    return Told(spans.to(device), logs.softmax(1).to(device), nothing.sigmoid().to(device))


def loss_by_teacher(spans: Tensor, nothing: Tensor, told: Told, numbers: Sequence[int], answerable: Tensor) -> Tensor:
    """As `loss_of`, by what was told of these rows; their spans count where there is an answer."""
    flat, rows = spans.flatten(1), torch.tensor(numbers, device=spans.device)
    logs = flat.gather(1, told.spans[rows]) - flat.logsumexp(1, keepdim=True)
    pointing = -(told.shares[rows] * logs).sum(1) @ answerable / answerable.sum().clamp(min=1)
    refusing = functional.binary_cross_entropy_with_logits(nothing, told.nothing[rows])
    return pointing + REFUSING * refusing
