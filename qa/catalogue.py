"""What a library's documents hold besides passages: what people say in them, and the policies that they name.

Everything is read from the stored text, at the first use and once for each state of the library.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from corpus.document import Passage, Policy
from index.store import Searcher, Store
from qa.checking import Collation, Source

if TYPE_CHECKING:  # imported where they are used: their patterns take longer to compile than a question to answer
    from corpus.speech.statements import Statement
    from corpus.structure.clauses import Clause


class Catalogue:
    """The documents of a library as they are now, in the order in which they were added."""

    def __init__(self, library: Store) -> None:
        self._sources = [
            Source(library.text(info.doc_id), library.passages(info.doc_id)) for info in library.documents()
        ]
        self._statements: dict[str, tuple[Statement, ...]] = {}

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Of all documents, in order."""
        return tuple(one for source in self._sources for one in self._said_in(source))

    def statements_in(self, passage: Passage) -> tuple[Statement, ...]:
        """Those of the passage's document."""
        source = next(
            source for source in self._sources if source.passages and source.passages[0].doc_id == passage.doc_id
        )
        return self._said_in(source)

    def _said_in(self, source: Source) -> tuple[Statement, ...]:
        from corpus.speech.statements import find_statements

        doc_id = source.passages[0].doc_id if source.passages else ""
        if doc_id not in self._statements:
            self._statements[doc_id] = tuple(find_statements(source.passages))
        return self._statements[doc_id]

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """Of all documents, in order."""
        from corpus.structure.clauses import find_clauses

        return tuple(clause for source in self._sources for clause in find_clauses(source.passages))

    @cached_property
    def policies(self) -> tuple[Policy, ...]:
        """Each name once."""
        from corpus.policies.find import find_policies, join
        from corpus.policies.glossary import find_glossary

        return join(
            policy for source in self._sources for policy in find_policies(source.passages, find_glossary(source.text))
        )

    @cached_property
    def collation(self) -> Collation:
        """To compare texts with."""
        return Collation(self._sources)


_catalogues: WeakKeyDictionary[Store, tuple[Searcher, Catalogue]] = WeakKeyDictionary()


def catalogue_of(library: Store) -> Catalogue:
    """The same one until the library changes."""
    retriever = library.retriever()
    known = _catalogues.get(library)
    if known is None or known[0] is not retriever:
        known = _catalogues[library] = retriever, Catalogue(library)
    return known[1]
