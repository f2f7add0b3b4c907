"""Where else the documents say what an answer says, and where they say otherwise: 另见, and figures that conflict.

A sentence that repeats a cited one, or gives the same figure for the same words of the question, is another place for
it. One that gives another figure in the same unit is a rival, shown beside the answer with its own year and source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from index.figures import PERCENT, Figure, figures_in
from index.segmenter import normalise
from qa.answer import Citation, Rival
from qa.evidence import Evidence
from qa.matching import Query
from qa.question import Want, years_in
from qa.reading import Candidate, Reading
from qa.spans import clauses, trimmed
from qa.tables import read_cells

READ = 40  # candidates that are looked at
PLACES = 3  # other places that are named
RIVALS = 3
BEHIND = 2.0  # how far a rival's score may lie behind the best one's
REPEATS = 0.8  # share of a sentence's bigrams that another holds which says the same
SHORTEST = 10  # characters of a sentence that can be told to be repeated
FIGURES = frozenset({Want.NUMBER, Want.MONEY, Want.SHARE})
SEVERAL = frozenset({Want.COMPARISON, Want.EXTREME, Want.LIST})  # such questions have several figures, none of them odd
CLAUSE = 0.75  # of what the answer's clause meets of the question, a rival's clause must meet this share
ABOUT = 0.6  # share of the question's weight that a figure's sentence must meet before another can conflict with it
MONEY = frozenset({"元", "美元", "欧元", "港元", "块", ""})
COUNTED = re.compile(r"(?:多少|几)([一-鿿])")


def with_other_places(query: Query, reading: Reading, candidates: Sequence[Candidate]) -> tuple[Citation, ...]:
    """The citations of a reading, each with the other places that say the same."""
    others = [candidate.evidence for candidate in candidates[:READ]]
    taken = [(c.passage.doc_id, c.line_start) for c in reading.citations]
    made = []
    for citation in reading.citations:
        cited = next((one for one in others if _cites(citation, one)), None)
        told = answering_figure(query, cited) if cited else None
        also: list[Citation] = []
        for one in others if cited else ():
            if cited and not one.frame and (repeats(cited, one) or _same_figure(query, told, cited, one)):
                place = _citation(one)
                key = (place.passage.doc_id, place.line_start)
                if key not in taken:
                    also.append(place)
                    taken.append(key)
        made.append(replace(citation, also=tuple(also[:PLACES])))
    return tuple(made)


def rivals(query: Query, reading: Reading, candidates: Sequence[Candidate]) -> tuple[Rival, ...]:
    """Other figures for what was asked; none where no single figure was asked for or given."""
    wants = query.question.wants
    if not candidates or not reading.citations or not wants & FIGURES or wants & SEVERAL:
        return ()
    best = candidates[0].evidence
    told = answering_figure(query, best)
    if told is None or not _about(query, best) or not _cites(reading.citations[0], best):
        return ()
    found: list[tuple[Figure, Rival]] = []
    for candidate in candidates[1:READ]:
        one = candidate.evidence
        if candidate.score < candidates[0].score - BEHIND or one.frame or not same_subject(query, best, one):
            continue
        if any(_cites(citation, one) for citation in reading.citations):
            continue
        figure = answering_figure(query, one)
        if figure and _clause_weight(query, one, figure) < CLAUSE * _clause_weight(query, best, told):
            continue
        known = [told, *(other for other, _ in found)]
        if figure and figure.same_kind(told) and figure.unit and not any(figure.equals(other) for other in known):
            found.append((figure, Rival(_written(one, figure), _citation(one), _when(one, figure))))
    return tuple(rival for _, rival in found[:RIVALS])


def disagree(query: Query, one: Evidence, other: Evidence) -> bool:
    """Whether two sentences give different figures for what was asked."""
    if not query.question.wants & FIGURES:
        return False
    told, again = answering_figure(query, one), answering_figure(query, other)
    if told is None or again is None or not again.unit or not again.same_kind(told) or again.equals(told):
        return False
    return same_subject(query, one, other)


def repeats(one: Evidence, other: Evidence) -> bool:
    """Whether two sentences say the same in nearly the same words."""
    first, second = _pairs(one.text), _pairs(other.text)
    if min(len(first), len(second)) < SHORTEST:
        return False
    return len(first & second) >= REPEATS * min(len(first), len(second)) and _figures(one) == _figures(other)


def same_subject(query: Query, one: Evidence, other: Evidence) -> bool:
    """Whether the other meets every word of the question that the one meets, and no other year than was asked for."""
    years = query.question.years
    named = years_in(other.text) or years_in(other.context)
    if years and named and not years & named:
        return False
    around = [f"{e.text}\n{e.context}" for e in (one, other)]
    return all(
        term.met(other.text) > 0.5 or (term.met(one.text) <= 0.5 and term.met(around[1]) > 0.5)
        for term in query.terms
        if term.met(around[0]) > 0.5 and not term.forms[0][0][0].isdigit()
    )


def answering_figure(query: Query, evidence: Evidence) -> Figure | None:
    """The figure of a sentence that is asked for: in the clause that meets most of the question, none of its own."""
    own = figures_in(normalise(query.question.text))
    wanted = [
        figure
        for figure in figures_in(evidence.text)
        if not any(figure.equals(other) for other in own) and _wanted(figure, query)
    ]
    if evidence.row is not None:
        cells = read_cells(evidence.passage, evidence.row, query)
        texts = [normalise(cell.cell.text) for cell in cells]
        wanted = [figure for figure in wanted if len(texts) == 1 and evidence.text[figure.start : figure.end] in texts]
        return wanted[0] if len(wanted) == 1 else None
    spans = clauses(evidence.text)
    met = {
        figure: sum(term.weight * term.met(evidence.text[start:end]) for term in query.terms)
        for figure in wanted
        for start, end in spans
        if start <= figure.start < end
    }
    best = max(met.values(), default=0.0)
    leading = [figure for figure, value in met.items() if value == best]
    return leading[0] if best > 0 and len(leading) == 1 else None


def _wanted(figure: Figure, query: Query) -> bool:
    """Whether a figure is in a unit that was asked for: of 多少家 the 家, of money a currency."""
    wants = query.question.wants
    counted = COUNTED.search(normalise(query.question.text))
    if counted and figure.unit == counted[1]:
        return True
    if figure.unit in {PERCENT, "个百分点"}:
        return Want.SHARE in wants
    if Want.MONEY in wants:
        return figure.unit in MONEY
    return Want.NUMBER in wants


def _about(query: Query, evidence: Evidence) -> bool:
    around = f"{evidence.text}\n{evidence.context}"
    total = sum(term.weight for term in query.terms) or 1.0
    return sum(term.weight for term in query.terms if term.met(around) > 0.5) >= ABOUT * total


def _clause_weight(query: Query, evidence: Evidence, figure: Figure) -> float:
    """What of the question, but for its years, stands in the clause of a figure; of a row all of it."""
    spans = [(0, len(evidence.text))] if evidence.row else clauses(evidence.text)
    start, end = next(((a, b) for a, b in spans if a <= figure.start < b), (0, 0))
    terms = [term for term in query.terms if not (term.forms[0][0][0].isdigit() or term.forms[0][0] == "年")]
    return sum(term.weight * term.met(evidence.text[start:end]) for term in terms)


def _same_figure(query: Query, told: Figure | None, one: Evidence, other: Evidence) -> bool:
    """Whether the other gives the figure that the one told, of the same thing."""
    if told is None or not any(figure.unit and told.equals(figure) for figure in figures_in(other.text)):
        return False
    again = answering_figure(query, other)
    return bool(again and again.unit and told.equals(again) and same_subject(query, one, other))


def _figures(evidence: Evidence) -> set[tuple[float, str]]:
    return {(figure.value, figure.unit) for figure in figures_in(evidence.text)}


@lru_cache(maxsize=1 << 12)
def _pairs(text: str) -> frozenset[str]:
    plain = "".join(filter(str.isalnum, text))
    return frozenset(map("".join, pairwise(plain)))


def _written(evidence: Evidence, figure: Figure) -> str:
    """The figure in the source's own characters where they can be found, otherwise as normalised."""
    normal = evidence.text[figure.start : figure.end]
    return next(_spelt(evidence.quote, normal), normal)


def _spelt(quote: str, normal: str) -> Iterator[str]:
    plain = "".join(normal.split())
    for start in range(len(quote)):
        for end in range(start + len(plain), min(len(quote), start + 2 * len(normal) + 4) + 1):
            if "".join(normalise(quote[start:end]).split()) == plain:
                yield quote[start:end].strip()


def _when(evidence: Evidence, figure: Figure) -> str:
    """The year that stands last before the figure, or the only one of the context."""
    before = sorted(years_in(evidence.text[: figure.start]), key=lambda year: evidence.text.rfind(year[2:]))
    if before:
        return f"{before[-1]}年"
    around = years_in(evidence.text) or years_in(evidence.context)
    return f"{next(iter(around))}年" if len(around) == 1 else ""


def _cites(citation: Citation, evidence: Evidence) -> bool:
    return citation.passage is evidence.passage and citation.start < evidence.end and evidence.start < citation.end


def _citation(evidence: Evidence) -> Citation:
    start, end = trimmed(evidence.quote, 0, len(evidence.quote))
    return Citation(evidence.passage, evidence.start + start, evidence.start + end)
