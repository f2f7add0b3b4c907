"""Search: documents become a library, a question becomes a ranking of passages."""

from index.hit import Hit
from index.library import Library
from index.retriever import HybridRetriever, Retriever
from index.scope import EVERYTHING, Scope
from index.storage import DocumentInfo
from index.summary import UpdateSummary

__all__ = [
    "EVERYTHING",
    "DocumentInfo",
    "Hit",
    "HybridRetriever",
    "Library",
    "Retriever",
    "Scope",
    "UpdateSummary",
]
