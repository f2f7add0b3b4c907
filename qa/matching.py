"""How well a sentence or table row meets a question: features, and the linear score over them.

The features say nothing about any one document; their weights are fitted by `training/fit_reader.py` on questions about
fictional reports and stored in `reader.json` with their figures.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, pairwise
from operator import mul

import numpy as np
from numpy.typing import NDArray

from index.segmenter import normalise
from qa.answer import Understood
from qa.evidence import Evidence, announces, is_total
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
)
SUMMED = re.compile(r"加起来|加一块|合计|一共|总共|总计|总数|全部|拢共|统共|合起来")
VOICE = re.compile(r"嘉宾|受访|访谈|采访|专家|发言|原话|哪一?位|谁|怎么(?:看|说|讲|评)|觉得|认为|主张|谈到|提到|说过")
MONTH_ASKED = re.compile(r"月|几号|日期|什么时候|啥时候?|何时")
MONTH = re.compile(r"\d{1,2}月|(?:19|20)\d\d[.\-/]\d{1,2}")
BEGINS = 12  # characters in which the sentence that defines a word names it
VALUES_WANTED = frozenset({Want.NUMBER, Want.SHARE, Want.MONEY, Want.DATE})
TELLING = frozenset({Want.REASON, Want.WAY, Want.DEFINITION, Want.OPINION})
MISSED = 0.3  # a word that is met less is not there
NEIGHBOUR = 0.7  # what a word counts for that is met in the context only


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One word of the question with other ways to say it, all normalised."""

    weight: float  # idf, as a share of that of a word that is nowhere in the library
    forms: tuple[tuple[str, float], ...]  # (form, how good a match it is: 1 for the word itself)
    named: bool = False  # it reads like a name

    def met(self, text: str) -> float:
        """How well a normalised text meets the word, 0 to 1; half of its characters in a row give a little."""
        return _met(text, self.forms, _pairs_of(self.forms[0][0]))

    def met_each(self, texts: Sequence[str]) -> list[float]:
        """How well each of the texts meets the word. What is in none of them is not looked for in each."""
        everything = "\n".join(texts)
        forms = [(form, value) for form, value in self.forms if form in everything]
        pairs = _pairs_of(self.forms[0][0])
        if not any(pair in everything for pair in pairs):
            pairs = ()
        return [_met(text, forms, pairs) for text in texts] if forms or pairs else [0.0] * len(texts)


def _met(text: str, forms: Iterable[tuple[str, float]], pairs: Sequence[str]) -> float:
    best = 0.0
    for form, value in forms:  # a loop: this is asked a thousand times a question
        if value > best and form in text:
            best = value
    return best if best or not pairs else 0.6 * sum(pair in text for pair in pairs) / len(pairs)


@lru_cache(maxsize=1 << 10)
def _pairs_of(word: str) -> tuple[str, ...]:
    """The neighbouring characters of a word of three or more."""
    return tuple(map("".join, pairwise(word))) if len(word) > 2 else ()


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the features need it."""

    question: Question
    terms: tuple[QueryTerm, ...]
    pairs: frozenset[str]  # character bigrams of the words that carry meaning
    vector: NDArray[np.float32]  # (dim,)
    focus: str = ""
    unsure: bool = False  # completed from the history, though nothing in it says that it leans on that
    understood: tuple[Understood, ...] = ()


@dataclass(frozen=True, slots=True)
class Met:
    """How well each word of the question is met: in a sentence and in what stands around it."""

    inside: tuple[float, ...]
    around: tuple[float, ...]  # in its context or in what goes before
    after: tuple[float, ...]  # in the sentence after it
    anywhere: tuple[float, ...]  # in its passage or the context


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a sentence beside its kind: what it meets, how close it is, how its passage was ranked."""

    met: Met
    dense: float  # cosine of question and sentence
    dense_passage: float  # cosine of question and sentence with its context
    retrieval: float  # the passage's retrieval score, as a share of the best one's
    rank: int  # of the passage, from 1
    close: Sequence[float]  # of each word of the question, cosine with the closest token of the sentence
    close_around: Sequence[float]  # ... of its context and the sentence before


@dataclass(frozen=True, slots=True)
class Among:
    """What is known of the question, and of all that was read for it together."""

    telling: Mapping[str, float]  # what `telling_pairs` gave
    telling_total: float
    anchors: tuple[float, ...]  # the weight of each word of the question that heads something; 0 for the others
    places: tuple[str, ...]  # that the question names
    voice: bool  # it asks for what a person says
    month: bool  # it asks for a month or a day
    summed: bool  # it asks for a sum
    weights: tuple[float, ...]  # of its words
    total: float  # of these
    names: tuple[str, ...]  # that it quotes, in lower case


def among(query: Query, evidence: Sequence[Evidence]) -> Among:
    """What `features` needs to know beside one sentence."""
    plain = normalise(query.question.text)
    labels = (one.row.cells[0].text.lower() for one in evidence if one.row and one.row.cells)
    heads = "\n".join(dict.fromkeys([*(one.context for one in evidence), *labels]))
    telling = telling_pairs(query.pairs, [one.text for one in evidence])
    return Among(
        telling,
        sum(telling.values()) or 1.0,
        tuple(term.weight if term.met(heads) > 0.9 else 0.0 for term in query.terms),
        tuple(place for one in query.understood if one.label == "地点" for place in one.value.split("、")),
        bool(VOICE.search(plain)),
        Want.DATE in query.question.wants and bool(MONTH_ASKED.search(plain)),
        bool(SUMMED.search(query.question.text)),
        tuple(term.weight for term in query.terms),
        sum(term.weight for term in query.terms),
        tuple(name.lower() for name in query.question.names),
    )


def meetings(terms: Sequence[QueryTerm], evidence: Sequence[Evidence]) -> list[Met]:
    """What each piece of evidence of one passage meets; context that they share is looked at once."""
    near = [[one.context, *one.before.splitlines()] for one in evidence]
    texts = list(dict.fromkeys([*(one.text for one in evidence), *(text for part in near for text in part)]))
    rows = zip(*(term.met_each(texts) for term in terms), strict=True) if terms else ((),) * len(texts)
    met: dict[str, tuple[float, ...]] = dict(zip(texts, rows, strict=True))
    inside = [met[one.text] for one in evidence]
    around = [_best(*(met[text] for text in part)) for part in near]
    anywhere = _best(*inside, *around)
    nothing = (0.0,) * len(terms)
    return [
        Met(own, close, after, anywhere)
        for own, close, after in zip(inside, around, [*inside[1:], nothing], strict=True)
    ]


def _best(*rows: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(map(max, *rows)) if len(rows) > 1 else rows[0]


def telling_pairs(pairs: frozenset[str], texts: Sequence[str]) -> dict[str, float]:
    """The idf of the question's bigrams among the sentences that were read; ones that none of them holds are left out."""
    counts = {pair: sum(pair in text for text in texts) for pair in pairs}
    return {pair: math.log(1 + len(texts) / count) for pair, count in counts.items() if count}


def features(query: Query, evidence: Evidence, standing: Standing, read: Among) -> list[float]:
    """One row of the feature matrix, in the order of FEATURES; `read` tells of all sentences that were read."""
    question = query.question
    held = [pair for pair in query.pairs if pair in evidence.text]
    inside, near = standing.met.inside, standing.met.around
    either = list(map(max, inside, [NEIGHBOUR * value for value in near]))
    close = list(map(max, inside, standing.close))
    close_around = list(map(max, either, close, [NEIGHBOUR * value for value in standing.close_around]))
    kinds_met, number_met, *by_kind = _kinds(question.wants, kinds_in(evidence.text))
    asks, is_short, length, only_announces, month = _wording(evidence.text)
    everything = f"{evidence.text}\n{evidence.context}\n{evidence.before}"
    own_years, years_around = years_in(evidence.text), years_in(evidence.context)
    years = own_years or years_around
    label = evidence.row.cells[0].text if evidence.row and evidence.row.cells else ""
    return [
        _share(read, inside),
        _share(read, either),
        len(held) / max(1, len(query.pairs)),
        sum(read.telling[pair] for pair in held) / read.telling_total,
        _share(read, close),
        _share(read, close_around),
        max(map(mul, read.weights, [1 - value for value in close_around]), default=0.0),
        _rarest_missing(read.weights, either),
        _share(read, standing.met.anywhere),
        _share(read, standing.met.after),
        standing.dense,
        standing.dense_passage,
        standing.retrieval,
        1 / standing.rank,
        kinds_met,
        *by_kind,
        _measure_met(question, evidence),
        number_met,
        float(bool(question.years & (own_years | years_around | years_in(evidence.before)))),
        float(bool(question.years) and bool(years) and not question.years & years),
        sum(name in everything for name in read.names) / len(read.names) if read.names else 0.0,
        float(bool(query.focus) and query.focus in everything),
        float(bool(evidence.passage.speaker) and bool(question.wants & {Want.PERSON, Want.OPINION})),
        float(evidence.row is not None),
        float(evidence.row is not None and bool(question.wants & TELLING)),
        _label_met(query.terms, label.lower()),
        float(evidence.frame),
        float(evidence.passage.table is not None and evidence.row is None and not evidence.frame),
        (1.0 if read.summed else -0.5) if evidence.row is not None and is_total(evidence.row) else 0.0,
        asks,
        is_short,
        length,
        only_announces,
        (1.0 if evidence.passage.speaker else -1.0) if read.voice else 0.0,
        *_missed(standing.met, read, everything),
        month if read.month else 0.0,
        float(Want.DEFINITION in question.wants and _begins(query.terms[:2], evidence.text)),
        float(bool(question.years & own_years)),
    ]


@lru_cache(maxsize=1 << 14)
def _kinds(wants: frozenset[Want], kinds: frozenset[Want]) -> tuple[float, ...]:
    """kinds, number, and kind_* in the order of Want."""
    values = wants & VALUES_WANTED
    return (
        len(wants & kinds) / len(wants) if wants else 0.5,
        float(bool(values & kinds)) if values else 0.5,
        *((1.0 if want in kinds else -1.0) if want in wants else 0.0 for want in Want),
    )


@lru_cache(maxsize=1 << 14)
def _wording(text: str) -> tuple[float, float, float, float, float]:
    """asks, short, log_length and announces of a sentence, and month as it counts where one is asked for."""
    return (
        float(text.rstrip().endswith(("?", "吗", "呢"))),
        float(len(text) < 8),
        math.log(1 + len(text)) / 6,
        float(announces(text)),
        1.0 if MONTH.search(text) else -1.0,
    )


def _missed(met: Met, read: Among, around: str) -> list[float]:
    """anchor_missed, place_missed, first_missed and last_met."""
    missed = [best < MISSED for best in map(max, met.inside, met.around)]
    named = [place in around or (len(place) > 2 and place[:-1] in around) for place in read.places]
    return [
        sum(compress(read.anchors, missed)) / (read.total or 1.0),
        1 - sum(named) / len(named) if named else 0.0,
        float(bool(missed) and missed[0]),
        met.inside[-1] if met.inside else 0.0,
    ]


def _begins(terms: Sequence[QueryTerm], text: str) -> bool:
    forms = (form for term in terms for form, _ in term.forms[:3])
    return any(form in text[: BEGINS + len(form)] for form in forms)


def _share(read: Among, met: Sequence[float]) -> float:
    return sum(map(mul, read.weights, met)) / read.total if read.total else 0.0


def _rarest_missing(weights: Sequence[float], met: Sequence[float]) -> float:
    heaviest = max(weights, default=0.0)
    missing = max(compress(weights, [value < 0.3 for value in met]), default=0.0)
    return missing / heaviest if heaviest else 0.0


def _measure_met(question: Question, evidence: Evidence) -> float:
    """A row need not repeat the word: it may stand in the column's name, in brackets."""
    if not question.measures:
        return 0.0
    return 1.0 if any(measured(word).search(evidence.text) for word in question.measures) else -1.0


@lru_cache(maxsize=1000)
def measured(word: str) -> re.Pattern[str]:
    """A number with a measure word after it, or the measure word alone in brackets."""
    return re.compile(rf"{NUMERAL}\s*[多余几]?[万亿千百]*[个]?{re.escape(word)}|\([^)]*{re.escape(word)}[^)]*\)")


def _label_met(terms: Sequence[QueryTerm], label: str) -> float:
    """The share of the row label's characters that the question's words cover."""
    if not label:
        return 0.0
    covered = {i for term in terms for form, _ in term.forms for i in _positions(form, label)}
    return len(covered) / len(label)


def _positions(form: str, text: str) -> range:
    start = text.find(form)
    return range(start, start + len(form)) if start >= 0 else range(0)


@dataclass(frozen=True, slots=True)
class Scorer:
    """A linear model over FEATURES."""

    weights: NDArray[np.float32]  # (len(FEATURES),)

    def score(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """`(n,)` scores of `(n, len(FEATURES))` rows; comparable within one question."""
        return rows @ self.weights
