"""Why a passage was found: which words of the question stand in which of its fields, and under which other name."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.document import Passage
from index.query import Query
from index.segmenter import normalise
from index.units import field_texts


@dataclass(frozen=True, slots=True)
class Match:
    """A word of the question that a passage holds."""

    said: str  # the question's word, normalised
    found: str  # the word that stands there: the same, or what the lexicons or the glossary add
    fields: tuple[str, ...]  # names of index.units.FIELDS


def matches(query: Query, passage: Passage) -> tuple[Match, ...]:
    """The words of the query that the passage holds, in its order; of a word its first form that is there."""
    texts = {name: normalise(text) for name, text in field_texts(passage).items()}
    pairs = [(word, word) for term in query.words if (word := "".join(term.alternatives[0].tokens))]
    found: dict[str, Match] = {}
    for said, other in (*pairs, *query.added):
        fields = tuple(name for name, text in texts.items() if other in text)
        if fields and said not in found:
            found[said] = Match(said, other, fields)
    return tuple(found.values())
