"""What a document adds to the words and names of its library; the library's own are the sum over its documents.

Sums need no lock between writers, and a document that leaves takes its share along.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from corpus.document import Passage
from index.lexical import K1, Field
from index.milvus.filters import key
from index.names import Declared, declared_in
from index.segmenter import MARK
from index.units import FIELDS

PLACES = 2**32 - 1  # of a sparse vector in Milvus
FIRST_HAN, HAN_CODES = 0x3400, 0xA000 - 0x3400  # Unicode's main blocks of Chinese characters

Counted = Mapping[str, Mapping[str, int]]  # field -> token -> times, of one passage
Lengths = Mapping[str, float]  # field -> mean tokens of the passages that have any


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of one document, or of several."""

    passages: int = 0
    holders: Mapping[str, int] = field(default_factory=dict)  # token -> passages that hold it
    totals: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # field -> tokens, passages that have any
    own_words: tuple[str, ...] = ()  # that no dictionary knows
    glossary: tuple[tuple[str, str], ...] = ()
    declared: tuple[Declared, ...] = ()  # the names that each document declares

    def __contains__(self, token: str) -> bool:
        return token in self.holders

    @property
    def size(self) -> int:
        """The number of passages."""
        return self.passages

    @property
    def vocabulary(self) -> Sequence[str]:
        """Every token."""
        return list(self.holders)

    def units(self, token: str) -> range:
        """As many things as passages hold the token."""
        return range(self.holders.get(token, 0))

    def idf(self, token: str) -> float:
        """Lucene's, as in index.lexical."""
        n = self.holders.get(token, 0)
        return math.log1p((self.passages - n + 0.5) / (n + 0.5))

    @property
    def lengths(self) -> Lengths:
        """The mean length of each field."""
        return {name: total / having if having else 1.0 for name, (total, having) in self.totals.items()}


def count(passages: Sequence[Mapping[str, Sequence[str]]]) -> list[Counted]:
    """How often each token stands in each field of each passage."""
    return [{name: Counter(tokens) for name, tokens in one.items()} for one in passages]


def of_document(
    passages: Sequence[Passage],
    counted: Sequence[Counted],
    own_words: Sequence[str],
    glossary: Sequence[tuple[str, str]],
) -> Statistics:
    """The share of one document."""
    holders: Counter[str] = Counter()
    for fields in counted:
        holders.update({token for tokens in fields.values() for token in tokens})
    sums = {name: [sum(fields.get(name, {}).values()) for fields in counted] for name in FIELDS}
    totals = {name: (sum(lengths), sum(length > 0 for length in lengths)) for name, lengths in sums.items()}
    return Statistics(len(passages), holders, totals, tuple(own_words), tuple(glossary), (declared_in(passages),))


def added_up(parts: Iterable[Statistics]) -> Statistics:
    """Of all documents together, in their order."""
    everything = list(parts)
    holders: Counter[str] = Counter()
    for part in everything:
        holders.update(part.holders)
    totals = {
        name: (
            sum(part.totals[name][0] for part in everything if name in part.totals),
            sum(part.totals[name][1] for part in everything if name in part.totals),
        )
        for name in FIELDS
    }
    return Statistics(
        sum(part.passages for part in everything),
        holders,
        totals,
        tuple(dict.fromkeys(word for part in everything for word in part.own_words)),
        tuple(pair for part in everything for pair in part.glossary),
        tuple(declared for part in everything for declared in part.declared),
    )


def weights(
    counted: Counted, lengths: Lengths, fields: Mapping[str, Field] = FIELDS, k1: float = K1
) -> dict[int, float]:
    """A passage's BM25F weight of each of its tokens: the inner product with the tokens' idf is its score.

    See index.lexical. Tokens stand as numbers; two of the same number, of which there are hardly ever any, share the
    higher weight.
    """
    frequency: dict[str, float] = {}
    for name, spec in fields.items():
        tokens = counted.get(name, {})
        norm = 1 - spec.b + spec.b * sum(tokens.values()) / (lengths.get(name) or 1.0)
        for token, times in tokens.items():
            frequency[token] = frequency.get(token, 0.0) + spec.weight * times / norm
    found: dict[int, float] = {}
    for token, f in frequency.items():
        number = dimension(token)
        found[number] = max(found.get(number, 0.0), f / (k1 + f))
    return found


@lru_cache(maxsize=1 << 17)
def dimension(token: str) -> int:
    """The token's place in a sparse vector.

    Chinese characters have places of their own. Words share the others by their hash: of a million words one in 4,300
    meets another, and then both weigh as the heavier one.
    """
    if token[0] == MARK and len(token) == 2 and 0 <= (code := ord(token[1]) - FIRST_HAN) < HAN_CODES:
        return code
    return HAN_CODES + int(key(token), 16) % (PLACES - HAN_CODES)


def statistics_record(found: Statistics) -> dict[str, Any]:
    """As plain lists and dicts."""
    return {
        "passages": found.passages,
        "holders": dict(found.holders),
        "totals": {name: list(pair) for name, pair in found.totals.items()},
        "own_words": list(found.own_words),
        "glossary": [list(pair) for pair in found.glossary],
        "declared": [one.record() for one in found.declared],
    }


def statistics_of(record: Mapping[str, Any]) -> Statistics:
    """What was recorded."""
    return Statistics(
        record["passages"],
        record["holders"],
        {name: (total, having) for name, (total, having) in record["totals"].items()},
        tuple(record["own_words"]),
        tuple((short, full) for short, full in record["glossary"]),
        tuple(Declared.of(one) for one in record["declared"]),
    )
