"""What tells whether the documents answer: how the best sentence meets the question, and what else there is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from index.hit import Hit
from index.names import NameKind, dictionary_places
from index.segmenter import normalise
from qa.features import FEATURES
from qa.matching import Query
from qa.question import Want, years_in
from qa.reading import Candidate
from qa.subjects import SUBJECTS, subjects

BEATEN = ("dense", "dense_passage", "cover", "close_around")
# Which word comes first or last says little: a 我国 or 目前 before a question changes neither it nor its answer.
ENDS = ("first_missed", "last_met")
MEANS = ("dense", "close_around", "cover_around")
LENGTHS = (2, 3, 4)  # characters of most places' names
SIGNALS = (
    *(name for name in FEATURES if name not in ENDS),  # of the best sentence
    *(f"wants_{want}" for want in Want),
    *(f"beaten_{name}" for name in BEATEN),  # how far the best sentence lies behind the best value of any
    *(f"mean_{name}" for name in MEANS),  # of the first three sentences
    "score",  # of the best sentence
    "lead",  # of the best sentence over the best one of another passage
    "sure",  # share of the best sentence in the odds of all
    "sure_three",  # of the first three
    "sure_passage",  # of the best sentence in the odds of the best ones of all passages
    "spread",  # entropy of those of the sentences
    "first_hit",  # its retrieval score
    "hit_lead",  # over the second hit
    "met",  # the weight of the question's words that the best sentence meets with what stands around it
    "unknown",  # idf mass of words that are in no passage that was read, as a share
    "person_elsewhere",  # the question names a speaker, and the best sentence is not theirs
    "place_elsewhere",  # the question names something that heads other sections or rows, and not this one
    "met_elsewhere",  # the share of words that other sentences hold and the best one's passage does not
    "year_elsewhere",  # the question names a year, the passage only others
    "other_place",  # the question names places, and the best sentence others and none of them
    "heaviest_anywhere",  # how well its heaviest word is met in the passage
    "heaviest_close",  # ... by the closest token of the best sentence or around it
    "farthest_anywhere",  # weight times distance of the word that is farthest from anything in the passage
    "together",  # the best sentence for both the first and the last word
    *SUBJECTS,
    "pointed",  # the odds that the passage of the best sentence answers, as the pointer reads it
)
READ = (80, 160)  # characters before and from the best sentence on that the pointer reads
HEADINGS = 2  # before them, the innermost ones


class Answering(Protocol):
    """What reads a text for a question."""

    def sure(self, question: str, text: str) -> float:
        """The logarithm of the odds that the text answers."""


def signals(query: Query, hits: Sequence[Hit], candidates: Sequence[Candidate], pointer: Answering) -> list[float]:
    """One row for the judge, in the order of SIGNALS; there is at least one candidate."""
    best = candidates[0]
    return [
        *(value for name, value in zip(FEATURES, best.values, strict=True) if name not in ENDS),
        *(float(want in query.question.wants) for want in Want),
        *(max(one.values[i] for one in candidates) - best.values[i] for i in map(FEATURES.index, BEATEN)),
        *(float(np.mean([one.values[i] for one in candidates[:3]])) for i in map(FEATURES.index, MEANS)),
        *_odds(candidates),
        *_retrieval(hits),
        _met(query, best),
        _unknown(query, candidates),
        _person_elsewhere(query, hits, best),
        _anchor_elsewhere(query, candidates, best),
        _met_elsewhere(query, candidates, best),
        _year_elsewhere(query, best),
        _other_place(query, best),
        *_words(query, candidates),
        *subjects(query, candidates),
        pointer.sure(query.question.text, _near(best)),
    ]


def _near(best: Candidate) -> str:
    """What stands around the best sentence, under its headings."""
    evidence, passage = best.evidence, best.evidence.passage
    text = passage.text[max(0, evidence.start - READ[0]) : evidence.start + READ[1]]
    return "，".join(passage.heading_path[-HEADINGS:]) + "。" + text if passage.heading_path else text


def _odds(candidates: Sequence[Candidate]) -> list[float]:
    """Score and lead of the best; its shares in the odds of all, exp(score)."""
    best = candidates[0]
    passages: dict[str, float] = {}
    for one in candidates:
        passages.setdefault(one.evidence.passage.passage_id, one.score)
    _, *others = passages.values()
    shares = _shares([one.score for one in candidates])
    return [
        best.score,
        best.score - max(others, default=best.score - 5),
        float(shares[0]),
        float(shares[:3].sum()),
        float(_shares(list(passages.values()))[0]),
        float(-(shares * np.log(shares + 1e-9)).sum()),
    ]


def _shares(scores: Sequence[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    odds = np.exp(np.array(scores) - max(scores))
    return odds / odds.sum()  # type: ignore[no-any-return]


def _retrieval(hits: Sequence[Hit]) -> list[float]:
    return [hits[0].score, hits[0].score - (hits[1].score if len(hits) > 1 else 0.0)]


def _words(query: Query, candidates: Sequence[Candidate]) -> list[float]:
    """How well the heaviest and the farthest word are met, and whether a sentence meets the first and the last."""
    if not query.terms:
        return [0.0] * 4
    standing = candidates[0].standing
    anywhere = list(map(max, standing.anywhere, standing.around))
    close = list(map(max, standing.close, standing.close_around))
    heaviest = max(range(len(query.terms)), key=lambda i: query.terms[i].weight)
    distances = (term.weight * (1 - value) for term, value in zip(query.terms, anywhere, strict=True))
    ends = ((one.standing.inside[0], one.standing.inside[-1]) for one in candidates)
    return [anywhere[heaviest], close[heaviest], max(distances), max(map(min, ends))]


def _met(query: Query, best: Candidate) -> float:
    text = f"{best.evidence.text}\n{best.evidence.context}\n{best.evidence.before}"
    return sum(term.weight * term.met(text) for term in query.terms) / 4


def _met_elsewhere(query: Query, candidates: Sequence[Candidate], best: Candidate) -> float:
    passage = best.evidence.passage
    here = "\n".join(f"{c.evidence.text}\n{c.evidence.context}" for c in candidates if c.evidence.passage is passage)
    there = "\n".join(c.evidence.text for c in candidates if c.evidence.passage is not passage)
    total = sum(term.weight for term in query.terms) or 1.0
    return sum(term.weight for term in query.terms if term.met(there) > 0.9 and term.met(here) < 0.3) / total


def _year_elsewhere(query: Query, best: Candidate) -> float:
    passage = best.evidence.passage
    years = years_in(normalise(f"{passage.text}\n{best.evidence.context}"))
    return float(bool(query.question.years) and bool(years) and not query.question.years & years)


def _unknown(query: Query, candidates: Sequence[Candidate]) -> float:
    """The share of the question's weight that nothing of what was read meets."""
    texts = [f"{c.evidence.text}\n{c.evidence.context}" for c in candidates]
    total = sum(term.weight for term in query.terms) or 1.0
    return sum(term.weight for term in query.terms if not any(term.met(text) > 0.5 for text in texts)) / total


def _person_elsewhere(query: Query, hits: Sequence[Hit], best: Candidate) -> float:
    """1 where the question names one speaker and the best sentence neither is theirs nor names them."""
    named = {hit.passage.speaker for hit in hits if hit.passage.speaker and hit.passage.speaker in query.question.text}
    own = best.evidence
    return float(
        bool(named) and own.passage.speaker not in named and not any(name in own.text for name in named if name)
    )


def _other_place(query: Query, best: Candidate) -> float:
    asked = [place for one in query.understood if one.label == "地点" for place in one.value.split("、")]
    text = best.evidence.text
    if not asked or any(place in text or (len(place) > 2 and place[:-1] in text) for place in asked):
        return 0.0
    parts = {text[i : i + size] for size in LENGTHS for i in range(len(text) - size + 1)}
    named = (part for part in parts if query.known.get(part) is NameKind.PLACE or part in dictionary_places())
    return float(any(not any(part in place for place in asked) for part in named))


def _anchor_elsewhere(query: Query, candidates: Sequence[Candidate], best: Candidate) -> float:
    """The weight of words that head another section or row that was read, and are not met where the answer lies."""
    here = f"{best.evidence.text}\n{best.evidence.context}\n{best.evidence.before}"
    total = sum(term.weight for term in query.terms) or 1.0
    heads = "\n".join(dict.fromkeys(_head(candidate) for candidate in candidates))
    return sum(term.weight for term in query.terms if term.met(heads) > 0.9 and term.met(here) < 0.3) / total


def _head(candidate: Candidate) -> str:
    row = candidate.evidence.row
    return f"{candidate.evidence.context}\n{row.cells[0].text.lower() if row and row.cells else ''}"
