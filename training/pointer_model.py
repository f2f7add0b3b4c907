"""The trainable form of the pointer: a small network that scores every span of a passage.

Dilated gated convolutions (Wu et al. 2017, https://arxiv.org/abs/1711.04352) over what the pieces are and how they
meet the question, steered by the question (FiLM: Perez et al., AAAI 2018), with attention between them, as in QANet (Yu
et al., ICLR 2018, https://arxiv.org/abs/1804.09541); one softmax over all spans and "no answer" (RaSoR: Lee et al.
2016, https://arxiv.org/abs/1611.01436).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from qa.pointer import FARTHEST, distances

LONGEST = 72  # pieces of a span
NEVER = -1e4
REFUSING = 0.3  # of the loss, for whether the passage answers at all

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sizes:
    """What the network is built from."""

    words: int  # rows of the embedding
    characters: int
    tags: int
    kinds: int
    features: int
    table: int  # dimensions of the static vectors
    word: int = 64
    meaning: int = 48
    character: int = 16
    tag: int = 12
    width: int = 120
    dilations: tuple[int, ...] = (1, 2, 4, 8, 1)
    attentive: tuple[int, ...] = (1, 3, 4)  # the convolutions that attention follows
    heads: int = 4
    head: int = 24
    question: int = 96
    pair: int = 48


LARGE: dict[str, Any] = {  # the teacher
    "word": 128,
    "meaning": 64,
    "width": 256,
    "dilations": (1, 2, 4, 8, 1, 1),
    "attentive": (1, 2, 3, 4, 5),
    "heads": 8,
    "head": 32,
    "question": 192,
    "pair": 96,
}


class Block(nn.Module):
    """A gated dilated convolution with a residual, steered by the question."""

    def __init__(self, width: int, dilation: int, question: int) -> None:
        super().__init__()
        self.convolution = nn.Conv1d(width, 2 * width, 3, padding=dilation, dilation=dilation)
        self.steer = nn.Linear(question, 2 * width)
        self.norm = nn.LayerNorm(width)

    def forward(self, x: Tensor, question: Tensor, mask: Tensor, dropout: float) -> Tensor:
        """Return `x` and what the convolution adds to it."""
        h = self.norm(x)
        scale, shift = self.steer(question)[:, None].chunk(2, -1)
        h = (h * (1 + scale) + shift) * mask
        return x + gated(self.convolution, _drop(h, dropout, self.training))


def gated(convolution: nn.Conv1d, x: Tensor) -> Tensor:
    """A dilated convolution of three taps over `(n, pieces, width)` whose second half opens and closes the first."""
    (dilation,), m = convolution.dilation, x.shape[1]
    padded = functional.pad(x, (0, 0, dilation, dilation))
    taps = torch.cat([padded[:, i * dilation : i * dilation + m] for i in range(3)], -1)
    weight = convolution.weight.transpose(1, 2).flatten(1)  # one product of matrices: faster than conv1d
    return functional.glu(functional.linear(taps, weight, convolution.bias), -1)


class Attention(nn.Module):
    """What each piece finds in the others, near and far weighed apart, and in the question; with a residual."""

    def __init__(self, width: int, question: int, heads: int, head: int) -> None:
        super().__init__()
        self.heads, self.head = heads, head
        self.norm = nn.LayerNorm(width)
        self.asks = nn.Linear(width, heads * head)
        self.offers = nn.Linear(width, heads * head)
        self.says = nn.Linear(width, heads * head)
        self.far = nn.Parameter(torch.zeros(heads, 2 * FARTHEST + 1))
        self.asks_question = nn.Linear(width, head)
        self.offers_question = nn.Linear(question, head)
        self.says_question = nn.Linear(question, head)
        self.leave = nn.Linear((heads + 1) * head, width)
        nn.init.zeros_(self.leave.weight)  # it starts as nothing
        nn.init.zeros_(self.leave.bias)

    def forward(self, x: Tensor, mask: Tensor, q: Tensor, q_mask: Tensor, dropout: float) -> Tensor:
        """`x` and `q` are `(n, pieces, width)` of the passage and of the question."""
        n, m, _ = x.shape
        y = self.norm(x)
        asks, offers, says = (
            part(y).view(n, m, self.heads, self.head).transpose(1, 2) for part in (self.asks, self.offers, self.says)
        )
        near = self.far[:, torch.from_numpy(distances(m)).to(x.device)].unfold(1, m, 1).flip(1)
        bias = near + NEVER * (1 - mask[:, None, None, :, 0])  # (n, heads, m, m)
        found = functional.scaled_dot_product_attention(asks, offers, says, bias.to(asks.dtype))
        asked = self.asks_question(y) @ self.offers_question(q).transpose(1, 2) / self.head**0.5
        told = asked.masked_fill(q_mask[:, None] == 0, NEVER).softmax(-1) @ self.says_question(q)
        both = torch.cat([found.transpose(1, 2).reshape(n, m, -1), told], -1)
        return x + functional.dropout(self.leave(both), dropout, self.training)


class Pointer(nn.Module):
    """Scores of every span of at most LONGEST pieces, and of no answer."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        s = self.sizes = sizes
        self.words = nn.Embedding(s.words, s.word)
        self.vectors: Tensor  # of the static table, which stay as they are
        self.register_buffer("vectors", torch.zeros(s.words, s.table), persistent=False)
        self.meaning = nn.Linear(s.table, s.meaning)
        self.first = nn.Embedding(s.characters, s.character)
        self.last = nn.Embedding(s.characters, s.character)
        self.tags = nn.Embedding(s.tags, s.tag)
        self.kinds = nn.Embedding(s.kinds, s.tag)
        said = s.word + s.meaning
        piece = said + 2 * s.character + 2 * s.tag
        self.asking = nn.Linear(piece + 2, s.question)
        self.asking_blocks = nn.ModuleList(
            [nn.Conv1d(s.question, 2 * s.question, 3, padding=d, dilation=d) for d in (1, 2)]
        )
        self.weigh = nn.Linear(s.question, 2)
        self.settle = nn.Linear(2 * s.question, s.question)
        self.align = nn.Linear(said, s.word)
        self.enter = nn.Linear(piece + said + s.features, s.width)
        self.blocks = nn.ModuleList([Block(s.width, d, s.question) for d in s.dilations])
        self.attention = nn.ModuleDict({str(i): Attention(s.width, s.question, s.heads, s.head) for i in s.attentive})
        self.norm = nn.LayerNorm(s.width)
        self.steer = nn.Linear(s.question, s.width)
        self.start = nn.Linear(s.width, s.pair + 1)
        self.end = nn.Linear(s.width, s.pair + 1)
        self.length = nn.Parameter(torch.zeros(LONGEST))
        self.nothing = nn.Linear(2 * s.width + s.question, 1)

    def said(self, ids: Tensor) -> Tensor:
        """`(..., word + meaning)`: what is learned of words, and what their static vectors tell."""
        return torch.cat([self.words(ids), functional.gelu(self.meaning(self.vectors[ids]))], -1)

    def pieces(self, ids: Tensor, spelled: Tensor, dropout: float) -> tuple[Tensor, Tensor]:
        """Embeddings of pieces and of their words alone; `spelled` holds first and last character, tag, kind."""
        words = _drop(self.said(ids), dropout, self.training)
        rest = [
            self.first(spelled[..., 0]),
            self.last(spelled[..., 1]),
            self.tags(spelled[..., 2]),
            self.kinds(spelled[..., 3]),
        ]
        return torch.cat([words, *rest], -1), words

    def forward(self, batch: dict[str, Tensor], dropout: float = 0.0) -> tuple[Tensor, Tensor]:
        """Return `(n, pieces, LONGEST)` scores of the span from a piece over so many more, and `(n,)` of no answer."""
        asked = self.pieces(batch["q_ids"], batch["q_spelled"], dropout)
        told = self.pieces(batch["ids"], batch["spelled"], dropout)
        x, question = self.read(batch, asked, told, dropout)
        mask = batch["mask"][..., None]
        h = _drop(x * (1 + self.steer(question)[:, None]), dropout, self.training)
        start, end = self.start(h), self.end(h)
        n, m, _ = start.shape
        ends = functional.pad(end, (0, 0, 0, LONGEST))
        every = start[..., 1:] @ ends[..., 1:].transpose(1, 2) / self.sizes.pair**0.5  # (n, m, m + LONGEST)
        steps = torch.arange(m + LONGEST, device=x.device)
        band = (steps[:m, None] + steps[:LONGEST]).expand(n, m, LONGEST)
        spans = every.gather(2, band) + start[..., :1] + ends[..., 0].unfold(1, LONGEST, 1)[:, :m] + self.length
        there = functional.pad(batch["mask"], (0, LONGEST - 1)).unfold(1, LONGEST, 1)
        spans = spans.masked_fill((there == 0) | (mask == 0), NEVER)
        pooled = x.masked_fill(mask == 0, NEVER).amax(1)
        mean = x.sum(1) / mask.sum(1)
        nothing = self.nothing(torch.cat([pooled, mean, question], -1))[:, 0]
        return spans, nothing

    def read(
        self, batch: dict[str, Tensor], asked: tuple[Tensor, Tensor], told: tuple[Tensor, Tensor], dropout: float
    ) -> tuple[Tensor, Tensor]:
        """`(n, pieces, width)` of the passage read for the question, and `(n, question)`; `asked`, `told`: `pieces`."""
        (q_piece, q_words), (p_piece, p_words) = asked, told
        q_mask = batch["q_mask"]
        q = self.asking(torch.cat([q_piece, batch["q_features"]], -1))
        for convolution in self.asking_blocks:
            q = q + gated(convolution, q * q_mask[..., None])  # type: ignore[arg-type]
        weights = self.weigh(q).masked_fill(q_mask[..., None] == 0, NEVER).softmax(1)
        question = torch.tanh(self.settle(torch.einsum("nqk,nqd->nkd", weights, q).flatten(1)))
        question = functional.dropout(question, dropout, self.training)

        mask = batch["mask"][..., None]
        attention = functional.relu(self.align(p_words)) @ functional.relu(self.align(q_words)).transpose(1, 2)
        attention = attention.masked_fill(q_mask[:, None] == 0, NEVER).softmax(-1)
        x = self.enter(torch.cat([p_piece, attention @ q_words, batch["features"]], -1))
        for i, block in enumerate(self.blocks):
            x = block(x, question, mask, dropout)
            if str(i) in self.attention:
                x = self.attention[str(i)](x, mask, q, q_mask, dropout)
        return self.norm(x) * mask, question


def _drop(x: Tensor, share: float, training: bool) -> Tensor:
    """Whole channels of a text left out at random: cheaper than single values, and no less of a lesson."""
    if not training or not share:
        return x
    kept = (torch.rand(x.shape[0], 1, x.shape[2], device=x.device) >= share).to(x.dtype) / (1 - share)
    return x * kept


def loss_of(spans: Tensor, nothing: Tensor, gold: Tensor, answerable: Tensor) -> Tensor:
    """Minus the log of the share of the gold spans among all spans, and, apart from that, of no answer.

    `gold` is `(n, pieces, LONGEST)` of 0 and 1.
    """
    flat = spans.flatten(1)
    every = flat.logsumexp(1)
    right = flat.masked_fill(gold.flatten(1) == 0, 4 * NEVER).logsumexp(1)
    pointing = ((every - right) * answerable).sum() / answerable.sum().clamp(min=1)
    refusing = functional.binary_cross_entropy_with_logits(nothing, 1 - answerable)
    return pointing + REFUSING * refusing


class Shelf:
    """Rows of arrays as a network takes them, all on its device: a batch is picked by number and padded to one length."""

    def __init__(self, rows: Sequence[dict[str, NDArray[np.generic]]], device: torch.device | str = "cpu") -> None:
        self.device = torch.device(device)
        self.lengths = [len(row["ids"]) for row in rows]
        self._sides = [
            _Side([row[f"{side}ids"] for row in rows], {n: [row[side + n] for row in rows] for n in names}, self.device)
            for side, names in (("", ("ids", "spelled", "features")), ("q_", ("ids", "spelled", "features")))
        ]

    def batch(self, numbers: Sequence[int]) -> dict[str, Tensor]:
        """The rows of these numbers; what is behind a row's end is zero."""
        passages, questions = (side.padded(numbers) for side in self._sides)
        return passages | {f"q_{name}": value for name, value in questions.items()}


class _Side:
    """Pieces of the passages, or of the questions, one row's after the other's."""

    def __init__(
        self, counted: Sequence[NDArray[np.generic]], parts: dict[str, list[NDArray[np.generic]]], device: torch.device
    ) -> None:
        self.lengths = torch.tensor([len(one) for one in counted])
        self.starts = self.lengths.cumsum(0) - self.lengths
        self.device = device
        self.parts = {
            name: torch.from_numpy(np.concatenate([*arrays, np.zeros_like(arrays[0][:1])])).to(device)
            for name, arrays in parts.items()
        }
        self.end = int(self.lengths.sum())  # of a row of zeros

    def padded(self, numbers: Sequence[int]) -> dict[str, Tensor]:
        rows = torch.tensor(numbers)
        lengths, steps = self.lengths[rows][:, None], torch.arange(int(self.lengths[rows].max()))
        there = steps < lengths
        places = torch.where(there, self.starts[rows][:, None] + steps, self.end).to(self.device)
        made = {name: values[places] for name, values in self.parts.items()}
        made = {name: value.float() if value.is_floating_point() else value.long() for name, value in made.items()}
        return made | {"mask": there.float().to(self.device)}
