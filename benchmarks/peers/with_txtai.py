"""txtai: paragraphs, hybrid search over BM25 of jieba's words and the static embedder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from txtai import Embeddings

from benchmarks.peers.peer import CHUNK, FOUND, Span, words
from index.embedder import StaticEmbedder


class Txtai:
    """Keeps its index. Its chunks are lines, short ones joined up to the size of the others' chunks."""

    def __init__(self) -> None:
        self._embeddings: Any = None
        self._spans: list[Span] = []

    def index(self, report: Path, folder: Path) -> None:
        """Take a file in: the words of each chunk, with blanks between them, stand for its text."""
        text = report.read_text(encoding="utf-8")
        self._spans = list(_spans(text))
        self._embeddings = Embeddings(
            method="external", transform=vectors, hybrid=True, scoring={"method": "bm25", "terms": True,
            "normalize": True, "tokenizer": {"whitespace": True}},
        )  # fmt: skip
        self._embeddings.index((i, " ".join(words(text[a:b]))) for i, (a, b) in enumerate(self._spans))
        self._embeddings.save(str(folder / "index"))

    def open(self, report: Path, folder: Path) -> None:
        """From the folder."""
        self._spans = list(_spans(report.read_text(encoding="utf-8")))
        self._embeddings = Embeddings()
        self._embeddings.load(str(folder / "index"), config={"transform": vectors})

    def search(self, question: str) -> Sequence[Span]:
        """The best chunks."""
        return [self._spans[int(i)] for i, _ in self._embeddings.search(" ".join(words(question)), FOUND)]


@lru_cache(maxsize=1)
def _model() -> StaticEmbedder:
    return StaticEmbedder()


def vectors(texts: Sequence[str]) -> Any:
    """What txtai asks for vectors."""
    return _model().encode_passages(["".join(text.split(" ")) for text in texts])


def _spans(text: str) -> Iterator[Span]:
    start = end = 0
    for line in text.splitlines(keepends=True):
        if end > start and end - start + len(line) > CHUNK:
            yield start, end
            start = end
        end += len(line)
    if end > start:
        yield start, end
