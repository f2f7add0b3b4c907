"""Ask a question set and score the answers: recall@k, MRR, answer, citations, refusals, by type of question.

The figures are those of `qa.metrics`; `trusted` is the share of all questions with the right outcome: an answerable one
answered rightly with a citation on its evidence, an unanswerable one refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from corpus.document import Passage
from qa.answer import Answer, Turn
from qa.metrics import (
    Place,
    answer_limit,
    answer_score,
    ndcg,
    new_places,
    normalise_answer,
    overlaps,
    precision,
    recall,
    reciprocal_rank,
)

UNANSWERABLE = "unanswerable"
READING_BUDGET = 2000  # characters of passages that a reader is willing to read
ALL = "ALL"
NOWHERE: Place = (-1, -1)


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """One question of a set, with the lines that answer it."""

    question_id: str
    question: str
    kind: str = "fact"
    history: tuple[Turn, ...] = ()
    answers: tuple[str, ...] = ()
    every: bool = False  # all of `answers` are needed, not any
    evidence: tuple[Place, ...] = ()
    alternatives: tuple[Place, ...] = ()
    quotes: tuple[str, ...] = ()  # words that answer, where no lines are given; `evidence` then numbers them
    document: str = ""  # file name; "" counts a place in any document
    speaker_lines: tuple[Place, ...] = ()  # lines that only introduce the speaker who is the answer


def gold_question(record: Mapping[str, object]) -> GoldQuestion:
    """One line of a question file: the form of the development questions, or the short one.

    The short one has "question" and "answer" (a text or a list), and where the user knows them "quote" (words of the
    source) or "lines" ([first, last]); "answerable": false where the documents do not say. Without either, a passage or
    citation that holds the answer counts as its place.

    Raises KeyError, TypeError or ValueError where the line has another form.
    """
    evidence = _items(record, "evidence") or ([{"lines": record["lines"], "quote": ""}] if "lines" in record else [])
    answers = _texts(record, "answers") or _texts(record, "answer")
    every = record.get("answer_mode") == "all"
    introducing: tuple[Place, ...] = ()
    if record.get("answer_in") == "speaker" and not every:
        # A line that is just "name:" is not the quotation that was asked for.
        introducing = tuple(_place(one) for one in evidence if str(one["quote"]).strip("：: ") in answers)
    quotes = () if evidence else _texts(record, "quote") or answers
    return GoldQuestion(
        question_id=str(record["id"]),
        question=str(record["question"]),
        kind=UNANSWERABLE if record.get("answerable") is False else str(record.get("type", "fact")),
        history=turns(record),
        answers=answers,
        every=every,
        evidence=tuple(_place(one) for one in evidence) or tuple(map(_numbered, range(len(quotes)))),
        alternatives=tuple(_place(one) for one in _items(record, "alt_evidence")),
        quotes=quotes,
        document=str(record.get("doc") or ""),
        speaker_lines=introducing,
    )


def turns(record: Mapping[str, object]) -> tuple[Turn, ...]:
    """The `history` of a question record; empty where there is none."""
    return tuple(Turn(str(one["question"]), str(one.get("answer", ""))) for one in _items(record, "history"))


def score(gold: GoldQuestion, answer: Answer) -> dict[str, float]:
    """The figures of one answer, by name; which ones depends on whether the question can be answered."""
    if gold.kind == UNANSWERABLE:
        return dict.fromkeys(("abstain_recall", "trusted"), float(not answer.answerable))
    places = [_located(gold, hit.passage, hit.passage.text) for hit in answer.hits]
    cites = [_located(gold, cite.passage, cite.quote, (cite.line_start, cite.line_end)) for cite in answer.citations]
    found = 0.0
    if answer.answerable:
        limit = answer_limit(gold.kind, len(gold.answers) if gold.every else 1)
        found = answer_score(answer.text, gold.answers, every=gold.every, limit=limit)
    cited = _recall(gold, cites)
    figures = {
        "r@1": _recall(gold, places[:1]),
        "r@5": _recall(gold, places[:5]),
        "r@10": _recall(gold, places[:10]),
        "mrr@10": reciprocal_rank([_recall(gold, [place]) > 0 for place in places[:10]]),
        "ndcg@10": _ndcg(gold, places[:10]),
        "r@2000ch": _recall(gold, _within_budget(answer, places)),
        "answer": found,
        "cite_recall": cited,
        "cite_precision": precision([_one(gold, places) for places in cites], gold.evidence + gold.alternatives),
        "false_abstain": float(not answer.answerable),
        "trusted": float(answer.answerable and (found >= 0.999 or not gold.answers) and cited > 0),
    }
    if not gold.answers:  # only its place is known
        del figures["answer"]
    return figures


def summarise(scored: Iterable[tuple[GoldQuestion, Mapping[str, float]]]) -> dict[str, dict[str, float]]:
    """Means by question type and over "ALL", each with the number of questions as "n"."""
    columns: defaultdict[str, defaultdict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for gold, figures in scored:
        for name, value in figures.items():
            columns[ALL][name].append(value)
            columns[gold.kind][name].append(value)
    return {
        kind: {"n": float(len(column["trusted"])), **{name: round(fmean(v), 4) for name, v in column.items()}}
        for kind, column in columns.items()
    }


def _needed(gold: GoldQuestion) -> tuple[Place, ...]:
    return tuple(place for place in gold.evidence if place not in gold.speaker_lines) or gold.evidence


def _recall(gold: GoldQuestion, found: Sequence[Sequence[Place]]) -> float:
    places = [place for touched in found for place in touched]
    return recall(places, _needed(gold), gold.alternatives, every=gold.every)


def _ndcg(gold: GoldQuestion, found: Sequence[Sequence[Place]]) -> float:
    """Where every part is needed each counts once; otherwise the first place that answers is all there is to find."""
    if gold.every and not any(_recall(gold, [places]) == 1 for places in found):
        return ndcg(new_places(found, _needed(gold)), len(_needed(gold)))
    first = next((rank for rank in range(len(found)) if _recall(gold, [found[rank]]) > 0), None)
    return 0.0 if first is None else ndcg([0] * first + [1], 1)


def _located(gold: GoldQuestion, passage: Passage, text: str, lines: Place | None = None) -> list[Place]:
    """The lines of a text, or the gold quotes that it holds; nowhere when it lies in another document."""
    name = passage.source.replace("\\", "/").rsplit("/", 1)[-1]
    if gold.document and gold.document != name:
        return []
    if not gold.quotes:
        return [lines or (passage.line_start, passage.line_end)]
    plain = normalise_answer(text)
    quotes = map(normalise_answer, gold.quotes)
    return [_numbered(i) for i, quote in enumerate(quotes) if quote in plain or (len(plain) > 5 and plain in quote)]


def _one(gold: GoldQuestion, places: Sequence[Place]) -> Place:
    """The place of a citation that counts: one that is evidence, if any is."""
    evidence = gold.evidence + gold.alternatives
    return next((place for place in places if overlaps(place, evidence)), NOWHERE)


def _numbered(i: int) -> Place:
    """A place for the gold quote of a number, on no line that exists."""
    return (-10 - i, -10 - i)


def _within_budget(answer: Answer, places: Sequence[Sequence[Place]]) -> list[Sequence[Place]]:
    used = 0
    kept: list[Sequence[Place]] = []
    for hit, place in zip(answer.hits, places, strict=True):
        used += len(hit.passage.text)
        if used > READING_BUDGET and kept:
            break
        kept.append(place)
    return kept


def _texts(record: Mapping[str, object], key: str) -> tuple[str, ...]:
    """A text, or the texts of a list; empty ones are left out."""
    value = record.get(key)
    found = value if isinstance(value, list) else [value]
    return tuple(str(one) for one in found if one not in (None, ""))


def _list(record: Mapping[str, object], key: str) -> list[object]:
    value = record.get(key) or []
    if not isinstance(value, list):
        raise TypeError(f"{key!r} is not a list")
    return value


def _items(record: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    items = _list(record, key)
    if not all(isinstance(one, dict) for one in items):
        raise TypeError(f"{key!r} holds something that is not an object")
    return [one for one in items if isinstance(one, dict)]


def _place(item: Mapping[str, object]) -> Place:
    lines = item["lines"]
    if not isinstance(lines, list) or len(lines) != 2:
        raise ValueError("'lines' is not a pair")
    return int(lines[0]), int(lines[1])
