"""Questions for a clause by its number: 管理条例第十二条怎么规定？ is answered with the clause itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.document import Mention
from corpus.structure.numbering import NUMERAL, value_of
from corpus.structure.sentences import sentence_spans
from index.hit import Hit
from index.scope import EVERYTHING, Scope
from index.segmenter import normalise
from index.store import Store
from qa.answer import Citation, Part
from qa.catalogue import catalogue_of
from qa.composing import LONG
from qa.reading import Reading

if TYPE_CHECKING:
    from corpus.structure.clauses import Clause

SURE = 0.95  # confidence: the clause is what was asked for, if the regulation is
_ASKED = re.compile(
    rf"第\s*({NUMERAL})\s*条(?:之({NUMERAL}))?(?:\s*第?\s*({NUMERAL})\s*款)?(?:\s*第?\s*[（(]?({NUMERAL})[）)]?\s*项)?"
)
_ASKING = re.compile(
    r"请问|请|具体|主要|详细|原文|全文|条文|内容|规定|要求|讲|说|写|是|的|了|什么|怎么|怎样|如何|哪些|啥|有|吗|呢|在|里|中|给我|帮我|看看|看|查一下|查|一下|列出|告诉我|这|那|该|对|于|关于|我国|本"
)
MOST = 3  # clauses of that number in different regulations
ENOUGH = 0.7  # share of the question's other characters that the headings above the clause must hold


@dataclass(frozen=True, slots=True)
class _Wanted:
    number: tuple[int, int]
    paragraph: int
    item: int
    about: str  # what else the question says: the regulation's name


def read_clauses(library: Store, question: str, scope: Scope = EVERYTHING) -> Reading | None:
    """The clauses that a question asks for by number and nothing else; None for every other question."""
    wanted = _wanted(normalise(question))
    if wanted is None:
        return None
    clauses = [
        one for one in catalogue_of(library).clauses if one.number == wanted.number and scope.accepts(one.passage)
    ]
    found = [part for clause in _meant(clauses, wanted) if (part := _narrowed(clause, wanted))]
    return _reading(found[:MOST]) if found else None


def cited_first(hits: Sequence[Hit], reading: Reading) -> list[Hit]:
    """The ranking with the passages of a reading in front."""
    passages = {citation.passage.passage_id: citation.passage for citation in reading.citations}
    top = max((hit.score for hit in hits), default=1.0)
    rest = [(hit.passage, hit.score, hit.parts) for hit in hits if hit.passage.passage_id not in passages]
    ranked = [*((passage, top, ()) for passage in passages.values()), *rest]
    return [Hit(passage, score, rank, parts) for rank, (passage, score, parts) in enumerate(ranked, start=1)]


def _wanted(question: str) -> _Wanted | None:
    named = _ASKED.search(question)
    if named is None or len(_ASKED.findall(question)) > 1:
        return None
    numbers = [value_of(part or "") or 0 for part in named.groups()]
    about = question[: named.start()] + question[named.end() :]
    return _Wanted((numbers[0], numbers[1]), numbers[2], numbers[3], re.sub(r"\W", "", _ASKING.sub(" ", about)))


def _meant(clauses: Sequence[Clause], wanted: _Wanted) -> list[Clause]:
    """The clauses whose regulation the question names best; all of them where it names none."""
    if not wanted.about:
        return list(clauses)
    fits = [_fit(wanted.about, clause) for clause in clauses]
    best = max(fits, default=(0.0, 0))
    # Words that no heading holds ask for something else: 违反第十二条怎么处罚.
    return [clause for clause, fit in zip(clauses, fits, strict=True) if fit == best and fit[0] >= ENOUGH]


def _fit(about: str, clause: Clause) -> tuple[float, int]:
    """How much of the words the headings hold; among equals the shorter name: 条例 before 条例实施细则."""
    above = [normalise(text) for text in (clause.passage.title, *clause.passage.heading_path)]
    shares = [(_share(about, text), -len(text)) for text in above]
    return _share(about, "".join(above)), max(shares)[1]


def _share(about: str, text: str) -> float:
    return sum(char in text for char in about) / len(about)


def _narrowed(clause: Clause, wanted: _Wanted) -> Clause | None:
    part: Clause | None = clause
    if wanted.paragraph:
        part = clause.paragraph(wanted.paragraph)
    return part.item(wanted.item) if part and wanted.item else part


def _reading(clauses: Sequence[Clause]) -> Reading:
    """The clauses word for word, as far as they fit into an answer."""
    citations, parts = [], []
    left = LONG
    for place, mention in enumerate(_joined(clauses)):
        start, end = mention.start, _fitting(mention, left)
        if end > start:
            citations.append(Citation(mention.passage, start, end))
            parts.append(Part(mention.passage.text[start:end], (place,)))
            left -= end - start
    return Reading("\n".join(part.text for part in parts), tuple(citations), tuple(parts))


def _joined(clauses: Sequence[Clause]) -> Iterator[Mention]:
    """One stretch for the lines of a clause that stand in one passage."""
    for clause in clauses:
        last: Mention | None = None
        for part in clause.parts:
            if last and last.passage is part.passage:
                last = Mention(last.passage, last.start, part.end)
                continue
            if last:
                yield last
            last = part
        if last:
            yield last


def _fitting(mention: Mention, left: int) -> int:
    """The end of the last sentence that fits."""
    if mention.end - mention.start <= left:
        return mention.end
    text = mention.passage.text[mention.start : mention.end]
    return mention.start + max((end for _, end in sentence_spans(text) if end <= left), default=0)
