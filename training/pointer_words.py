"""What the pointer knows of a piece beside its vector: how rare it is, its part of speech, its characters."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import jieba
import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.embedder import SHIPPED_MODEL, StaticEmbedder
from index.segmenter import QUESTION_WORDS
from qa.pieces import Pieces
from qa.pointer import Vocabulary
from training.data import WRITTEN, read_documents, read_pairs

CHARACTERS = 2000  # with embeddings of their own; the others share one
TAGS = (
    "x", "n", "nr", "ns", "nt", "nz", "v", "vn", "a", "ad", "an", "b", "d", "m", "q", "r", "t", "s", "f", "p", "c", "u",
    "y", "i", "l", "j", "ng", "vg", "g", "z",
)  # fmt: skip
UNKNOWN_RARITY = 0.8  # numbers, names in Latin letters, characters outside the vocabulary
ALIKE = 0.6  # cosine from which a word may stand for another
POLICIES_READ = (3, 1500)  # every so manyth document, so many characters of it


@dataclass(slots=True)
class Words:
    """The rows of the static table."""

    tokenizer: Tokenizer
    pieces: list[str]
    vectors: NDArray[np.float32]  # unit rows, zero for the unknown one
    known: Vocabulary
    _alike: dict[int, str] = field(default_factory=dict)

    def tags(self, pieces: Pieces) -> list[str]:
        """The part of speech of each piece, "x" where it is not known."""
        rows = zip(self.known.tags[pieces.ids].tolist(), pieces.ids.tolist(), strict=True)
        return [TAGS[tag] if row else "x" for tag, row in rows]

    def similar(self, row: int, rng: random.Random) -> str:
        """One of the three words that are closest to a row's; "" where none is close."""
        if row == 0:
            return ""
        if row not in self._alike:
            cosines = self.vectors @ self.vectors[row]
            closest = np.argsort(-cosines)[1:4]
            self._alike[row] = "\n".join(self.pieces[i] for i in closest.tolist() if cosines[i] > ALIKE)
        return rng.choice(self._alike[row].split("\n"))


def read_words(folder: Path = SHIPPED_MODEL) -> Words:
    """The words of a static model, their rarity counted in the passages that people asked about and in policies."""
    model = StaticEmbedder(folder)
    vocabulary = model.tokenizer.get_vocab()
    pieces = sorted(vocabulary, key=vocabulary.__getitem__)
    counts, texts = _counted(model.tokenizer)
    rarity = (np.log(texts / counts).clip(0) / np.log(texts)).astype(np.float32)
    rarity[0] = UNKNOWN_RARITY
    rarity[[vocabulary[word] for word in QUESTION_WORDS if word in vocabulary]] = 0
    used: Counter[str] = Counter()
    for piece, n in zip(pieces[1:], counts[1:].tolist(), strict=True):
        used.update(dict.fromkeys(piece, n))
    characters = {one: number for number, (one, _) in enumerate(used.most_common(CHARACTERS - 1), start=1)}
    known = Vocabulary(rarity, _tags(vocabulary), characters)
    return Words(model.tokenizer, pieces, model.token_vectors(np.arange(len(pieces))), known)


def _counted(tokenizer: Tokenizer) -> tuple[NDArray[np.float64], int]:
    """In how many texts each token stands, and in how many texts it was looked for."""
    texts = list(dict.fromkeys(_texts()))
    counts = np.ones(tokenizer.get_vocab_size())
    for encoding in tokenizer.encode_batch_fast(texts, add_special_tokens=False):
        counts[np.unique(encoding.ids)] += 1
    return counts, len(texts)


def _texts() -> Iterator[str]:
    for name in (*WRITTEN, "drcd", "kdconv"):
        yield from (pair.passage for pair in read_pairs(name))
    every, characters = POLICIES_READ
    yield from (text[:characters] for _, text in islice(read_documents("law_policy"), 0, None, every))


def _tags(vocabulary: dict[str, int]) -> NDArray[np.int64]:
    """Indexes of TAGS by jieba's dictionary."""
    tags = np.zeros(len(vocabulary), np.int64)
    with jieba.get_dict_file() as lines:
        for line in lines:
            word, _, tag = line.decode("utf8").split()
            if (row := vocabulary.get(word.lower())) is not None:
                tags[row] = next((TAGS.index(one) for one in (tag[:2], tag[:1]) if one in TAGS), 0)
    return tags
