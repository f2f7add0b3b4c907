"""The things that a question puts side by side: 绛川 and 泊宁 of 绛川和泊宁的参保率各是多少."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.segmenter import normalise
from qa.evidence import Evidence
from qa.matching import Query, QueryTerm

JOINED = re.compile(r"以及|还是|相比|[和与跟同及、比]|\bvs\b|\band\b|\bor\b")


def compared(query: Query) -> list[QueryTerm]:
    """The words of the question on both sides of a joining word, in its order; none where nothing is joined."""
    plain = normalise(query.question.text)
    starts: dict[int, QueryTerm] = {}
    ends: dict[int, QueryTerm] = {}
    for term in query.terms:
        for found in re.finditer(re.escape(term.forms[0][0]), plain):
            starts[found.start()], ends[found.end()] = term, term
    sides = [(ends.get(joined.start()), starts.get(joined.end())) for joined in JOINED.finditer(plain)]
    both = [side for pair in sides if all(pair) for side in pair if side is not None]
    return list(dict.fromkeys(both))


def is_about(thing: QueryTerm, evidence: Evidence, others: Sequence[QueryTerm] = ()) -> bool:
    """Whether the evidence names the thing, by itself or, where it names none of the others, by its headings."""
    if names_itself(thing, evidence):
        return True
    return thing.met(evidence.context) > NAMED and not any(names_itself(other, evidence) for other in others)


def names_itself(thing: QueryTerm, evidence: Evidence) -> bool:
    """Whether the evidence's own words name the thing."""
    return thing.met(evidence.text) > NAMED


def is_headed(thing: QueryTerm, evidence: Evidence, others: Sequence[QueryTerm] = ()) -> bool:
    """`is_about` without the document's title: that stands over every sentence, also over those of a third one."""
    above = normalise("\n".join(evidence.passage.heading_path))
    return names_itself(thing, evidence) or (thing.met(above) > NAMED and is_about(thing, evidence, others))


NAMED = 0.7  # synonyms count, some of the characters do not
