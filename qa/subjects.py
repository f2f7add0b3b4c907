"""What a question is about and what it asks of that: its names and its other words, and whether both meet in one place.

A near miss names the right thing and asks what is not told of it, or asks what is told, of another thing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.names import dictionary_places
from qa.matching import NEIGHBOUR, Query
from qa.reading import Candidate

READ = 40  # candidates that are looked at
MISSED = 0.3  # a word that is met less is not there
MET = 0.5
SUBJECTS = (
    "name_weight",  # of the names in all
    "name_here",  # share of their weight that is met in the best sentence or around it
    "name_passage",  # ... anywhere in its passage
    "name_read",  # ... in one sentence or another
    "name_nowhere",  # weight of the heaviest that nothing holds
    "name_missed",  # share of the names that the library knows which do not stand around the best sentence
    "name_better",  # how much more of the names another sentence meets
    "place_nowhere",  # a place of the dictionary that nothing holds
    "asked_weight",  # of the other words in all
    "asked_here",  # share of their weight that is met in the best sentence
    "asked_around",  # ... or around it
    "asked_close",  # ... in it, a word that is not met counting by its closest token
    "asked_close_around",  # ... in it or, for less, around it
    "asked_farthest",  # weight times distance of the one that is farthest from anything around
    "asked_passage",  # share that is met anywhere in its passage
    "asked_heaviest",  # whether the heaviest of them is met in the best sentence
    "asked_heaviest_close",
    "both",  # the lesser of name_here and asked_here
    "both_close",
    "both_behind",  # how far the best sentence lies behind the best of any in both_close
    "both_best",
    "all_met",  # the share of words that are met in the best sentence or around it
)

Floats = NDArray[np.float64]


def subjects(query: Query, candidates: Sequence[Candidate]) -> list[float]:
    """One value for each of SUBJECTS; there is at least one candidate."""
    if not query.terms:
        return [0.0] * len(SUBJECTS)
    read = [one.standing for one in candidates[:READ]]
    weights = np.array([term.weight for term in query.terms])
    named = np.array([float(term.named) for term in query.terms])
    other = (1 - named) * [float(not _counts(term.forms[0][0])) for term in query.terms]
    inside = np.array([one.inside for one in read])
    around = np.maximum(inside, [one.around for one in read])
    passage = np.maximum(around, [one.anywhere for one in read])
    close = np.maximum(inside, [one.close for one in read])
    close_around = np.maximum(close, NEIGHBOUR * np.maximum(around, [one.close_around for one in read]))
    name_here, asked_here = _share(around, weights * named), _share(inside, weights * other)
    asked_close = _share(close, weights * other)
    both_close = np.minimum(name_here, asked_close)
    nowhere = around.max(axis=0) < MISSED
    heaviest = int(np.argmax(weights * other))
    return [
        float((weights * named).sum()),
        float(name_here[0]),
        float(_share(passage, weights * named)[0]),
        float(_share(around.max(axis=0, keepdims=True), weights * named)[0]),
        float((weights * named * nowhere).max()),
        _names_missed(query, candidates[0]),
        float(name_here.max() - name_here[0]),
        float(any(query.terms[i].forms[0][0] in dictionary_places() for i in np.flatnonzero(nowhere))),
        float((weights * other).sum()),
        float(asked_here[0]),
        float(_share(around, weights * other)[0]),
        float(asked_close[0]),
        float(_share(close_around, weights * other)[0]),
        float((weights * other * (1 - close_around[0])).max()),
        float(_share(passage, weights * other)[0]),
        float(inside[0, heaviest]),
        float(close[0, heaviest]),
        float(min(name_here[0], asked_here[0])),
        float(both_close[0]),
        float(both_close.max() - both_close[0]),
        float(both_close.max()),
        float((around[0] > MET).mean()),
    ]


def _share(met: Floats, weights: Floats) -> Floats:
    """`(n,)`: the share of the weights that each row meets; 1 where nothing weighs anything."""
    total = weights.sum()
    return met @ weights / total if total > 0 else np.ones(len(met))


def _counts(word: str) -> bool:
    """Whether a word is a number or a year."""
    return word[0].isdigit() or word == "年"


def _names_missed(query: Query, best: Candidate) -> float:
    """The share of the known places, organisations and people that do not stand around the best sentence."""
    known = [
        name for one in query.understood if one.label in {"地点", "机构", "人物"} for name in one.value.split("、")
    ]
    around = f"{best.evidence.text}{best.evidence.context}{best.evidence.before}"
    return sum(name not in around for name in known) / max(1, len(known))
