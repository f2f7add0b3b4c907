"""The assistant: complete the question, retrieve, find evidence, read, decide, cite."""

from __future__ import annotations

import re
from collections.abc import Sequence
from time import perf_counter

from index.hit import Hit
from index.scope import EVERYTHING, Scope
from index.store import Searcher, Store
from qa.answer import Answer, Turn, Verdict
from qa.clauses import SURE, cited_first, read_clauses
from qa.confidence import Judge
from qa.elsewhere import rivals, with_other_places
from qa.fitted import load_reader
from qa.learned_reranker import shipped_reranker
from qa.matching import Query
from qa.named_models import SpanReader
from qa.passages import Reranker
from qa.question import Want
from qa.reader import ExtractiveReader
from qa.reading import Candidate
from qa.reranker import rerank_by_evidence
from qa.typed import lacks_value
from qa.understanding import Understanding

RETRIEVED = 50  # passages that a question brings; the reader looks at the first of them
RETURNED = 20  # passages that an answer carries
LACKING = 0.15  # share of right ones among answers without the value that alone was asked for
FIGURES = frozenset({Want.NUMBER, Want.SHARE, Want.MONEY, Want.DATE})
FIGURE = re.compile(r"[\d一二三四五六七八九十百千两半〇零]")


class Assistant:
    """Answers questions from one library. Safe to share between threads.

    Args:
        library: what is asked.
        reader: and `judge`: the shipped ones where none are named.
        reranker: puts the passages that retrieval found in the order in which they are read and shown. None shows them
            in the order of their best sentences, with a little of what the shipped reranker says of them as wholes.
        wholes: False leaves the latter out.
        pointer: points at the words that answer, where the judge finds that something does.
    """

    def __init__(
        self,
        library: Store,
        reader: ExtractiveReader | None = None,
        judge: Judge | None = None,
        *,
        reranker: Reranker | None = None,
        wholes: bool = True,
        pointer: SpanReader | None = None,
    ) -> None:
        self._library = library
        self._understanding = Understanding(library)
        shipped_reader, shipped_judge = load_reader(library.embedder)
        self._reader, self._judge = reader or shipped_reader, judge or shipped_judge
        self._reranker, self._pointer = reranker, pointer
        self._wholes = shipped_reranker() if wholes else None

    def ask(self, question: str, history: Sequence[Turn] = (), scope: Scope = EVERYTHING) -> Answer:
        """The answer to one question, with its evidence. An empty library answers 文中未找到.

        One moment of the library is read and searched: one that changes meanwhile gives no mixture of both.
        """
        return self._ask(self._library.retriever(), question, history, scope)

    def _ask(self, searcher: Searcher, question: str, history: Sequence[Turn], scope: Scope) -> Answer:
        began = perf_counter()
        query = self._understanding.read(question, history, searcher)
        if query.unsure:  # of 188 such questions that were new ones 86 % come out right alone, 26 % completed
            alone = self._ask(searcher, question, (), scope)
            if alone.verdict is Verdict.FOUND:
                return alone
        hits = searcher.search(query.question.text, RETRIEVED, scope)
        if self._reranker is not None:
            hits = self._reranker.rerank(query.question.text, hits)
        retrieved = perf_counter()
        candidates = self._reader.candidates(query, hits)
        reading = self._reader.read(query, candidates)
        verdict, confidence = self._judge.decide(query, hits, candidates)
        ranked = list(hits) if self._reranker else self._by_evidence(query, hits, candidates)
        if self._pointer is not None and verdict is not Verdict.NOT_FOUND:
            reading = self._pointer.read(query.question.text, [hit.passage for hit in ranked]) or reading
        if verdict is Verdict.FOUND and lacks_value(query.question, reading.text):
            verdict, confidence = Verdict.NOT_FOUND, min(confidence, LACKING)
        clauses = read_clauses(self._library, query.question.text, scope)
        if clauses:
            reading, verdict, confidence = clauses, Verdict.FOUND, SURE
            ranked = cited_first(ranked, clauses)
        if verdict is Verdict.FOUND and lacks_figure(query.question.wants, reading.text):
            verdict = Verdict.RELATED
        done = perf_counter()
        timings = {"retrieve": retrieved - began, "answer": done - retrieved, "total": done - began}
        said = verdict is not Verdict.NOT_FOUND
        return Answer(
            question=question,
            understood_as=query.question.text,
            verdict=verdict,
            text=reading.text if said else "",
            citations=with_other_places(query, reading, candidates) if said else (),
            parts=reading.parts if said else (),
            rivals=rivals(query, reading, candidates) if said else (),
            understanding=query.understood,
            hits=tuple(ranked[:RETURNED]),
            timings_ms=tuple((name, round(1000 * seconds, 1)) for name, seconds in timings.items()),
            confidence=confidence,
        )

    def _by_evidence(self, query: Query, hits: Sequence[Hit], candidates: Sequence[Candidate]) -> list[Hit]:
        wholes = self._wholes
        return rerank_by_evidence(
            hits, candidates, (lambda few: wholes.scores(query.question.text, few)) if wholes else None
        )


def lacks_figure(wants: frozenset[Want], text: str) -> bool:
    """Whether a figure or date was asked for and the answer holds none: it is on the topic, and claims no answer.

    Of 626 answers on reports that the embedder has not seen and on the development questions 12 were so; 25 % of them
    were right, of the others 74 %. The text stays, so that no score depends on this.
    """
    return bool(wants & FIGURES) and not FIGURE.search(text)
