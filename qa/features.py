"""How well a sentence or table row meets a question, as numbers: what the reader's linear score weighs.

The features say nothing about any one document; their weights are fitted by `training/fit_reader.py` on questions about
fictional reports and stored in `reader.json` with their figures. All that is read for a question is measured at once,
a column for each sentence or row: one by one took a quarter of an answer's time.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from index.segmenter import normalise
from qa.evidence import Evidence, announces, is_total
from qa.matching import MISSED, NEIGHBOUR, Bools, Floats, Lines, Met, Query, QueryTerm, lines_of
from qa.question import Question, Want, years_in
from qa.typed import NUMERAL, kinds_in

FEATURES = (
    "cover",  # share of the question's idf mass met in the sentence itself
    "cover_around",  # ... in the sentence or, for less, in its context
    "cover_pairs",  # share of the question's character bigrams met in the sentence
    "cover_telling",  # the same, each bigram weighed by how few of the sentences that were read hold it
    "close",  # as cover, a word that is not met counts by its closest token
    "close_around",  # as cover_around, likewise
    "farthest",  # weight times distance of the word that is farthest from anything around
    "missing_rare",  # idf of the rarest word met nowhere, against the rarest of the question
    "cover_passage",  # share of the idf mass met anywhere in its passage or the context
    "cover_after",  # ... in the sentence after it
    "dense",  # cosine of question and sentence
    "dense_passage",  # cosine of question and sentence with its context
    "retrieval",  # the passage's retrieval score against the best one's
    "reciprocal_rank",  # of the passage
    "kinds",  # share of the wanted kinds of value that the sentence holds
    *(f"kind_{want}" for want in Want),  # 1 where this kind is wanted and there, -1 where wanted and not there
    "measure",  # a number with the measure word that is asked (多少颗) is there; -1 where it is asked and not there
    "number",  # a wanted number, share or amount is there, beyond the question's own
    "year_met",
    "year_missed",  # other years are named, and none of the question's
    "name_met",  # what the question quotes is there
    "focus_met",  # the word that a follow-up asks about
    "speaker",  # somebody speaks, and the question wants a person or an opinion
    "row",
    "row_telling",  # a row, and the question wants words: a reason, a way, a definition, an opinion
    "row_label",  # the row's first cell is met by the question
    "frame",
    "note",  # under a table
    "total",  # a row that adds up others, and the question asks for a sum; less than 0 where it does not
    "asks",  # the sentence itself is a question
    "short",
    "log_length",
    "announces",  # the sentence only says what follows it
    "voice",  # somebody speaks, and the question asks for what a person says; -1 where nobody does
    "anchor_missed",  # weight of words that head other sections or rows that were read, and are met nowhere around
    "place_missed",  # share of the places of the question that are named nowhere around
    "first_missed",  # the first word of the question, mostly what it is about, is met nowhere around
    "last_met",  # ... the last one, mostly what is asked of it, in the sentence itself
    "month",  # a month is asked for and there; -1 where it is not there
    "defines",  # a definition is asked for, and one of the first words begins the sentence
    "year_here",  # a year of the question stands in the sentence itself
    "guest",  # somebody speaks, and the question asks for somebody who was interviewed; -1 where nobody does
    "nothing_new",  # the sentence holds no more than the words of the question
)
SUMMED = re.compile(r"加起来|加一块|合计|一共|总共|总计|总数|全部|拢共|统共|合起来")
VOICE = re.compile(r"嘉宾|受访|访谈|采访|专家|发言|原话|哪一?位|谁|怎么(?:看|说|讲|评)|觉得|认为|主张|谈到|提到|说过")
GUEST = re.compile(r"嘉宾|受访|访谈|采访|专家|发言|与会")
MONTH_ASKED = re.compile(r"月|几号|日期|什么时候|啥时候?|何时")
MONTH = re.compile(r"\d{1,2}月|(?:19|20)\d\d[.\-/]\d{1,2}")
LETTERS = re.compile(r"\w")
BEGINS = 12  # characters in which the sentence that defines a word names it
VALUES_WANTED = frozenset({Want.NUMBER, Want.SHARE, Want.MONEY, Want.DATE})
TELLING = frozenset({Want.REASON, Want.WAY, Want.DEFINITION, Want.OPINION})
WANTS = tuple(Want)


@dataclass(frozen=True, slots=True)
class Plain:
    """What of a passage's evidence does not depend on the question, a number for each piece."""

    kinds: Bools  # (kinds of Want, evidence): which kinds of value it holds
    speaker: Floats  # 1 where somebody speaks
    row: Floats
    frame: Floats
    note: Floats
    total: Floats
    asks: Floats
    short: Floats
    length: Floats
    announces: Floats
    month: Floats  # 1 where there is one, otherwise -1

    @classmethod
    def of(cls, evidence: Sequence[Evidence]) -> Plain:
        """Of the evidence of one passage."""
        kinds = [kinds_in(one.text) for one in evidence]
        told = [_told(one) for one in evidence]
        return cls(
            np.array([[want in one for one in kinds] for want in WANTS], bool).reshape(len(WANTS), len(evidence)),
            *(np.array(column, np.float64) for column in (zip(*told, strict=True) if told else [()] * 10)),
        )

    @classmethod
    def joined(cls, several: Sequence[Plain]) -> Plain:
        """The evidence of all of them; there is at least one."""
        return cls(*(np.concatenate([getattr(one, name) for one in several], axis=-1) for name in cls.__slots__))


def _told(one: Evidence) -> tuple[float, ...]:
    """The numbers of Plain behind the kinds."""
    return (
        float(bool(one.passage.speaker)),
        float(one.row is not None),
        float(one.frame),
        float(one.passage.table is not None and one.row is None and not one.frame),
        float(one.row is not None and is_total(one.row)),
        float(one.text.rstrip().endswith(("?", "吗", "呢"))),
        float(len(one.text) < 8),
        math.log(1 + len(one.text)) / 6,
        float(announces(one.text)),
        1.0 if MONTH.search(one.text) else -1.0,
    )


@dataclass(frozen=True, slots=True)
class Noted:
    """The evidence of one passage with what is known of it before any question."""

    evidence: tuple[Evidence, ...]
    lines: Lines
    plain: Plain

    @classmethod
    def of(cls, evidence: tuple[Evidence, ...]) -> Noted:
        """Note it down once for all questions."""
        return cls(evidence, lines_of(evidence), Plain.of(evidence))


@dataclass(frozen=True, slots=True)
class Standings:
    """How all evidence that was read stands: what of the question it meets, and a number for each piece beside that."""

    met: Met
    dense: Floats  # cosine of question and sentence
    dense_passage: Floats  # cosine of question and sentence with its context
    retrieval: Floats  # the passage's retrieval score, as a share of the best one's
    rank: Floats  # of the passage, from 1
    close: Floats  # (words, evidence): cosine with the closest token of the sentence
    close_around: Floats  # ... of its context and the sentence before


def features(query: Query, read: Sequence[Noted], standings: Standings) -> Floats:
    """`(evidence, len(FEATURES))`: a row for each piece of evidence of the passages, of which each holds some."""
    question, met = query.question, standings.met
    wants = question.wants
    evidence = [one for noted in read for one in noted.evidence]
    plain = Plain.joined([noted.plain for noted in read])
    inside, either = met.inside, np.maximum(met.inside, NEIGHBOUR * met.around)
    close = np.maximum(inside, standings.close)
    close_around = np.maximum(np.maximum(either, close), NEIGHBOUR * standings.close_around)
    weights = np.array([term.weight for term in query.terms], np.float64)
    nothing = np.zeros(len(evidence))
    columns = [
        _share(weights, inside),
        _share(weights, either),
        *_pairs(sorted(query.pairs), [noted.lines for noted in read]),
        _share(weights, close),
        _share(weights, close_around),
        (weights[:, None] * (1 - close_around)).max(0, initial=0.0),
        _rarest_missing(weights, either),
        _share(weights, met.anywhere),
        _share(weights, met.after),
        standings.dense,
        standings.dense_passage,
        standings.retrieval,
        1 / standings.rank,
        *_kinds(wants, plain.kinds),
        _measure_met(question, evidence),
        _value_met(wants, plain.kinds),
        *_years(question.years, evidence),
        _named(tuple(name.lower() for name in question.names), evidence),
        _named((query.focus,) if query.focus else (), evidence),
        plain.speaker if wants & {Want.PERSON, Want.OPINION} else nothing,
        plain.row,
        plain.row if wants & TELLING else nothing,
        _labels_met(query.terms, evidence),
        plain.frame,
        plain.note,
        plain.total * (1.0 if SUMMED.search(question.text) else -0.5),
        plain.asks,
        plain.short,
        plain.length,
        plain.announces,
        2 * plain.speaker - 1 if VOICE.search(normalise(question.text)) else nothing,
        *_missed(query, weights, met, evidence),
        plain.month if Want.DATE in wants and MONTH_ASKED.search(normalise(question.text)) else nothing,
        _begins(query.terms[:2], evidence) if Want.DEFINITION in wants else nothing,
        _holds_year(question.years, evidence),
        2 * plain.speaker - 1 if GUEST.search(normalise(question.text)) else nothing,
        _nothing_new(query, evidence),
    ]
    return np.stack(columns, axis=1)


def _sum(weights: Floats, met: Floats | Bools) -> Floats:
    """`(evidence,)`: the weighted sum over the words, in their order to the last bit whatever the processor."""
    if not len(weights):
        return np.zeros(met.shape[1])
    total: Floats = np.add.accumulate(weights[:, None] * met, axis=0)[-1]
    return total


def _share(weights: Floats, met: Floats | Bools) -> Floats:
    total = sum(weights.tolist())
    return _sum(weights, met) / total if total else np.zeros(met.shape[1])


def _pairs(pairs: Sequence[str], read: Sequence[Lines]) -> tuple[Floats, Floats]:
    """cover_pairs and cover_telling."""
    held = np.concatenate([one.holding(pairs) for one in read], axis=1)
    telling = np.array(telling_pairs(held), np.float64)
    return held.sum(0) / max(1, len(pairs)), _share(telling, held)


def telling_pairs(held: Bools) -> list[float]:
    """The idf of each of the question's bigrams among the `(bigrams, sentences)` that hold it; 0 where none does."""
    sentences = held.shape[1]
    return [math.log(1 + sentences / count) if count else 0.0 for count in held.sum(1).tolist()]


def _rarest_missing(weights: Floats, met: Floats) -> Floats:
    heaviest = weights.max(initial=0.0)
    missing: Floats = np.where(met < MISSED, weights[:, None], 0.0).max(0, initial=0.0)
    return missing / heaviest if heaviest else missing


def _kinds(wants: frozenset[Want], kinds: Bools) -> list[Floats]:
    """kinds, then kind_* in the order of Want."""
    wanted = np.array([want in wants for want in WANTS])
    met = kinds[wanted].sum(0) / len(wants) if wants else np.full(kinds.shape[1], 0.5)
    return [met, *np.where(wanted[:, None], np.where(kinds, 1.0, -1.0), 0.0)]


def _value_met(wants: frozenset[Want], kinds: Bools) -> Floats:
    values = [WANTS.index(want) for want in wants & VALUES_WANTED]
    return np.array(kinds[values].any(0), np.float64) if values else np.full(kinds.shape[1], 0.5)


def _measure_met(question: Question, evidence: Sequence[Evidence]) -> Floats:
    """A row need not repeat the word: it may stand in the column's name, in brackets."""
    if not question.measures:
        return np.zeros(len(evidence))
    patterns = [measured(word) for word in question.measures]
    return np.array([1.0 if any(one.search(each.text) for one in patterns) else -1.0 for each in evidence])


@lru_cache(maxsize=1000)
def measured(word: str) -> re.Pattern[str]:
    """A number with a measure word after it, or the measure word alone in brackets."""
    return re.compile(rf"{NUMERAL}\s*[多余几]?[万亿千百]*[个]?{re.escape(word)}|\([^)]*{re.escape(word)}[^)]*\)")


def _years(asked: frozenset[str], evidence: Sequence[Evidence]) -> tuple[Floats, Floats]:
    """year_met and year_missed."""
    if not asked:
        return np.zeros(len(evidence)), np.zeros(len(evidence))
    met, missed = [], []
    for one in evidence:
        own, around = years_in(one.text), years_in(one.context)
        years = own or around
        met.append(bool(asked & (own | around | years_in(one.before))))
        missed.append(bool(years) and not asked & years)
    return np.array(met, np.float64), np.array(missed, np.float64)


def _holds_year(asked: frozenset[str], evidence: Sequence[Evidence]) -> Floats:
    return np.array([bool(asked and asked & years_in(one.text)) for one in evidence], np.float64)


def _named(names: Sequence[str], evidence: Sequence[Evidence]) -> Floats:
    """The share of these that stand in each piece of evidence or around it."""
    if not names:
        return np.zeros(len(evidence))
    return np.array([sum(name in text for name in names) / len(names) for text in map(_with_context, evidence)])


def _with_context(one: Evidence) -> str:
    return f"{one.text}\n{one.context}\n{one.before}"


def _labels_met(terms: Sequence[QueryTerm], evidence: Sequence[Evidence]) -> Floats:
    """The share of each row label's characters that the question's words cover."""
    forms = {form for term in terms for form, _ in term.forms}
    return np.array([_covered(forms, label) if (label := _label(one)) else 0.0 for one in evidence])


def _label(one: Evidence) -> str:
    return one.row.cells[0].text.lower() if one.row and one.row.cells else ""


def _covered(forms: set[str], label: str) -> float:
    places: set[int] = set()
    for form in forms:
        start = label.find(form)
        if start >= 0:
            places.update(range(start, start + len(form)))
    return len(places) / len(label)


def _missed(query: Query, weights: Floats, met: Met, evidence: Sequence[Evidence]) -> tuple[Floats, ...]:
    """anchor_missed, place_missed, first_missed and last_met."""
    if not len(weights):
        return np.zeros(len(evidence)), _places_missed(query, evidence), *np.zeros((2, len(evidence)))
    missed = np.maximum(met.inside, met.around) < MISSED
    anchors = np.where(_heading(query.terms, evidence), weights, 0.0)
    return (
        _sum(anchors, missed) / (sum(weights.tolist()) or 1.0),
        _places_missed(query, evidence),
        missed[0].astype(np.float64),
        met.inside[-1],
    )


def _heading(terms: Sequence[QueryTerm], evidence: Sequence[Evidence]) -> list[bool]:
    """Which words head a section or a row that was read."""
    heads = "\n".join(dict.fromkeys([*(one.context for one in evidence), *map(_label, evidence)]))
    return [term.met(heads) > 0.9 for term in terms]


def _places_missed(query: Query, evidence: Sequence[Evidence]) -> Floats:
    places = [place for one in query.understood if one.label == "地点" for place in one.value.split("、")]
    if not places:
        return np.zeros(len(evidence))
    named = [
        sum(place in text or (len(place) > 2 and place[:-1] in text) for place in places)
        for text in map(_with_context, evidence)
    ]
    return 1 - np.array(named, np.float64) / len(places)


def _begins(terms: Sequence[QueryTerm], evidence: Sequence[Evidence]) -> Floats:
    forms = [form for term in terms for form, _ in term.forms[:3]]
    return np.array([any(form in one.text[: BEGINS + len(form)] for form in forms) for one in evidence], np.float64)


def _nothing_new(query: Query, evidence: Sequence[Evidence]) -> Floats:
    said = set(normalise(query.question.text)).union(*(form for term in query.terms for form, _ in term.forms))
    return np.array([len(set(LETTERS.findall(one.text)) - said) < 2 for one in evidence], np.float64)
