"""The stages of an answer, each with what stands in its place where it is left out, and the questions it is for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.retrieval import FULL, Setup
from index import query as querying
from index import segmenter as segmenting
from index.units import FIELDS
from qa import assistant, composing, understanding


@dataclass(frozen=True, slots=True)
class Switch:
    """A function of a module or class, and what stands in its place where the stage is left out."""

    holder: Any
    name: str
    without: Any

    @contextmanager
    def off(self) -> Iterator[None]:
        """While this lasts the stage is left out."""
        with self.set_to(self.without):
            yield

    @contextmanager
    def watched(self, differs: Callable[[], None]) -> Iterator[None]:
        """While this lasts the stage works, and `differs` is called wherever it gives something else than without."""
        whole = getattr(self.holder, self.name)

        def both(*arguments: Any) -> Any:
            given = whole(*arguments)
            if given != self.without(*arguments):
                differs()
            return given

        with self.set_to(both):
            yield

    @contextmanager
    def set_to(self, other: Any) -> Iterator[None]:
        """While this lasts something else stands in its place."""
        whole = getattr(self.holder, self.name)
        setattr(self.holder, self.name, other)
        try:
            yield
        finally:
            setattr(self.holder, self.name, whole)


class Unsimplified:
    """Takes every character for what it is."""

    def convert(self, text: str) -> str:
        """The text."""
        return text


@dataclass(frozen=True, slots=True)
class Stages:
    """One way to answer."""

    name: str
    setup: Setup = FULL
    rerank: bool = True
    wholes: bool = True  # the reranker's word on the first passages
    tokens: bool = True  # late interaction over token vectors
    judge: bool = True
    history: bool = True
    asking: Switch | None = None  # changes how the question is understood or what is found
    reading: Switch | None = None  # changes what is read from what was found


WHOLE = Stages("all stages")
STAGES = (
    WHOLE,
    *(
        Stages(f"- field {name}", replace(FULL, fields=tuple(field for field in FIELDS if field != name)))
        for name in FIELDS
        if name != "text"
    ),
    Stages("- characters", replace(FULL, characters=False)),
    Stages("- words found in the documents", replace(FULL, own_words=False)),
    Stages("- lexicons", replace(FULL, share=0)),
    Stages("- glossary", replace(FULL, glossary=False)),
    Stages("- other writings of figures", asking=Switch(querying, "other_writings", lambda text: ())),
    Stages("- question words left out", asking=Switch(querying._Span, "said", property(lambda span: span.text))),
    Stages("- guesses taken apart", asking=Switch(querying.QueryParser, "_parts", lambda parser, piece: (piece,))),
    Stages("- courtesy left out", asking=Switch(understanding, "without_courtesy", lambda text: text)),
    Stages("- spelling", replace(FULL, spelling=False)),
    Stages("- traditional forms", asking=Switch(segmenting, "_simplifier", Unsimplified)),
    Stages("- names", replace(FULL, names=False)),
    Stages("- history", history=False),
    Stages("- passage vector", replace(FULL, weights=replace(FULL.weights, passage=0))),
    Stages("- sentence vectors", replace(FULL, weights=replace(FULL.weights, sentence=0))),
    Stages("- rerank by evidence", rerank=False),
    Stages("- passages as wholes", wholes=False),
    Stages("- token vectors", tokens=False),
    Stages("- judge", judge=False),
    Stages("- cells of a row", reading=Switch(composing, "read_cells", lambda passage, row, query: [])),
    Stages("- most and least", reading=Switch(composing, "extreme_cell", lambda passage, row, query: None)),
    Stages("- items of a list", reading=Switch(composing, "items_around", lambda best: ())),
    Stages(
        "- rows of a list",
        reading=Switch(composing, "_alike_rows", lambda query, found: composing._fitting(query, found[0].evidence)),
    ),
    Stages("- things compared", reading=Switch(composing, "compared", lambda query: [])),
    Stages("- further parts", reading=Switch(composing, "_further", lambda query, found, room: [])),
    Stages("- second sentence in doubt", reading=Switch(composing, "_doubted", lambda query, found, parts: parts)),
    Stages("- sentences that go on", reading=Switch(composing, "_long", lambda best: [composing._whole(best)])),
    Stages("- clauses of a sentence", reading=Switch(composing, "_clause", lambda query, one: composing._whole(one))),
    Stages("- the value asked for", reading=Switch(assistant, "lacks_value", lambda question, text: False)),
    Stages("- clauses by number", reading=Switch(assistant, "read_clauses", lambda library, question, scope: None)),
)
# Which stages each kind of question is for. What changes few answers is seen on very many.
MEANT_FOR: Mapping[str, tuple[str, ...]] = {
    "misspelt": ("- spelling", "- characters"),
    "misspelt names": ("- spelling", "- characters"),
    "misspelt, in one library": ("- spelling", "- characters"),
    "traditional": ("- traditional forms",),
    "everyday": ("- lexicons",),
    "other writings": ("- other writings of figures",),
    "wrapped": ("- question words left out",),
    "quotations": ("- field speaker",),
    "headed": ("- field heading",),
    "keywords": ("- characters",),
    "other names": ("- names", "- words found in the documents"),
    "named": ("- names", "- words found in the documents"),
    "named, in one library": ("- names", "- words found in the documents"),
    "follow-ups": ("- history", "- names", "- words found in the documents"),
    "polite follow-ups": ("- history", "- courtesy left out"),
    "in other words": ("- passage vector", "- sentence vectors", "- token vectors", "- lexicons"),
    "tables": ("- cells of a row", "- most and least", "- rows of a list"),
    "lists": ("- items of a list", "- rows of a list", "- sentences that go on"),
    "comparisons": ("- things compared", "- further parts"),
    "several parts": ("- further parts", "- second sentence in doubt"),
    "reasons and ways": ("- sentences that go on", "- clauses of a sentence"),
    "short names": ("- glossary",),
    "sections": ("- field heading",),
    "long tables": ("- field table",),
    "clauses": ("- clauses by number",),
    "every one": (
        "- words found in the documents",
        "- guesses taken apart",
        "- passages as wholes",
        *(stages.name for stages in STAGES if stages.reading and stages.name != "- clauses by number"),
    ),
}
# Kinds that are asked of all the reports in one library: there one character of a word is in many passages.
POOLED = {"misspelt, in one library": "misspelt", "named, in one library": "named"}
