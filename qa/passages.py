"""The passages on something, best first: retrieval and, where there is one, a reranker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from index.hit import Hit
from index.scope import EVERYTHING, Scope
from index.store import Store

RERANKED = 40  # passages that a reranker is given at least


class Reranker(Protocol):
    """Puts passages in another order."""

    @property
    def name(self) -> str:
        """The model's name or folder."""
        ...

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The same passages, best first."""
        ...


def find_passages(
    library: Store, query: str, k: int, scope: Scope = EVERYTHING, reranker: Reranker | None = None
) -> list[Hit]:
    """The k best passages inside the scope, best first; fewer where there are fewer."""
    retriever = library.retriever()
    if reranker is None:
        return retriever.search(query, k, scope)
    return reranker.rerank(query, retriever.search(query, max(k, RERANKED), scope))[:k]
