"""From scored sentences and rows to one short answer: the best is cut to what answers, further parts are added.

Every part of an answer is copied from a sentence or cell that is cited with it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product

from corpus.document import Passage, Row
from qa.answer import Citation
from qa.answer import Part as AnswerPart
from qa.compared import compared, is_about, is_headed
from qa.elsewhere import disagree
from qa.evidence import Evidence, evidence_of
from qa.features import VALUES_WANTED
from qa.lists import ITEM, heads, items_around
from qa.matching import Query, QueryTerm
from qa.question import Want
from qa.reading import Candidate, Reading
from qa.spans import answering_span, trimmed
from qa.tables import PARTS, ReadCell, extreme_cell, read_cells

SHORT = 120  # characters of an answer that is a fact, name, number, date or cell
LONG = 400  # characters of reasons, lists and quotations
WHOLE = 90  # characters up to which a sentence is an answer as it stands: its other clauses say what the value is of
OTHERS = 10  # candidates among which further parts of an answer are looked for
ROWS = 40  # candidates among which the rows of a list are looked for
NEW = 0.25  # weight that a further part must add
BEHIND = 2.5  # how far its score may lie behind the best
FAR_BEHIND = 6.0  # ... where it is about another of the things compared: it cannot hold the words for the first
ALIKE = 0.5  # of the other words that the best sentence meets
BESIDE = 0.15  # share of the best sentence's odds from which the next best is given too where both are neighbours
APART = 0.3  # ... where it stands elsewhere
ENOUGH = 200  # characters from which reasons and opinions are not read on
LONG_WANTS = frozenset({Want.REASON, Want.WAY, Want.LIST, Want.OPINION, Want.DEFINITION})
WORDS = re.compile(r"[㐀-鿿A-Za-z]")
# Begins what only the sentence before explains.
LEANS = re.compile(r"\s*(?:这[些两三四五几]|上述|以上|凡此|因此|由此|正因)")

# Who asks stands in the passage of who answers: 主持人：明年呢？
ASKER = re.compile(r"\W*(?:主持人?|记者|提?问|q)\s*[:：]", re.IGNORECASE)


def reading_of(query: Query, candidates: Sequence[Candidate]) -> Reading:
    """What the best of the candidates say; nothing where there are none."""
    if not candidates:
        return Reading("", ())
    return _reading(_attributed(_doubted(query, candidates, compose(query, candidates))))


def _attributed(parts: Sequence[Part]) -> list[Part]:
    """The parts, each speaker's name before the first of theirs in a row: nobody's words stand under another's name."""
    told: list[Part] = []
    before: str | None = None
    for part in parts:
        speaker = None if ASKER.match(part.text) else part.citation.passage.speaker
        told.append(_spoken(speaker, part) if speaker and speaker != before else part)
        before = speaker
    return told


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an answer and where it was copied from."""

    text: str
    citation: Citation


def compose(query: Query, candidates: Sequence[Candidate]) -> list[Part]:
    """The parts of the answer, best first; at least one where there is a candidate."""
    best = candidates[0].evidence
    wants = query.question.wants
    extreme = extreme_cell(best.passage, best.row, query) if best.row else None
    if extreme is not None:
        return [_cell_part(best.passage, extreme)]
    if Want.LIST in wants and best.row is not None:
        return _alike_rows(query, candidates)
    goes_on = bool(wants & LONG_WANTS) or best.quote.rstrip().endswith(("：", ":"))
    items = items_around(best) if Want.LIST in wants else ()
    if items:
        first = _listed(items)
    elif goes_on and best.row is None:
        first = _long(best)
    else:
        first = _fitting(query, best)
    if best.row is not None and _several(query) and len(compared(query)) < 2:
        return first
    if _several(query):
        things = compared(query)
        if len(things) > 1:
            return first + _others(query, candidates, things)
        return first + _further(query, candidates, SHORT - sum(len(part.text) for part in first))
    return first


def _fitting(query: Query, evidence: Evidence) -> list[Part]:
    """The cells asked for; the whole sentence where it is short, otherwise its clauses that answer."""
    if evidence.row is not None:
        if PARTS.search(query.question.text) and _telling(evidence.row):
            return [_row_part(evidence)]
        cells = read_cells(evidence.passage, evidence.row, query)
        return [_cell_part(evidence.passage, cell) for cell in cells] or [_row_part(evidence)]
    return [_whole(evidence)] if len(evidence.quote) <= WHOLE else [_clause(query, evidence)]


def _telling(row: Row) -> bool:
    """Whether a row tells in words (a document, who issued it, what it says), and so briefly that it answers whole."""
    worded = [cell for cell in row.cells if len(WORDS.findall(cell.text)) > 1]
    return len(worded) > 2 and sum(len(cell.text) for cell in row.cells) <= SHORT


def _clause(query: Query, evidence: Evidence) -> Part:
    start, end = answering_span(evidence.quote, query.terms, query.question.wants)
    return Part(evidence.quote[start:end], _citation(evidence))


def _long(best: Evidence) -> list[Part]:
    """The sentence, the one that it leans on, and those that go on from it; after a colon, the items it announces."""
    listed = bool(ITEM.match(best.quote)) or best.quote.rstrip().endswith(("：", ":"))
    limit = LONG if listed else ENOUGH
    parts = [_whole(one) for one in (*_leaned_on(best), best)]
    used = sum(len(part.text) + 1 for part in parts)
    for one in evidence_of(best.passage):
        same_line = "\n" not in best.passage.text[best.end - 1 : one.start + 1].strip("\n")
        if one.start < best.end or one.row is not None:
            continue
        if not (same_line or (listed and ITEM.match(one.quote))) or used + one.end - one.start > limit:
            break
        parts.append(_whole(one))
        used += len(parts[-1].text) + 1
    return parts


def _leaned_on(best: Evidence) -> tuple[Evidence, ...]:
    """The sentence right before one that begins with 这些因素 or 因此."""
    if not LEANS.match(best.quote):
        return ()
    before = [one for one in evidence_of(best.passage) if one.end <= best.start]
    short = before and not before[-1].frame and before[-1].row is None and len(before[-1].quote) <= ENOUGH
    return (before[-1],) if short else ()


def _further(query: Query, candidates: Sequence[Candidate], room: int) -> list[Part]:
    """Parts of a question with several that the best sentence leaves out: sentences that meet other words of it."""
    parts: list[Part] = []
    met = _met(query, candidates[0].evidence)
    for candidate in candidates[1:OTHERS]:
        one = candidate.evidence
        new = _met(query, one) - met
        if sum(term.weight for term in new) < NEW or candidate.score < candidates[0].score - BEHIND:
            continue
        added = [_clause(query, one)] if one.row is None else _fitting(query, one)
        room -= sum(len(part.text) + 1 for part in added)
        if room < 0:
            break
        parts += added
        met |= new
    return parts


def _others(query: Query, candidates: Sequence[Candidate], things: Sequence[QueryTerm]) -> list[Part]:
    """A part for each of the things compared that the best sentence is not about, told of in the same words."""
    best = candidates[0]
    missing = {thing for thing in things if not is_about(thing, best.evidence, things)}
    asked = _met(query, best.evidence) - set(things)
    parts: list[Part] = []
    # A title names its company over every sentence, also one of a third: what only the title names comes last.
    for about, candidate in product((is_headed, is_about), candidates[1:ROWS]):
        one = candidate.evidence
        here = {thing for thing in missing if about(thing, one, things)}
        alike = sum(term.weight for term in asked & _met(query, one)) >= ALIKE * sum(term.weight for term in asked)
        if here and alike and not one.frame and candidate.score > best.score - FAR_BEHIND:
            parts += [_clause(query, one)] if one.row is None else _fitting(query, one)
            missing -= here
    return parts


def _doubted(query: Query, candidates: Sequence[Candidate], parts: list[Part]) -> list[Part]:
    """The parts, and the next best sentence where it may be the one that answers and both fit a short answer."""
    if len(candidates) < 2 or (len(compared(query)) > 1 and len({part.citation for part in parts}) > 1):
        return parts
    first, second = candidates[0].evidence, candidates[1].evidence
    beside = _beside(first, second)
    odds = math.exp(candidates[1].score - candidates[0].score)
    if second.row is not None or second.frame or odds < (BESIDE if beside else APART):
        return parts
    if query.question.wants & VALUES_WANTED and not _met(query, second):  # a figure of something else
        return parts
    if disagree(query, first, second):  # two figures side by side without a word would be one wrong answer
        return parts
    added = _whole(second)
    told = sum(len(part.text) + 1 for part in parts)
    if told + len(added.text) > SHORT or any(added.text in part.text for part in parts):
        return parts
    return _joined(parts[0], added) + parts[1:] if beside and first.row is None else [*parts, added]


def _beside(one: Evidence, other: Evidence) -> bool:
    """Whether two sentences of one passage follow each other."""
    first, second = sorted((one, other), key=lambda each: each.start)
    return one.passage is other.passage and not one.passage.text[first.end : second.start].strip()


def _joined(one: Part, other: Part) -> list[Part]:
    """Two sentences that follow each other, in their order, with one citation that holds both."""
    first, second = sorted((one, other), key=lambda part: part.citation.start)
    both = replace(first.citation, end=second.citation.end)
    return [replace(part, citation=both) for part in (first, second)]


def _met(query: Query, evidence: Evidence) -> set[QueryTerm]:
    return {term for term in query.terms if term.met(evidence.text) > 0.5}


def _spoken(name: str, said: Part) -> Part:
    """Who said it, then the words."""
    return said if name in said.text else replace(said, text=f"{name}：{said.text}")


def _listed(items: Sequence[Evidence]) -> list[Part]:
    """All the items, each by its first words where they are too long together."""
    spans = heads(items, LONG)
    return [_span(one, *span) for one, span in zip(items, spans, strict=True)]


def _span(evidence: Evidence, start: int, end: int) -> Part:
    start, end = trimmed(evidence.quote, start, end)
    return Part(evidence.quote[start:end], _citation(evidence))


def _several(query: Query) -> bool:
    """Whether the question has more parts than one."""
    return bool(PARTS.search(query.question.text)) or Want.COMPARISON in query.question.wants


def _alike_rows(query: Query, candidates: Sequence[Candidate]) -> list[Part]:
    """The best row, and the others that meet as many words of the question by themselves: the items of a list."""
    needed = _met(query, candidates[0].evidence)
    parts: list[Part] = []
    used = 0
    for candidate in candidates[:ROWS]:
        if candidate.evidence.row is None or not needed <= _met(query, candidate.evidence):
            continue
        added = _fitting(query, candidate.evidence)
        used += sum(len(part.text) + 1 for part in added)
        if parts and used > LONG:
            break
        parts += added
    return parts


def _cell_part(passage: Passage, cell: ReadCell) -> Part:
    """Row, column and value in the table's words; the citation is the row."""
    label, column = cell.name.row, cell.name.column
    named = " · ".join(name for name in (label, column) if name and name != cell.cell.text)
    text = f"{named}：{cell.cell.text}" if named else cell.cell.text
    start, end = cell.row.start - passage.start, cell.row.end - passage.start
    return Part(text, Citation(passage, start, end, cell.name))


def _row_part(evidence: Evidence) -> Part:
    table, row = evidence.passage.table, evidence.row
    header = table.header if table else ()
    cells = [
        (header[i] if i < len(header) else "", cell.text.strip()) for i, cell in enumerate(row.cells if row else ())
    ]
    bare = " ".join(text for _, text in cells if text)
    named = "；".join(f"{name} {text}".strip() for name, text in cells if text)
    fitting = (text for text in (named, bare) if len(text) <= SHORT)
    return Part(next(fitting, _first_cells([text for _, text in cells if text])), _citation(evidence))


def _first_cells(texts: Sequence[str]) -> str:
    """As many whole cells of a row as fit: half a number is another number. The first one is told in any case."""
    kept = "".join(texts[:1])
    for text in texts[1:]:
        if len(kept) + 1 + len(text) > SHORT:
            break
        kept += f" {text}"
    return kept[:LONG]


def _whole(evidence: Evidence) -> Part:
    start, end = trimmed(evidence.quote, 0, len(evidence.quote))
    return Part(evidence.quote[start:end], _citation(evidence))


def _citation(evidence: Evidence) -> Citation:
    start, end = trimmed(evidence.quote, 0, len(evidence.quote))
    return Citation(evidence.passage, evidence.start + start, evidence.start + end)


def _reading(parts: Sequence[Part]) -> Reading:
    """The parts in one text of at most LONG characters; a part that it cuts keeps what is left of it."""
    citations = _distinct(part.citation for part in parts)
    kept: list[AnswerPart] = []
    room = LONG
    for part in parts:
        if room > 0:
            kept.append(AnswerPart(part.text[:room], (citations.index(part.citation),)))
        room -= len(part.text) + 1
    return Reading("；".join(part.text for part in kept), citations, tuple(kept))


def _distinct(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(citations))
