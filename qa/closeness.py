"""How close the words of a question are to the words of a text: late interaction over static token vectors.

For each word of the question the closest token of the text counts (MaxSim; Khattab and Zaharia, ColBERT, SIGIR 2020),
so that 寒冬 finds 低谷 where neither the word nor a synonym of the lexicon stands. The vectors are those of the shipped
static model, whatever model embeds the library: a transformer has no cheap vector for a token.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.embedder import StaticEmbedder

Floats = NDArray[np.float32]
Tokens = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Texts:
    """The tokens of several texts, one text after the other."""

    tokens: Tokens
    lengths: NDArray[np.int64]  # (texts,); an empty text has none


def closeness(words: Sequence[str], texts: Sequence[Texts], model: StaticEmbedder) -> Floats:
    """`(texts, words)`: the cosine of each word with the closest token of each text; 0 for an empty text.

    Only tokens that stand in some text are compared: a twelfth of the vocabulary, in what is read for one question.
    """
    flat = np.concatenate([np.empty(0, np.int32), *(one.tokens for one in texts)])
    lengths = np.concatenate([np.empty(0, np.int64), *(one.lengths for one in texts)])
    closest = np.zeros((len(lengths), len(words)), np.float32)
    if len(flat) and words:
        tokens, places = _distinct(flat)
        similarities = model.token_similarities(model.encode_queries(words), tokens)
        filled = np.flatnonzero(lengths)
        starts = np.cumsum(lengths)[filled] - lengths[filled]
        closest[filled] = np.maximum(0, np.maximum.reduceat(similarities[places], starts, axis=0))
    return closest


def _distinct(flat: Tokens) -> tuple[Tokens, Tokens]:
    """Each token once, ascending, and the place of every token of `flat` among them; quicker than sorting."""
    place = np.zeros(int(flat.max()) + 1, np.int32)
    place[flat] = 1
    tokens = np.flatnonzero(place).astype(np.int32)
    place[tokens] = np.arange(len(tokens), dtype=np.int32)
    return tokens, place[flat]


@lru_cache(maxsize=1)
def shipped_model() -> StaticEmbedder:
    """The static model that ships, loaded once."""
    return StaticEmbedder()


def tokens_of(texts: Sequence[str], model: StaticEmbedder) -> Texts:
    """What `closeness` takes."""
    found = model.token_ids(texts)
    return Texts(np.array([token for ids in found for token in ids], np.int32), np.array([len(ids) for ids in found]))
