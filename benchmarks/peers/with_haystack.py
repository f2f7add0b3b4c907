"""Haystack: its recursive splitter, BM25 in memory over jieba's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from haystack import Document
from haystack.components.preprocessors import RecursiveDocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
from haystack.document_stores.in_memory import InMemoryDocumentStore

from benchmarks.peers.peer import CHUNK, FOUND, OVERLAP, SEPARATORS, Span, words

WORD = r"(?u)\b\w+\b"


class Haystack:
    """Keeps its documents as JSON, and counts their words again when it reads them."""

    def __init__(self) -> None:
        self._retriever: Any = None

    def index(self, report: Path, folder: Path) -> None:
        """Take a file in: the words of each chunk, with blanks between them, stand for its text."""
        splitter = RecursiveDocumentSplitter(
            split_length=CHUNK, split_overlap=OVERLAP, split_unit="char", separators=[s for s in SEPARATORS if s]
        )
        chunks = splitter.run([Document(content=report.read_text(encoding="utf-8"))])["documents"]
        store = InMemoryDocumentStore(bm25_tokenization_regex=WORD)
        store.write_documents([_in_words(chunk) for chunk in chunks])
        store.save_to_disk(str(folder / "store.json"))
        self._retriever = InMemoryBM25Retriever(store, top_k=FOUND)

    def open(self, report: Path, folder: Path) -> None:
        """From the folder."""
        store = InMemoryDocumentStore.load_from_disk(str(folder / "store.json"))
        self._retriever = InMemoryBM25Retriever(store, top_k=FOUND)

    def search(self, question: str) -> Sequence[Span]:
        """The best chunks."""
        found = self._retriever.run(" ".join(words(question)))["documents"]
        return [(one.meta["start"], one.meta["end"]) for one in found]


def _in_words(chunk: Any) -> Any:
    start = chunk.meta["split_idx_start"]
    meta = {"start": start, "end": start + len(chunk.content)}
    return replace(chunk, content=" ".join(words(chunk.content)), meta=meta)
