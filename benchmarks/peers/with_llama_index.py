"""LlamaIndex: its sentence splitter, bm25s over jieba's words."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from llama_index.core import Document
from llama_index.core.node_parser import SentenceSplitter
from llama_index.retrievers.bm25 import BM25Retriever

from benchmarks.peers.peer import FOUND, OVERLAP, Span, words

TOKENS = 512  # of a chunk; LlamaIndex counts tokens of an English model, about one a Chinese character
WORD = r"(?u)\b\w+\b"

logging.getLogger("bm25s").setLevel(logging.WARNING)


class LlamaIndex:
    """Keeps its index."""

    def __init__(self) -> None:
        self._retriever: Any = None

    def index(self, report: Path, folder: Path) -> None:
        """Take a file in: the words of each chunk, with blanks between them, stand for its text."""
        splitter = SentenceSplitter(chunk_size=TOKENS, chunk_overlap=OVERLAP)
        nodes = splitter.get_nodes_from_documents([Document(text=report.read_text(encoding="utf-8"))])
        for node in nodes:
            node.metadata = {"start": node.start_char_idx, "end": node.end_char_idx}
            node.excluded_embed_metadata_keys = ["start", "end"]
            node.text = " ".join(words(node.text))
        self._retriever = BM25Retriever.from_defaults(
            nodes=nodes, similarity_top_k=FOUND, token_pattern=WORD, skip_stemming=True
        )
        self._retriever.persist(str(folder))

    def open(self, report: Path, folder: Path) -> None:
        """From the folder."""
        self._retriever = BM25Retriever.from_persist_dir(str(folder))
        self._retriever.token_pattern, self._retriever.skip_stemming = WORD, True  # it does not keep these

    def search(self, question: str) -> Sequence[Span]:
        """The best chunks."""
        found = self._retriever.retrieve(" ".join(words(question)))
        return [(int(one.node.metadata["start"]), int(one.node.metadata["end"])) for one in found]
