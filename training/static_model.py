"""The trainable form of the static embedder.

A token's vector is (its own vector + the mean of its characters' vectors) * its weight, so that rare words lean on
their characters and words that say nothing shrink. `table` folds the product into the one row a token that ships.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

CHARACTERS = 4  # of a token that count; longer tokens are few
WORD_SPREAD, CHARACTER_SPREAD = 0.03, 0.025  # small beside the vectors that known words start with

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


class StaticModel(nn.Module):
    """Token, character and weight parameters over a tokenizer's vocabulary; token 0 is the unknown one."""

    def __init__(self, tokenizer: Tokenizer, dim: int, weights: Floats) -> None:
        super().__init__()
        vocabulary = tokenizer.get_vocab()
        tokens = sorted(vocabulary, key=vocabulary.__getitem__)
        characters = sorted({c for token in tokens[1:] for c in token if not c.isascii()})
        self.spelled = torch.from_numpy(_spell(tokens, characters))
        self.words = nn.Parameter(torch.randn(len(tokens), dim) * WORD_SPREAD)
        self.characters = nn.Parameter(torch.randn(len(characters) + 1, dim) * CHARACTER_SPREAD)
        self.log_weight = nn.Parameter(torch.from_numpy(np.log(weights)))

    def rows(self, tokens: Tensor) -> Tensor:
        """The vectors of tokens, (n, dim)."""
        spelling = functional.embedding_bag(self.spelled[tokens], self.characters, mode="mean", padding_idx=0)
        return (self.words[tokens] + spelling) * self.log_weight[tokens].exp()[:, None]

    def embed(self, texts: Sequence[Ints]) -> Tensor:
        """Unit rows of texts given as token ids, (n, dim)."""
        starts = np.cumsum([0, *(len(text) for text in texts[:-1])])
        # Each token's vector is made once, however often the texts of the batch hold it.
        tokens, inverse = np.unique(np.concatenate(texts), return_inverse=True)
        rows = self.rows(torch.from_numpy(tokens))
        sums = functional.embedding_bag(torch.from_numpy(inverse), rows, torch.from_numpy(starts), mode="mean")
        return functional.normalize(sums, dim=1)

    def table(self) -> Floats:
        """All vectors, (tokens, dim)."""
        with torch.no_grad():
            vectors: Floats = self.rows(torch.arange(len(self.words))).numpy()
        return vectors


def _spell(tokens: Sequence[str], characters: Sequence[str]) -> Ints:
    """(tokens, CHARACTERS) numbers of each token's characters from 1; 0 is padding and every ASCII character."""
    number = {character: i for i, character in enumerate(characters, start=1)}
    spelled = np.zeros((len(tokens), CHARACTERS), dtype=np.int64)
    for row, token in enumerate(tokens):
        known = [number[c] for c in token if c in number][:CHARACTERS]
        spelled[row, : len(known)] = known
    return spelled
