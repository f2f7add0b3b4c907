"""What a library's documents hold besides passages: what people say in them, and the policies that they name.

Everything is read from the stored text, at the first use and once for each state of the library.
"""

from __future__ import annotations

from functools import cached_property
from weakref import WeakKeyDictionary

from corpus.clauses import Clause, find_clauses
from corpus.document import Passage, Policy
from corpus.glossary import find_glossary
from corpus.policies import find_policies, join
from corpus.statements import Statement, find_statements
from index.library import Library
from index.retriever import HybridRetriever
from qa.checking import Collation, Source


class Catalogue:
    """The documents of a library as they are now, in the order in which they were added."""

    def __init__(self, library: Library) -> None:
        self._sources = [
            Source(library.text(info.doc_id), library.passages(info.doc_id)) for info in library.documents()
        ]

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Of all documents."""
        return tuple(passage for source in self._sources for passage in source.passages)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Of all documents, in order."""
        return tuple(statement for source in self._sources for statement in find_statements(source.passages))

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """Of all documents, in order."""
        return tuple(clause for source in self._sources for clause in find_clauses(source.passages))

    @cached_property
    def policies(self) -> tuple[Policy, ...]:
        """Each name once."""
        return join(
            policy for source in self._sources for policy in find_policies(source.passages, find_glossary(source.text))
        )

    @cached_property
    def collation(self) -> Collation:
        """To compare texts with."""
        return Collation(self._sources)


_catalogues: WeakKeyDictionary[Library, tuple[HybridRetriever, Catalogue]] = WeakKeyDictionary()


def catalogue_of(library: Library) -> Catalogue:
    """The same one until the library changes."""
    retriever = library.retriever()
    known = _catalogues.get(library)
    if known is None or known[0] is not retriever:
        known = _catalogues[library] = retriever, Catalogue(library)
    return known[1]
