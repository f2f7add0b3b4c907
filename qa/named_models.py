"""Rerankers and readers that a user names.

Any cross-encoder of sentence-transformers, any model of transformers that points at an answer. Only safetensors weights
are read, and no code of a model's repository is run.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np

from corpus.document import Passage
from corpus.structure.sentences import sentence_spans
from index.errors import ModelError
from index.hit import Hit
from index.units import passage_text
from qa.answer import Citation, Part
from qa.pointer import Pointer
from qa.reading import Reading
from qa.reranker import reordered

RERANKED = 20  # passages
POINTED = 5  # passages that a reader looks at
LONGEST = 64  # tokens of an answer
STRIDE = 64  # tokens that two windows of a long passage share

Loaded = TypeVar("Loaded")


POINTER = "pointer"  # in place of a model's name: the one that ships


class SpanReader(Protocol):
    """Points at the words that answer."""

    @property
    def name(self) -> str:
        """The model's name or folder."""
        ...

    def read(self, question: str, passages: Sequence[Passage]) -> Reading | None:
        """The best words of the passages with the sentences they stand in; None where there are none."""
        ...


class CrossEncoderReranker:
    """A cross-encoder over the first passages; the others follow in their old order."""

    def __init__(self, name_or_path: str) -> None:
        self.name = name_or_path
        self._model = _opened(name_or_path, "重排", "--reranker", _open_cross_encoder)

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The first RERANKED hits by the model's score; the others follow in their old order."""
        first = hits[:RERANKED]
        if not first:
            return []
        found = self._model.predict([(question, passage_text(hit.passage)) for hit in first], show_progress_bar=False)
        scores = np.asarray(found, np.float32).reshape(len(first), -1)[:, -1]
        return [*reordered(first, scores.tolist()), *hits[RERANKED:]]


@dataclass(frozen=True, slots=True)
class _Pointed:
    passage: Passage
    start: int
    end: int
    score: float


class PointerReader:
    """The pointer that ships, over the first passage: it tells places in a passage apart, and not passages."""

    name = POINTER

    def __init__(self, pointer: Pointer | None = None) -> None:
        self._pointer = pointer or Pointer()

    def read(self, question: str, passages: Sequence[Passage]) -> Reading | None:
        """The likeliest words of the first passage with the sentence they stand in."""
        if not passages:
            return None
        text = passages[0].text
        spans = self._pointer.spans(question, text, k=1)
        if not spans:
            return None
        citation = Citation(passages[0], *sentences_around(text, spans[0].start, spans[0].end))
        words = text[spans[0].start : spans[0].end]
        return Reading(words, (citation,), (Part(words, (0,)),))


class PointingReader:
    """An extractive question-answering model over the first passages."""

    def __init__(self, name_or_path: str) -> None:
        self.name = name_or_path
        self._tokenizer, self._model = _opened(name_or_path, "阅读", "--reader", _open_pointing)

    def read(self, question: str, passages: Sequence[Passage]) -> Reading | None:
        """The span that the model likes best against no answer, cited with the sentences it stands in."""
        pointed = [one for passage in passages[:POINTED] for one in self._point(question, passage)]
        if not pointed:
            return None
        best = max(pointed, key=lambda one: one.score)
        text = best.passage.text[best.start : best.end]
        citation = Citation(best.passage, *sentences_around(best.passage.text, best.start, best.end))
        return Reading(text, (citation,), (Part(text, (0,)),))

    def _point(self, question: str, passage: Passage) -> list[_Pointed]:
        import torch

        most = min(self._model.config.max_position_embeddings, 384)
        encoded = self._tokenizer(
            question,
            passage.text,
            truncation="only_second",
            max_length=most,
            stride=min(STRIDE, most // 4),
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
            padding=True,
            return_tensors="pt",
        )
        offsets = encoded.pop("offset_mapping").numpy()
        encoded.pop("overflow_to_sample_mapping")
        with torch.no_grad():
            out = self._model(**encoded)
        found = []
        for window in range(len(offsets)):
            inside = np.array([which == 1 for which in encoded.sequence_ids(window)])
            span = _best_span(out.start_logits[window].numpy(), out.end_logits[window].numpy(), inside)
            if span is not None:
                first, last, score = span
                start, end = int(offsets[window][first][0]), int(offsets[window][last][1])
                if passage.text[start:end].strip():
                    found.append(_Pointed(passage, start, end, score))
        return found


def _best_span(starts: Any, ends: Any, inside: Any) -> tuple[int, int, float] | None:
    """First and last token of the likeliest span inside the passage, and its score less that of no answer."""
    tokens = np.flatnonzero(inside)
    if not len(tokens):
        return None
    scores = starts[tokens][:, None] + ends[tokens][None]
    allowed = np.triu(np.ones_like(scores, bool)) & ~np.triu(np.ones_like(scores, bool), LONGEST)
    first, last = np.unravel_index(np.where(allowed, scores, -np.inf).argmax(), scores.shape)
    return int(tokens[first]), int(tokens[last]), float(scores[first, last] - starts[0] - ends[0])


def sentences_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentences that the span touches, without the blanks around them."""
    touched = [span for span in sentence_spans(text) if span[0] < end and start < span[1]]
    first, last = (touched[0][0], touched[-1][1]) if touched else (start, end)
    whole = text[first:last]
    return first + len(whole) - len(whole.lstrip()), last - len(whole) + len(whole.rstrip())


def _open_cross_encoder(name: str) -> Any:
    from sentence_transformers import CrossEncoder

    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
    return CrossEncoder(name, trust_remote_code=False, model_kwargs={"use_safetensors": True}, device="cpu")


def _open_pointing(name: str) -> tuple[Any, Any]:
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    # The user named it, and it is weights without code: no revision is ours to pin.
    tokenizer = AutoTokenizer.from_pretrained(name, trust_remote_code=False, use_fast=True)  # nosec B615
    model = AutoModelForQuestionAnswering.from_pretrained(name, trust_remote_code=False, use_safetensors=True)  # nosec B615
    return tokenizer, model.eval()


def _opened(name: str, kind: str, option: str, load: Callable[[str], Loaded]) -> Loaded:
    try:
        return load(name)
    except Exception as error:  # hub, network, file and configuration errors have no common family
        if Path(name).exists():
            raise ModelError(
                f"cannot open the model in {name}",
                f"无法打开文件夹《{name}》中的{kind}模型：文件不全、已损坏、不是这一类模型，或权重不是 safetensors 格式。"
                f"文库没有改动。请换一个完整的模型文件夹，或不加 {option}。",
            ) from error
        raise ModelError(
            f"cannot download or find the model {name}",
            f"无法取得{kind}模型“{name}”：本机没有这个文件夹，下载也没有成功。文库没有改动。"
            f"请在能联网的机器上下载该模型，把文件夹拷到本机，用 {option} 指定这个文件夹；或不加 {option}。",
        ) from error
