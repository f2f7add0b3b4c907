"""What a peer is to the measurements: it takes a text in and gives the stretches of it that match a question.

These modules run in an environment without Yinju's own packages; of Yinju they use the static embedder alone.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

FOUND = 10  # chunks of a ranking
CHUNK, OVERLAP = 500, 50  # characters
SEPARATORS = (
    "\n\n",
    "\n",
    "。",
    "！",
    "？",
    "；",
    "，",
    " ",
    "",
)  # what LangChain's documentation suggests for Chinese

Span = tuple[int, int]  # text[start:end]


class Peer(Protocol):
    """One way to search a document."""

    def index(self, report: Path, folder: Path) -> None:
        """Take a file in; in the folder is kept what the peer can keep."""

    def open(self, report: Path, folder: Path) -> None:
        """Be ready to search, in a new process: from the folder, or by indexing again where nothing can be kept."""

    def search(self, question: str) -> Sequence[Span]:
        """The best stretches of the text, best first."""


def words(text: str) -> list[str]:
    """The words of a text, as jieba cuts it."""
    import jieba

    jieba.setLogLevel(logging.CRITICAL)
    return [word for word in jieba.lcut(text) if word.strip()]


def peer(name: str) -> Peer:
    """The peer of that name."""
    made: Peer
    if name == "LangChain":
        from benchmarks.peers.with_langchain import LangChain

        made = LangChain()
    elif name == "LlamaIndex":
        from benchmarks.peers.with_llama_index import LlamaIndex

        made = LlamaIndex()
    elif name == "Haystack":
        from benchmarks.peers.with_haystack import Haystack

        made = Haystack()
    elif name == "txtai":
        from benchmarks.peers.with_txtai import Txtai

        made = Txtai()
    else:
        from benchmarks.peers.with_yinju import Yinju

        made = Yinju(whole_answers="answer" in name)
    return made
