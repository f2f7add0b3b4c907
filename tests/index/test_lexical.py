from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence, Set
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index import lexical
from index.lexical import Alternative, Field, LexicalIndex, Part, Term
from index.postings import averages, count, weigh
from index.segmenter import Segmenter, Split


def plain(tokens: list[str]) -> list[Term]:
    return [Term((Alternative((token,)),)) for token in dict.fromkeys(tokens)]


UNITS = [{"text": ["苹果", "苹果", "梨"]}, {"text": ["梨"]}, {"text": ["桃", "李"]}, {}]
ONE_FIELD = {"text": Field(1.0, 0.75)}


def test_bm25_by_hand() -> None:
    index = LexicalIndex.build(UNITS, ONE_FIELD, k1=1.2)
    average = (3 + 1 + 2) / 3
    idf = math.log(1 + (4 - 1 + 0.5) / (1 + 0.5))
    frequency = 2 / (1 - 0.75 + 0.75 * 3 / average)
    assert index.scores(plain(["苹果"])).tolist() == pytest.approx([idf * frequency / (1.2 + frequency), 0, 0, 0])


def test_a_field_counts_by_its_weight_before_saturation() -> None:
    units = [{"text": ["桩"], "heading": ["桩"]}, {"text": ["桩"], "heading": ["车"]}]
    index = LexicalIndex.build(units, {"text": Field(1.0, 0.0), "heading": Field(3.0, 0.0)}, k1=1.0)
    idf = math.log(1 + (2 - 2 + 0.5) / (2 + 0.5))
    assert index.scores(plain(["桩"])).tolist() == pytest.approx([idf * 4 / (1 + 4), idf * 1 / (1 + 1)])


def test_a_term_counts_its_best_alternative_once() -> None:
    index = LexicalIndex.build([{"text": ["涨", "增长"]}, {"text": ["增长"]}, {"text": ["跌"]}], ONE_FIELD)
    both = index.scores([Term((Alternative(("涨",)), Alternative(("增长",), 0.5)))])
    assert both[0] == max(index.scores(plain(["涨"]))[0], 0.5 * index.scores(plain(["增长"]))[0])
    assert both[1] == 0.5 * index.scores(plain(["增长"]))[1]


def test_the_tokens_of_an_alternative_add_up() -> None:
    index = LexicalIndex.build([{"text": ["新能源", "汽车"]}, {"text": ["汽车"]}], ONE_FIELD)
    together = index.scores([Term((Alternative(("新能源", "汽车")),))])
    assert together.tolist() == pytest.approx(
        (index.scores(plain(["新能源"])) + index.scores(plain(["汽车"]))).tolist()
    )


def test_a_repeated_query_token_counts_once() -> None:
    index = LexicalIndex.build(UNITS, ONE_FIELD)
    assert index.scores(plain(["梨", "梨"])).tolist() == index.scores(plain(["梨"])).tolist()


def test_unknown_tokens_score_nothing_and_are_rarest() -> None:
    index = LexicalIndex.build(UNITS, ONE_FIELD)
    assert index.scores(plain(["杏"])).tolist() == [0, 0, 0, 0]
    assert "杏" not in index
    assert index.idf("杏") > index.idf("苹果") > index.idf("梨")


def test_an_empty_index_has_no_scores() -> None:
    assert LexicalIndex.build([], ONE_FIELD).scores(plain(["梨"])).shape == (0,)


tokens = st.lists(st.sampled_from("甲乙丙丁戊己"), max_size=8)
units = st.lists(st.fixed_dictionaries({"text": tokens, "heading": tokens}), min_size=1, max_size=8)


def formula(units: list[dict[str, list[str]]], fields: dict[str, Field], k1: float, query: list[str]) -> list[float]:
    """BM25F as it stands in the paper, one unit and one token at a time."""
    scores = [0.0] * len(units)
    for token in set(query):
        holding = [unit for unit in units if any(token in unit[name] for name in fields)]
        idf = math.log(1 + (len(units) - len(holding) + 0.5) / (len(holding) + 0.5))
        for i, unit in enumerate(units):
            frequency = 0.0
            for name, field in fields.items():
                lengths = [len(other[name]) for other in units if other[name]]
                average = sum(lengths) / len(lengths) if lengths else 1
                norm = 1 - field.b + field.b * len(unit[name]) / average
                frequency += field.weight * Counter(unit[name])[token] / norm if unit[name] else 0
            scores[i] += idf * frequency / (k1 + frequency)
    return scores


@given(units, tokens)
def test_scores_are_those_of_the_formula(units: list[dict[str, list[str]]], query: list[str]) -> None:
    fields = {"text": Field(1.0, 0.6), "heading": Field(0.7, 0.2)}
    index = LexicalIndex.build(units, fields, k1=0.9)
    expected = formula(units, fields, 0.9, query)
    np.testing.assert_allclose(index.scores(plain(query)), expected, rtol=1e-4, atol=1e-6)


FIELDS = {"text": Field(1.0, 0.6), "heading": Field(0.7, 0.2)}


def parted(units: list[dict[str, list[str]]], cuts: list[int], dead: Set[int] = frozenset()) -> LexicalIndex:
    """The same units in several parts, weighed alike; some of them dead."""
    means = averages([count(units, tuple(FIELDS)).lengths], 2)
    parts = []
    for first, end in pairwise([0, *cuts, len(units)]):
        stretches = [(unit - first, unit - first + 1) for unit in sorted(dead) if first <= unit < end]
        postings = weigh(count(units[first:end], tuple(FIELDS)), FIELDS, means)
        parts.append(Part(postings, first, np.array(stretches, np.int32).reshape(-1, 2)))
    return LexicalIndex(parts)


@given(units, tokens, st.lists(st.integers(0, 8), max_size=2))
def test_parts_score_as_the_whole(units: list[dict[str, list[str]]], query: list[str], cuts: list[int]) -> None:
    cuts = sorted(min(cut, len(units)) for cut in cuts)
    whole, parts = LexicalIndex.build(units, FIELDS), parted(units, cuts, set())
    assert parts.scores(plain(query)).tolist() == whole.scores(plain(query)).tolist()
    assert parts.vocabulary == whole.vocabulary


@given(units, tokens, st.sets(st.integers(0, 7)))
def test_the_dead_count_for_nothing(units: list[dict[str, list[str]]], query: list[str], dead: set[int]) -> None:
    """Frequencies are those of the living; lengths are held against the averages of all."""
    dead = {unit for unit in dead if unit < len(units)}
    index = parted(units, [len(units) // 2], dead)
    for token in query:
        held = sum(token in unit["text"] + unit["heading"] for i, unit in enumerate(units) if i not in dead)
        assert index.frequency(token) == held
        assert (token in index) == (held > 0)
        living = len(units) - len(dead)
        assert index.idf(token) == pytest.approx(math.log(1 + (living - held + 0.5) / (held + 0.5)))
    likely = index.likely(plain(query), 3, lambda: np.empty(0, np.int64), lambda rows, estimates: rows)
    assert not set(likely[0].tolist()) & dead


alternatives = st.lists(st.sampled_from("甲乙丙丁戊己"), min_size=1, max_size=2, unique=True)
terms = st.lists(st.lists(alternatives, min_size=1, max_size=2), max_size=5)


@given(units, terms, st.integers(1, 9), st.sets(st.integers(0, 7)), st.booleans())
def test_the_likely_rows_are_those_of_the_highest_estimates_which_no_score_exceeds(
    units: list[dict[str, list[str]]], query: list[list[list[str]]], k: int, dead: set[int], hasty: bool
) -> None:
    built = [Term(tuple(Alternative(tuple(tokens), 1 / (i + 1)) for i, tokens in enumerate(one))) for one in query]
    dead = {unit for unit in dead if unit < len(units)}
    index = parted(units, [len(units) // 2], dead)
    living = np.setdiff1d(np.arange(len(units)), list(dead))
    estimated: list[NDArray[np.float32]] = []

    def kept(rows: NDArray[np.int64], estimates: NDArray[np.float32]) -> NDArray[np.int64]:
        estimated.append(estimates)
        return rows[::2]

    with pytest.MonkeyPatch.context() as patch:
        if hasty:  # one token is enough
            patch.setattr(lexical, "LEAST", 0)
            patch.setattr(lexical, "STEPS", 0)
        rows, scores = index.likely(built, k, lambda: living, kept)
        some, _ = index.likely(built, k, lambda: living[:1], lambda rows, estimates: (kept(rows, estimates), rows)[1])
    assert rows.tolist() == living[::2].tolist()
    assert scores == pytest.approx(index.at(built, rows), abs=1e-5)
    assert hasty or (estimated[0] >= index.scores(built)[living] - 1e-5).all()
    assert some.tolist() == sorted({*living[:1].tolist(), *some.tolist()})
    expected = np.sort(estimated[0])[::-1][: min(k, np.count_nonzero(estimated[0]))]
    assert np.sort(estimated[1])[::-1][: len(expected)].tolist() == expected.tolist()


@given(units, terms)
def test_the_scores_of_some_rows_are_those_that_they_have_among_all(
    units: list[dict[str, list[str]]], query: list[list[list[str]]]
) -> None:
    built = [Term(tuple(Alternative(tuple(tokens), 1 / (i + 1)) for i, tokens in enumerate(one))) for one in query]
    index = parted(units, [len(units) // 2])
    rows = np.arange(0, len(units), 2)
    assert index.at(built, rows).tolist() == index.scores(built)[::2].tolist()


@given(st.lists(st.text(st.sampled_from("甲乙丙𠮷a1 。"), max_size=10), min_size=1, max_size=5))
def test_split_texts_are_counted_as_their_tokens(segmenter: Segmenter, texts: list[str]) -> None:
    tokens: list[dict[str, Sequence[str] | Split]] = [{"text": segmenter.tokens(text)} for text in texts]
    split: list[dict[str, Sequence[str] | Split]] = [{"text": segmenter.split(text)} for text in texts]
    expected, found = count(tokens, ["text"]), count(split, ["text"])
    assert found.words == expected.words
    for name in ("hashes", "starts", "ids", "times", "lengths"):
        assert getattr(found, name).tolist() == getattr(expected, name).tolist()
