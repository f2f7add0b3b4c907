"""The running text of the open data and of the written articles as one stream of pieces, to learn from text alone."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from qa.pieces import cut
from training.data import DATA, DOCUMENTS, WRITTEN, read_documents, read_encyclopaedia, read_lines
from training.pointer_words import Words
from training.spread import in_parts, spread

AT_ONCE = 200  # texts
LONGEST_TEXT = 20_000  # characters of one document


@dataclass(frozen=True, slots=True)
class Stream:
    """Pieces one after the other, the documents in no order."""

    ids: NDArray[np.uint16]
    spelled: NDArray[np.uint16]  # (pieces, 4): first and last character, part of speech, kind


def read_stream(words: Words, stored: Path, seed: int = 1) -> Stream:
    """The stream, as an earlier call stored it or made anew."""
    if not stored.exists():
        texts = list(dict.fromkeys(_texts()))
        random.Random(seed).shuffle(texts)
        ids, spelled = zip(*spread(_pieces, words, list(in_parts(texts, AT_ONCE))), strict=True)
        save_file({"ids": np.concatenate(ids), "spelled": np.concatenate(spelled)}, stored)
    return Stream(**load_file(stored))


def _texts() -> Iterator[str]:
    for name in DOCUMENTS:
        yield from (f"{title}\n{text[:LONGEST_TEXT]}\n" for title, text in read_documents(name))
    yield from (f"{entry.title}\n{entry.text}\n" for entry in read_encyclopaedia())
    for name in ("drcd", "kdconv", *WRITTEN):
        yield from (f"{row['passage']}\n" for row in read_lines(DATA / "train" / f"{name}.jsonl.xz"))


def _pieces(words: Words, texts: Sequence[str]) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    pieces = [one for one in cut(texts, words.tokenizer) if len(one)]
    ids = np.concatenate([one.ids for one in pieces])
    return ids.astype(np.uint16), np.concatenate([words.known.spelled(one) for one in pieces]).astype(np.uint16)
