"""What became of each question of an evaluation: why it was missed, and what changed against another run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qa.evaluate import UNANSWERABLE

RIGHT = 0.999  # from here on a share is all


class Miss(StrEnum):
    """The first thing that went wrong on the way to an answer; the values stand in saved results."""

    NOT_REFUSED = "not_refused"  # answered what the documents do not say
    NOT_RETRIEVED = "not_retrieved"  # nothing of the evidence is among the first ten passages
    REFUSED = "refused"  # said not found with the evidence before it
    OTHER_PLACE = "other_place"  # cited something else than the evidence
    PARTIAL = "partial"  # some parts of the answer, not all
    OTHER_WORDS = "other_words"  # cited the evidence and took other words from it


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question of a run, with its answer and figures."""

    question_id: str
    kind: str
    question: str
    answer: str
    verdict: str
    figures: Mapping[str, float]
    milliseconds: float

    @property
    def miss(self) -> Miss | None:
        """What went wrong; None where the outcome can be trusted."""
        figures = self.figures
        if figures["trusted"] >= RIGHT:
            return None
        if self.kind == UNANSWERABLE:
            return Miss.NOT_REFUSED
        if not figures["r@10"]:
            return Miss.NOT_RETRIEVED
        if figures["false_abstain"]:
            return Miss.REFUSED
        if not figures["cite_recall"]:
            return Miss.OTHER_PLACE
        return Miss.PARTIAL if figures.get("answer") else Miss.OTHER_WORDS


@dataclass(frozen=True, slots=True)
class Change:
    """A question that came out differently in two runs."""

    before: Outcome
    after: Outcome

    @property
    def better(self) -> float:
        """How much more of the outcome can be trusted now: 1, 0 or -1."""
        return self.after.figures["trusted"] - self.before.figures["trusted"]


def changes(before: Sequence[Outcome], after: Sequence[Outcome]) -> list[Change]:
    """The questions of both runs, by id, whose answer or verdict changed; the lost ones first, then the won ones."""
    old = {outcome.question_id: outcome for outcome in before}
    pairs = [Change(old[one.question_id], one) for one in after if one.question_id in old]
    changed = [
        pair for pair in pairs if (pair.before.answer, pair.before.verdict) != (pair.after.answer, pair.after.verdict)
    ]
    return sorted(changed, key=lambda change: (change.better == 0, change.better))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed (nearest rank); 0 for none."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)] if ordered else 0.0


def outcome_json(outcome: Outcome) -> dict[str, object]:
    """One line of saved results."""
    return {
        "id": outcome.question_id,
        "type": outcome.kind,
        "question": outcome.question,
        "answer": outcome.answer,
        "verdict": outcome.verdict,
        "figures": dict(outcome.figures),
        "miss": outcome.miss,
        "ms": round(outcome.milliseconds, 1),
    }


def outcome_of(record: Mapping[str, object]) -> Outcome:
    """What `outcome_json` wrote. Raises KeyError, TypeError or ValueError for anything else."""
    figures = record["figures"]
    if not isinstance(figures, dict):
        raise TypeError("'figures' is not an object")
    return Outcome(
        str(record["id"]),
        str(record["type"]),
        str(record["question"]),
        str(record["answer"]),
        str(record["verdict"]),
        {str(name): float(value) for name, value in figures.items()},
        float(str(record["ms"])),
    )
