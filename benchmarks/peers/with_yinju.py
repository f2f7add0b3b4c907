"""Yinju as its users have it: `yinju index`, then `yinju search`, or the ranking that comes with an answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.peers.peer import FOUND, Span
from index.library import Library
from index.scope import EVERYTHING

if TYPE_CHECKING:
    from qa.assistant import Assistant


class Yinju:
    """Keeps its library."""

    def __init__(self, *, whole_answers: bool) -> None:
        self._whole_answers = whole_answers
        self._library: Library | None = None
        self._assistant: Assistant | None = None

    def index(self, report: Path, folder: Path) -> None:
        """Take a file in."""
        library = Library.open(folder, create=True)
        library.update([report])
        library.close()
        self.open(report, folder)

    def open(self, report: Path, folder: Path) -> None:
        """From the folder."""
        self._library = Library.open(folder)
        if self._whole_answers:
            from qa.assistant import Assistant

            self._assistant = Assistant(self._library)

    def search(self, question: str) -> Sequence[Span]:
        """The best passages."""
        assert self._library
        if self._assistant:
            hits = self._assistant.ask(question).hits
        else:
            from qa.learned_reranker import shipped_reranker
            from qa.passages import find_passages

            hits = tuple(find_passages(self._library, question, FOUND, EVERYTHING, shipped_reranker()))
        return [(hit.passage.start, hit.passage.end) for hit in hits[:FOUND]]
