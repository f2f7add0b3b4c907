"""Files into documents, documents into passages."""

from corpus.document import Cell, Document, Kind, Parsed, Passage, Row, Table
from corpus.errors import AssistantError, CorpusError, EmptyDocument, UnreadableDocument
from corpus.loader import find_files, load
from corpus.splitter import split
from corpus.structure.sentences import sentence_spans

__all__ = [
    "AssistantError",
    "Cell",
    "CorpusError",
    "Document",
    "EmptyDocument",
    "Kind",
    "Parsed",
    "Passage",
    "Row",
    "Table",
    "UnreadableDocument",
    "find_files",
    "load",
    "sentence_spans",
    "split",
]
