"""LangChain: its recursive splitter, BM25 over jieba's words and FAISS over the static embedder, fused by rank."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from benchmarks.peers.peer import CHUNK, FOUND, OVERLAP, SEPARATORS, Span, words
from index.embedder import StaticEmbedder


class StaticEmbeddings(Embeddings):  # type: ignore[misc]
    """Our embedder as LangChain asks for one."""

    def __init__(self) -> None:
        self._model = StaticEmbedder()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """A vector a text."""
        vectors: list[list[float]] = self._model.encode_passages(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        vector: list[float] = self._model.encode_queries([text])[0].tolist()
        return vector


class LangChain:
    """Keeps the vectors; of BM25 nothing can be kept but by pickle, so it is made again."""

    def __init__(self) -> None:
        self._retriever: Any = None

    def index(self, report: Path, folder: Path) -> None:
        """Take a file in."""
        chunks = _chunks(report)
        store = FAISS.from_documents(chunks, StaticEmbeddings())
        self._assemble(chunks, store)

    def open(self, report: Path, folder: Path) -> None:
        """FAISS.save_local pickles its documents, which nobody should load from a file: both are made again."""
        self.index(report, folder)

    def search(self, question: str) -> Sequence[Span]:
        """The best chunks."""
        found = self._retriever.invoke(question)[:FOUND]
        starts = [one.metadata["start_index"] for one in found]
        return [(start, start + len(one.page_content)) for start, one in zip(starts, found, strict=True)]

    def _assemble(self, chunks: list[Document], store: Any) -> None:
        lexical = BM25Retriever.from_documents(chunks, preprocess_func=words, k=FOUND)
        dense = store.as_retriever(search_kwargs={"k": FOUND})
        self._retriever = EnsembleRetriever(retrievers=[lexical, dense], weights=[0.5, 0.5])


def _chunks(report: Path) -> list[Document]:
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=CHUNK, chunk_overlap=OVERLAP, separators=list(SEPARATORS), add_start_index=True
    )
    chunks: list[Document] = splitter.create_documents([report.read_text(encoding="utf-8")])
    return chunks
