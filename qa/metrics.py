"""Retrieval and answer metrics as pure functions over lines and strings.

A place is a pair of line numbers, both inclusive. The definitions are those of the project's scoring script, so that
`yinju eval` prints the same figures; recall@k and MRR are the textbook's (Manning, Raghavan and Schütze, 2008, ch. 8).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence

Place = tuple[int, int]

SHORT_ANSWER = 120  # characters that a fact, name, number, date or cell may have
LONG_ANSWER = 400  # characters that reasons, lists and quotes may have
SHORT_TYPES = frozenset({"fact", "table", "policy", "comparison"})

SEPARATORS = re.compile(r"[\s*“”\"'‘’,，]+")
DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[.\-/年])0?(\d{1,2})(?!\d)月?")


def normalise_answer(text: str) -> str:
    """NFKC, lower case, no blanks, quotes, asterisks or commas; 2018.09 and 2018年9月 become the same date."""
    folded = SEPARATORS.sub("", unicodedata.normalize("NFKC", text).lower())
    return DATE.sub(r"\1年\2月", folded)


def overlaps(place: Place, others: Sequence[Place]) -> bool:
    """Whether the lines touch the lines of any of the others."""
    return any(place[0] <= end and start <= place[1] for start, end in others)


def recall(found: Sequence[Place], evidence: Sequence[Place], alternatives: Sequence[Place], *, every: bool) -> float:
    """The share of the needed evidence that the found places cover.

    Args:
        found: the places retrieved, or cited.
        evidence: the places that answer; with `every`, each of them is needed, otherwise any one.
        alternatives: other places that answer fully on their own.
        every: whether the answer has several parts.
    """
    if any(overlaps(place, alternatives) for place in found):
        return 1.0
    if every and len(evidence) > 1:
        return sum(any(overlaps(place, [one]) for place in found) for one in evidence) / len(evidence)
    return float(any(overlaps(place, evidence) for place in found))


def precision(cited: Sequence[Place], evidence: Sequence[Place]) -> float:
    """The share of the citations that touch evidence; 0 where nothing is cited."""
    return sum(overlaps(place, evidence) for place in cited) / len(cited) if cited else 0.0


def reciprocal_rank(relevant: Sequence[bool]) -> float:
    """1 / rank of the first relevant one, 0 where none is."""
    return next((1 / rank for rank, good in enumerate(relevant, start=1) if good), 0.0)


def ndcg(gains: Sequence[int], needed: int) -> float:
    """nDCG: the sum of gain / log2(rank + 1), as a share of what `needed` places, one a rank, would give.

    A gain is the number of needed places that a rank is the first to cover (Järvelin and Kekäläinen, TOIS 2002,
    https://doi.org/10.1145/582415.582418, with gains of 1). At most 1: one passage may cover several places.
    """
    gained = sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, needed + 1))
    return min(1.0, gained / ideal) if ideal else 0.0


def new_places(found: Sequence[Sequence[Place]], needed: Sequence[Place]) -> list[int]:
    """For each rank the number of needed places that it is the first to touch."""
    gains: list[int] = []
    left = list(needed)
    for places in found:
        covered = [one for one in left if any(overlaps(place, [one]) for place in places)]
        gains.append(len(covered))
        left = [one for one in left if one not in covered]
    return gains


def answer_score(answer: str, accepted: Sequence[str], *, every: bool, limit: int) -> float:
    """The share of accepted strings that the answer holds (`every`), or whether it holds any, within `limit`."""
    text = normalise_answer(answer)[:limit]
    found = [normalise_answer(one) in text for one in accepted]
    if every:
        return sum(found) / len(found) if found else 0.0
    return float(any(found))


def answer_limit(kind: str, parts: int) -> int:
    """How many characters an answer to a question of this type may have; `parts` accepted strings are all needed."""
    return SHORT_ANSWER if kind in SHORT_TYPES and parts <= 2 else LONG_ANSWER
