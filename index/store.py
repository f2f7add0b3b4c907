"""What the rooms to the right ask of a library, wherever it is kept: in a folder of this machine or in Milvus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from corpus.document import Parsed, Passage
from index.embedder import Embedder
from index.intake import Progress, Reading
from index.names import Name, Names
from index.query import Query
from index.retriever import Retriever
from index.segmenter import Segmenter
from index.spelling import Correction
from index.storage import DocumentInfo
from index.summary import UpdateSummary


class Searcher(Retriever, Protocol):
    """Finds passages, and knows the words and names of its library."""

    def parse(self, text: str) -> Query:
        """The terms that a query is searched by, with the words that the lexicons add."""

    def correct(self, text: str) -> tuple[str, tuple[Correction, ...]]:
        """The question with the words put right that the library shows to be misspelt, and which they were."""

    @property
    def known_names(self) -> Names | None:
        """The names of the library; None where none are looked for."""

    def names(self, text: str) -> tuple[Name, ...]:
        """What the question names that the library knows."""

    def of_one_class(self, word: str, text: str) -> str:
        """What in a text some table lists beside a word; "" where none does."""

    def holds(self, word: str) -> bool:
        """Whether some passage holds the word."""

    def idf(self, token: str) -> float:
        """How rare a word is in the library; highest for one that is nowhere in it."""


class Store(Protocol):
    """An open library; `index.library.Library` says what each method promises."""

    @property
    def folder(self) -> Path:
        """Of this machine: uploads and conversations lie there, and in an embedded library everything else too."""

    @property
    def embedder(self) -> Embedder:
        """The one that the library was made with."""

    @property
    def segmenter(self) -> Segmenter:
        """With the library's own dictionary."""

    def close(self) -> None:
        """Release the database or the connection."""

    def update(
        self, paths: Sequence[Path], progress: Progress | None = None, reading: Reading | None = None
    ) -> UpdateSummary:
        """Add the files, and the files in the folders; replace those that changed; skip those that did not."""

    def remove(self, names: Sequence[str]) -> tuple[DocumentInfo, ...]:
        """Remove documents by doc_id, file name, path or title. Raises DocumentNotFound, and then removes none."""

    def take_over(
        self, documents: Iterable[Parsed], progress: Progress | None = None, total: int = 0
    ) -> tuple[DocumentInfo, ...]:
        """Add documents of another library, of which there are `total`; gives those that this one did not hold yet."""

    def repair(self) -> None:
        """Make everything that is derived again, and read damaged documents from their files."""

    def parsed(self) -> Iterator[Parsed]:
        """The documents, taken apart, in the order they were added, each read when it is asked for.

        One that another program removes before its turn is passed over.
        """

    def documents(self) -> tuple[DocumentInfo, ...]:
        """In the order they were added."""

    def text(self, doc_id: str) -> str:
        """The document's text as citations see it. Raises DocumentNotFound."""

    def passages(self, doc_id: str) -> tuple[Passage, ...]:
        """The document's passages in its own order."""

    def retriever(self) -> Searcher:
        """Searches the current content; the same one until the library changes."""

    def named_models(self) -> dict[str, str]:
        """The names of the models that were named for this library, by their part (`reranker`, `reader`)."""

    def name_models(self, named: Mapping[str, str]) -> None:
        """Remember models by their part; "none" forgets one."""

    def words(self) -> tuple[str, ...]:
        """The lines of the library's own dictionary."""

    def learn(self, words: Sequence[str]) -> None:
        """Make these the lines of its dictionary; the library has to be opened again to search by them."""
