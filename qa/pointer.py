"""The pointer that ships: which words of a passage answer, and whether any do, by a small network served with numpy.

Trained by `training/train_pointer.py`; `training/pointer_model.py` says what the network is and where its parts are from.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedder import SHIPPED_MODEL, StaticEmbedder
from index.errors import ModelError
from qa.meeting import meet
from qa.pieces import KINDS, Pieces, cut

SHIPPED_POINTER = SHIPPED_MODEL.parent / "pointer"
LONGEST_QUESTION = 80  # characters
EPSILON = 1e-5
NEVER = -1e4
FARTHEST, STEPS = 16, 1.6  # distances are told apart in so many steps to each side, so many of them from n to 2n

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` of a passage; scores are logarithms of odds and comparable between passages."""

    start: int
    end: int
    score: float  # of the span, with or without marks at its ends, among all of its passage
    sure: float  # that the passage answers at all


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What is known of the rows of the static table."""

    rarity: Floats
    tags: Ints
    characters: Mapping[str, int]

    def spelled(self, pieces: Pieces) -> Ints:
        """`(pieces, 4)`: first and last character, part of speech, kind."""
        text = pieces.text
        ends = zip(pieces.starts.tolist(), pieces.ends.tolist(), strict=True)
        rows = [(self.characters.get(text[a], 0), self.characters.get(text[b - 1], 0)) for a, b in ends]
        both = np.array(rows, np.int64).reshape(-1, 2)
        return np.column_stack([both, self.tags[pieces.ids] * (pieces.ids > 0), pieces.kinds])

    def asked(self, question: Pieces, passage: Pieces) -> Floats:
        """`(pieces, 2)`: whether the passage holds a piece of the question, and how rare that is."""
        places = zip(question.starts.tolist(), question.ends.tolist(), strict=True)
        held = [question.text[a:b] in passage.text for a, b in places]
        return np.column_stack([np.array(held, np.float32), self.rarity[question.ids]])


class Pointer:
    """Loaded when first used."""

    def __init__(self, folder: Path = SHIPPED_POINTER, static: StaticEmbedder | None = None) -> None:
        self.folder = folder
        self._static = static or StaticEmbedder()
        self._pieces = lru_cache(maxsize=1024)(self._cut)

    def spans(self, question: str, text: str, k: int = 5) -> list[Span]:
        """The k best spans that do not overlap, best first; none where there is nothing to read."""
        asked, passage = self._pieces(question[:LONGEST_QUESTION]), self._pieces(text)
        if not len(asked) or not len(passage):
            return []
        read, steered = self._read(asked, passage)
        scores, sure = self._scores(read, steered), self._sure(read, steered)
        found: list[Span] = []
        for first, last, score in _by_words(scores - _log_sum(scores), passage.kinds > KINDS.index("other"), 40 * k):
            start, end = int(passage.starts[first]), int(passage.ends[last])
            if all(end <= one.start or one.end <= start for one in found):
                found.append(Span(start, end, score, sure))
            if len(found) == k:
                break
        return found

    def sure(self, question: str, text: str) -> float:
        """The logarithm of the odds that a text answers; 0 where there is nothing to read."""
        asked, passage = self._pieces(question[:LONGEST_QUESTION]), self._pieces(text)
        return self._sure(*self._read(asked, passage)) if len(asked) and len(passage) else 0.0

    def _cut(self, text: str) -> Pieces:
        return cut([text], self._static.tokenizer)[0]

    def _read(self, asked: Pieces, passage: Pieces) -> tuple[Floats, Floats]:
        """`(pieces, width)` of the passage and `(1, width)` of the question."""
        w, words = self._weights, self._vocabulary
        features = meet(asked, passage, words.rarity, self._static.token_vectors).astype(np.float16).astype(np.float32)
        q_piece, q_words = self._embedded(asked)
        q = _linear(w, "asking", np.concatenate([q_piece, words.asked(asked, passage)], axis=1))
        for number, dilation in enumerate((1, 2)):
            q = q + _gated(w, f"asking_blocks.{number}", q, dilation)
        shares = _softmax(_linear(w, "weigh", q), axis=0)
        question = np.tanh(_linear(w, "settle", (shares.T @ q).reshape(1, -1)))
        p_piece, p_words = self._embedded(passage)
        p_align, q_align = (np.maximum(0, _linear(w, "align", one)) for one in (p_words, q_words))
        aligned = _softmax(p_align @ q_align.T, axis=1) @ q_words
        x = _linear(w, "enter", np.concatenate([p_piece, aligned, features], axis=1))
        for number, dilation in enumerate(self._dilations):
            scale, shift = np.split(_linear(w, f"blocks.{number}.steer", question), 2, axis=1)
            h = _normed(w, f"blocks.{number}.norm", x) * (1 + scale) + shift
            x = x + _gated(w, f"blocks.{number}.convolution", h, dilation)
            if f"attention.{number}.far" in w:
                x = x + _attended(w, f"attention.{number}", x, q)
        return _normed(w, "norm", x), question

    def _scores(self, read: Floats, question: Floats) -> Floats:
        w = self._weights
        h = read * (1 + _linear(w, "steer", question))
        return _spans(_linear(w, "start", h), _linear(w, "end", h), w["length"])

    def _sure(self, read: Floats, question: Floats) -> float:
        pooled = np.concatenate([read.max(0), read.mean(0), question[0]])
        return -float(_linear(self._weights, "nothing", pooled[None])[0, 0])

    def _embedded(self, pieces: Pieces) -> tuple[Floats, Floats]:
        w, spelled = self._weights, self._vocabulary.spelled(pieces)
        words = w["words.weight"][pieces.ids].astype(np.float32)
        rest = [w[f"{name}.weight"][spelled[:, i]] for i, name in enumerate(("first", "last", "tags", "kinds"))]
        return np.concatenate([words, *rest], axis=1), words

    @cached_property
    def _dilations(self) -> Sequence[int]:
        stored: Sequence[int] = self._settings["dilations"]
        return stored

    @cached_property
    def _settings(self) -> Mapping[str, Any]:
        stored: Mapping[str, Any] = json.loads((self.folder / "pointer.json").read_text("utf8"))
        return stored

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        characters = {character: number for number, character in enumerate(self._settings["characters"], start=1)}
        w = self._weights
        return Vocabulary(w["rarity"], w["tags_of_rows"].astype(np.int64), characters)

    @cached_property
    def _weights(self) -> Mapping[str, Any]:
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        try:
            stored = load_file(self.folder / "model.safetensors")
        except (OSError, SafetensorError) as error:
            raise ModelError(
                f"cannot read {self.folder}",
                f"自带的阅读模型缺少文件或已损坏：{self.folder}。请重新安装引据，或运行 make train 重新训练。",
            ) from error
        return {name: _served(name, value) for name, value in stored.items()}


def _linear(w: Mapping[str, Floats], name: str, x: Floats) -> Floats:
    found: Floats = x @ w[f"{name}.weight"].T + w[f"{name}.bias"]
    return found


def _gated(w: Mapping[str, Floats], name: str, x: Floats, dilation: int) -> Floats:
    """A dilated convolution of three taps whose second half opens and closes the first."""
    n, width = x.shape
    padded = np.zeros((n + 2 * dilation, width), np.float32)
    padded[dilation : dilation + n] = x
    y = np.concatenate([padded[i * dilation : i * dilation + n] for i in range(3)], axis=1) @ w[f"{name}.weight"]
    y += w[f"{name}.bias"]
    opened: Floats = y[:, width:]
    np.exp(-opened, out=opened)
    opened += 1
    return np.asarray(y[:, :width] / opened, np.float32)


def _served(name: str, value: Any) -> Any:
    """A weight as it is multiplied with: single precision but for the words, the taps of a convolution in one matrix."""
    if name == "words.weight":
        return value  # turned row by row
    wide = value.astype(np.float32)
    return np.ascontiguousarray(wide.transpose(2, 1, 0).reshape(-1, len(wide))) if wide.ndim == 3 else wide


def _normed(w: Mapping[str, Floats], name: str, x: Floats) -> Floats:
    mean, variance = x.mean(1, keepdims=True), x.var(1, keepdims=True)
    return np.asarray((x - mean) / np.sqrt(variance + EPSILON) * w[f"{name}.weight"] + w[f"{name}.bias"], np.float32)


def _attended(w: Mapping[str, Floats], name: str, x: Floats, q: Floats) -> Floats:
    """What each piece finds in the others and in the question."""
    n, y, far = len(x), _normed(w, f"{name}.norm", x), w[f"{name}.far"]
    asks, offers, says = (
        _linear(w, f"{name}.{part}", y).reshape(n, len(far), -1).transpose(1, 0, 2)
        for part in ("asks", "offers", "says")
    )
    head = asks.shape[2] ** 0.5
    near = np.lib.stride_tricks.sliding_window_view(far[:, distances(n)], n, axis=1)[:, ::-1]
    found = (_softmax(asks @ offers.transpose(0, 2, 1) / head + near, axis=2) @ says).transpose(1, 0, 2).reshape(n, -1)
    asked = _linear(w, f"{name}.asks_question", y) @ _linear(w, f"{name}.offers_question", q).T
    told = _softmax(asked / head, axis=1) @ _linear(w, f"{name}.says_question", q)
    return _linear(w, f"{name}.leave", np.concatenate([found, told], axis=1))


def distances(n: int) -> Ints:
    """`(2n - 1,)`: for each distance from 1 - n to n - 1, in steps that grow with it, a number from 0 to 2 * FARTHEST."""
    apart = np.arange(1 - n, n)
    steps = np.minimum(FARTHEST, np.floor(STEPS * np.log2(1 + np.abs(apart))))
    found: Ints = (np.sign(apart) * steps).astype(np.int64) + FARTHEST
    return found


def _softmax(x: Floats, axis: int) -> Floats:
    odds: Floats = x - x.max(axis, keepdims=True)
    np.exp(odds, out=odds)
    odds /= odds.sum(axis, keepdims=True)
    return odds


def _log_sum(x: Floats) -> float:
    highest = float(x.max())
    return highest + float(np.log(np.exp(x - highest).sum()))


def _spans(start: Floats, end: Floats, length: Floats) -> Floats:
    """`(pieces, longest)`: the score of the span from a piece over so many more."""
    n, longest = len(start), len(length)
    every = np.pad(start[:, 1:] @ end[:, 1:].T / (start.shape[1] - 1) ** 0.5, ((0, 0), (0, longest)))
    rows = np.arange(n)[:, None]
    ends = rows + np.arange(longest)
    scores = every[rows, ends] + start[:, :1] + np.pad(end[:, 0], (0, longest))[ends] + length
    return np.asarray(np.where(ends < n, scores, NEVER), np.float32)


def _by_words(logs: Floats, marks: NDArray[np.bool_], most: int) -> list[tuple[int, int, float]]:
    """First piece, last piece and score of the likeliest of so many spans, best first.

    Spans of the same words, which differ in marks at their ends, share one score and are cut as the likeliest of them:
    whether a full stop belongs to an answer says nothing of whether it is the answer.
    """
    words = np.concatenate([[0], np.cumsum(~marks)])  # before each piece
    found: dict[tuple[int, int], tuple[int, int, float]] = {}
    for flat in np.argsort(-logs, axis=None)[:most].tolist():
        first, more = divmod(flat, logs.shape[1])
        last = min(first + more, len(logs) - 1)
        same = int(words[first]), int(words[last + 1])
        one = found.get(same, (first, last, -np.inf))
        found[same] = (*one[:2], float(np.logaddexp(one[2], logs[first, more])))
    return sorted(found.values(), key=lambda one: -one[2])
