"""Ask a question set and score the answers: recall@k, MRR, answer, citations, refusals, by type of question.

The figures are those of `qa.metrics`; `trusted` is the share of all questions with the right outcome: an answerable one
answered rightly with a citation on its evidence, an unanswerable one refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from qa.answer import Answer, Turn
from qa.metrics import Place, answer_limit, answer_score, precision, recall, reciprocal_rank

UNANSWERABLE = "unanswerable"
READING_BUDGET = 2000  # characters of passages that a reader is willing to read
ALL = "ALL"


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
    document: str = ""  # file name; "" counts a place in any document
    speaker_lines: tuple[Place, ...] = ()  # lines that only introduce the speaker who is the answer


def gold_question(record: Mapping[str, object]) -> GoldQuestion:
    """One line of a question file. Raises KeyError, TypeError or ValueError where the line has another form."""
    evidence = _items(record, "evidence")
    answers = tuple(str(one) for one in _list(record, "answers"))
    every = record.get("answer_mode") == "all"
    introducing: tuple[Place, ...] = ()
    if record.get("answer_in") == "speaker" and not every:
        # A line that is just "name:" is not the quotation that was asked for.
        introducing = tuple(_place(one) for one in evidence if str(one["quote"]).strip("：: ") in answers)
    return GoldQuestion(
        question_id=str(record["id"]),
        question=str(record["question"]),
        kind=str(record.get("type", "fact")),
        history=turns(record),
        answers=answers,
        every=every,
        evidence=tuple(_place(one) for one in evidence),
        alternatives=tuple(_place(one) for one in _items(record, "alt_evidence")),
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
    places = [_located(gold, hit.passage.source, hit.passage.line_start, hit.passage.line_end) for hit in answer.hits]
    cites = [_located(gold, c.passage.source, c.line_start, c.line_end) for c in answer.citations]
    found = 0.0
    if answer.answerable:
        limit = answer_limit(gold.kind, len(gold.answers) if gold.every else 1)
        found = answer_score(answer.text, gold.answers, every=gold.every, limit=limit)
    cited = _recall(gold, cites)
    return {
        "r@1": _recall(gold, places[:1]),
        "r@5": _recall(gold, places[:5]),
        "r@10": _recall(gold, places[:10]),
        "mrr@10": reciprocal_rank([_recall(gold, [place]) > 0 for place in places[:10]]),
        "r@2000ch": _recall(gold, _within_budget(answer, places)),
        "answer": found,
        "cite_recall": cited,
        "cite_precision": precision(cites, gold.evidence + gold.alternatives),
        "false_abstain": float(not answer.answerable),
        "trusted": float(answer.answerable and found >= 0.999 and cited > 0),
    }


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


def _recall(gold: GoldQuestion, places: Sequence[Place]) -> float:
    evidence = tuple(place for place in gold.evidence if place not in gold.speaker_lines) or gold.evidence
    return recall(places, evidence, gold.alternatives, every=gold.every)


def _located(gold: GoldQuestion, source: str, start: int, end: int) -> Place:
    """The lines, or nowhere when they lie in another document than the question's."""
    name = source.replace("\\", "/").rsplit("/", 1)[-1]
    return (start, end) if not gold.document or gold.document == name else (-1, -1)


def _within_budget(answer: Answer, places: Sequence[Place]) -> list[Place]:
    used = 0
    kept: list[Place] = []
    for hit, place in zip(answer.hits, places, strict=True):
        used += len(hit.passage.text)
        if used > READING_BUDGET and kept:
            break
        kept.append(place)
    return kept


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
