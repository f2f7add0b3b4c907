"""Verbatim statements of a library by speaker, organisation and topic, and the check of a pasted quotation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from corpus.speech.people import Person
from corpus.speech.statements import Statement
from index.store import Searcher, Store
from qa.answer import Citation
from qa.catalogue import Catalogue, catalogue_of
from qa.checking import Difference, Place
from qa.speakers import organisation_fits, person_fits, sounds_like

DEPTH = 2000  # passages that a topic ranks
NEAR = 0.3  # share of the best score that a statement on the topic must have


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody says, in the document's own characters."""

    citation: Citation
    speaker: str
    organisation: str | None
    role: str | None
    asked: str | None  # the question that it answers
    direct: bool  # the speaker's own words; else what the author reports of them
    score: float = 0.0  # of the topic, where one was asked for

    @property
    def text(self) -> str:
        """The words."""
        return self.citation.quote


class Check(StrEnum):
    """How a pasted quotation compares with the documents."""

    SAME = "一致"
    SIMILAR = "近似"
    NOT_FOUND = "未找到"


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """What became of one pasted text. Without a place it is NOT_FOUND."""

    verdict: Check
    text: str  # as pasted
    citation: Citation | None = None  # the true place; where it is the same, further places are in `also`
    similarity: float = 0.0  # 1 for the same
    differences: tuple[Difference, ...] = ()  # in the order of the text
    quote: Quote | None = None  # who says it, where somebody does


def find_quotes(
    library: Store,
    speaker: str | None = None,
    about: str | None = None,
    organisation: str | None = None,
    limit: int = 50,
) -> tuple[Quote, ...]:
    """The statements that fit all that is asked for, at most `limit`.

    `speaker` is a name, part of one, or a way to call somebody (张总, 某公司CEO), `organisation` a name or part of one.
    With `about`, a topic, the closest come first, else document order holds.
    """
    everybody = catalogue_of(library).statements
    statements = [one for one in everybody if not speaker or person_fits(one.person, speaker)]
    if speaker and not statements:
        statements = [one for one in everybody if sounds_like(one.person, speaker)]
    if organisation:
        statements = [one for one in statements if organisation_fits(one.person, organisation)]
    if about and about.strip():
        return _ranked(library, statements, about, chosen=bool(speaker or organisation))[:limit]
    return tuple(_quote(statement) for statement in statements[:limit])


def speakers(library: Store) -> tuple[Person, ...]:
    """Everybody who says something, in order of appearance, each with organisation and role where known."""
    return tuple(dict.fromkeys(statement.person for statement in catalogue_of(library).statements))


def check(library: Store, text: str) -> QuoteCheck:
    """Whether the documents hold the text: the same but for width, script, white space and quotation marks, or nearly."""
    catalogue = catalogue_of(library)
    places = catalogue.collation.same(text)
    if not places:
        near = catalogue.collation.nearest(text)
        if near is None:
            return QuoteCheck(Check.NOT_FOUND, text)
        places = [near]
    found = [(_citation(place), _said_at(catalogue, place)) for place in places]
    found.sort(key=lambda one: one[1] is None)  # where somebody says it, before where it is repeated
    (best, quote), others = found[0], tuple(citation for citation, _ in found[1:])
    first = places[0]
    return QuoteCheck(
        Check.SIMILAR if first.differences else Check.SAME,
        text,
        replace(best, also=others),
        first.similarity,
        first.differences,
        quote,
    )


def _ranked(library: Store, statements: Sequence[Statement], about: str, chosen: bool) -> tuple[Quote, ...]:
    """The statements of the passages that the topic finds, best passage first.

    Those far behind the best are left out: behind the best of the chosen people or, of all, of the whole library.
    """
    retriever = library.retriever()
    if not _known(retriever, about):
        return ()
    scores = {hit.passage.passage_id: hit.score for hit in retriever.search(about, DEPTH)}
    found = [_quote(one, scores[one.passage.passage_id]) for one in statements if one.passage.passage_id in scores]
    best = max((quote.score for quote in found), default=0.0) if chosen else max(scores.values(), default=0.0)
    return tuple(sorted((one for one in found if one.score >= NEAR * best), key=lambda quote: -quote.score))


def _known(retriever: Searcher, about: str) -> bool:
    """Whether the library has words for the topic, the user's own or others for them."""
    unknown = retriever.idf("")
    weights = [0.0, 0.0]  # of the words that the library does not have, and of those that it has
    for term in retriever.parse(about).words:
        has = any(all(retriever.idf(token) < unknown for token in one.tokens) for one in term.alternatives)
        weights[has] += max((retriever.idf(token) for token in term.alternatives[0].tokens), default=0.0)
    return weights[0] <= 2 * weights[1]


def _quote(statement: Statement, score: float = 0.0) -> Quote:
    person = statement.person
    return Quote(
        Citation(statement.passage, statement.start, statement.end),
        person.name,
        person.organisation,
        person.role,
        statement.asked,
        statement.direct,
        score,
    )


def _citation(place: Place) -> Citation:
    return Citation(place.passage, place.start, place.end)


def _said_at(catalogue: Catalogue, place: Place) -> Quote | None:
    """The words at the place as a quote of whoever says them; None where nobody does."""
    citation = _citation(place)
    for statement in catalogue.statements_in(place.passage):
        start, end = statement.passage.start + statement.start, statement.passage.start + statement.end
        if start < citation.char_end and citation.char_start < end:
            return replace(_quote(statement), citation=citation)
    return None
