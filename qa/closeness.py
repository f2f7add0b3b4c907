"""How close the words of a question are to the words of a text: late interaction over static token vectors.

For each word of the question the closest token of the text counts (MaxSim; Khattab and Zaharia, ColBERT, SIGIR 2020),
so that 寒冬 finds 低谷 where neither the word nor a synonym of the lexicon stands. The vectors are those of the shipped
static model, whatever model embeds the library: a transformer has no cheap vector for a token.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.embedder import StaticEmbedder

Floats = NDArray[np.float32]
Tokens = NDArray[np.int32]


class Closeness:
    """Cosines of the words of one question with every token that a text can hold."""

    def __init__(self, words: Sequence[str], model: StaticEmbedder) -> None:
        self._similarities = np.maximum(0, model.token_similarities(model.encode_queries(words)))

    def to(self, texts: Sequence[Tokens]) -> Floats:
        """`(words, texts)`: the cosine of each word with the closest token of each text; 0 for an empty text."""
        closest = np.zeros((len(self._similarities), len(texts)), np.float32)
        filled = [i for i, tokens in enumerate(texts) if len(tokens)]
        if filled and len(closest):
            flat = np.concatenate([texts[i] for i in filled])
            starts = np.cumsum([0, *(len(texts[i]) for i in filled)])[:-1]
            closest[:, filled] = np.maximum.reduceat(self._similarities[:, flat], starts, axis=1)
        return closest


@lru_cache(maxsize=1)
def shipped_model() -> StaticEmbedder:
    """The static model that ships, loaded once."""
    return StaticEmbedder()


def tokens_of(texts: Sequence[str], model: StaticEmbedder) -> list[Tokens]:
    """The tokens of each text that `Closeness.to` takes."""
    return [np.array(ids, np.int32) for ids in model.token_ids(texts)]
