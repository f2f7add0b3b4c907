"""Texts in the pieces that the pointer reads: tokens of the static model with their places in the source's characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.segmenter import encodable

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ints = NDArray[np.int64]

# What a piece is by its characters; a piece that the vocabulary knows also has the part of speech of its word.
KINDS = (
    "word",
    "number",
    "latin",
    "other",
    "。",
    "，",
    "、",
    "；",
    "：",
    "《",
    "》",
    "“",
    "”",
    "（",
    "）",
    "\n",
    "-",
    "·",
    "?",
)
_KIND_OF = {
    **{mark: kind for kind, marks in {
        "。": "。.!！…", "，": "，,", "、": "、", "；": "；;", "：": "：:", "《": "《〈", "》": "》〉", "“": "“「『‘",
        "”": "”」』’\"'", "（": "（([【", "）": "）)]】", "\n": "\n\r\t", "-": "-—–~～─", "·": "·・•/", "?": "?？",
    }.items() for mark in marks},
}  # fmt: skip
_WHOLE = re.compile(r"\d+(?:[.,]\d+)*[%‰]?|[a-z][a-z0-9+#&'.\-]*")


@dataclass(frozen=True, slots=True)
class Pieces:
    """`text[starts[i]:ends[i]]` is piece i; `ids[i]` is its row of the static table, 0 for an unknown one."""

    text: str  # simplified, lower case, one character for each of the source's
    ids: Ints
    starts: Ints
    ends: Ints
    kinds: Ints  # indexes of KINDS

    def __len__(self) -> int:
        return len(self.ids)


@lru_cache(maxsize=1)
def _simplifier() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def plain(text: str) -> str:
    """Half-width, lower case, simplified, and still one character for each of the source's."""
    folded = "".join(_folded(character) for character in encodable(text))
    if folded.isascii():
        return folded
    simple: str = _simplifier().convert(folded)
    return simple if len(simple) == len(text) else "".join(map(_simple, folded))


@lru_cache(maxsize=1 << 15)
def _folded(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).lower()
    return folded if len(folded) == 1 else character


@lru_cache(maxsize=1 << 15)
def _simple(character: str) -> str:
    simple: str = _simplifier().convert(character)
    return simple if len(simple) == 1 else character


def cut(texts: Sequence[str], tokenizer: Tokenizer) -> list[Pieces]:
    """The pieces of each text. Numbers and Latin words that the tokenizer takes apart are one piece each."""
    made = [plain(text) for text in texts]
    encodings = tokenizer.encode_batch(made, add_special_tokens=False)
    return [_pieces(text, e.ids, e.offsets) for text, e in zip(made, encodings, strict=True)]


def _pieces(text: str, ids: Sequence[int], offsets: Sequence[tuple[int, int]]) -> Pieces:
    whole = np.full(len(text) + 1, -1)
    for number, match in enumerate(_WHOLE.finditer(text)):
        whole[match.start() : match.end()] = number
    rows: list[list[int]] = []  # id, start, end, number of the whole that it belongs to
    for token, (start, end) in zip(ids, offsets, strict=True):
        if token == 0:  # a run of marks, or a character that nobody knows: one piece each
            rows += [[0, i, i + 1, whole[i]] for i in range(start, end) if not text[i].isspace() or text[i] in "\n\t"]
        else:
            rows.append([token, start, end, whole[start]])
    rows += [[0, i, i + 1, -1] for i, character in enumerate(text) if character in "\n\t"]
    rows.sort(key=lambda row: row[1])
    merged: list[list[int]] = []
    for row in rows:
        if merged and row[3] >= 0 and merged[-1][3] == row[3]:
            merged[-1][0], merged[-1][2] = 0, row[2]  # the vector of its first digit says nothing of a number
        elif not merged or row[2] > merged[-1][2]:
            row[1] = max(row[1], merged[-1][2] if merged else 0)  # two tokens may share a ligature
            merged.append(row)
    table = np.array([row[:3] for row in merged], np.int64).reshape(-1, 3)
    kinds = np.array([_kind(text[start:end]) for _, start, end in table.tolist()], np.int64)
    return Pieces(text, table[:, 0], table[:, 1], table[:, 2], kinds)


@lru_cache(maxsize=1 << 16)
def _kind(piece: str) -> int:
    first = piece[0]
    if first in _KIND_OF:
        return KINDS.index(_KIND_OF[first])
    if first.isdigit():
        return KINDS.index("number")
    if first.isascii() and first.isalpha():
        return KINDS.index("latin")
    return KINDS.index("word" if first.isalpha() else "other")
