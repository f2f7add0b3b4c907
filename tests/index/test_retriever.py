from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from corpus.document import Passage
from index import generation as generations
from index.embedder import Embedder
from index.expansion import read_lexicon
from index.intake import embed
from index.query import QueryParser
from index.retriever import HybridRetriever, Weights
from index.scope import Scope
from index.segmenter import Segmenter

TEXTS = (
    "青禾市的充电桩保有量达到1.2万台。",
    "岚溪市的老年人口占比上升。",
    "沛澜微电子的营业收入增长。",
    "新能源汽车产销两旺。",
)
LEXICON = read_lexicon("colloquial\t0.8\t绿牌车|新能源汽车")

Make = Callable[..., HybridRetriever]


@pytest.fixture
def passages(make_passage: Callable[..., Passage]) -> list[Passage]:
    return [make_passage(text, start=i * 100) for i, text in enumerate(TEXTS)]


@pytest.fixture
def make(passages: list[Passage], embedder: Embedder, segmenter: Segmenter) -> Make:
    def retriever(weights: Weights = Weights()) -> HybridRetriever:  # noqa: B008
        built = generations.build(passages, [embed(passages, embedder)], embedder.dim, segmenter)
        return HybridRetriever(passages, built, embedder, QueryParser(segmenter, [LEXICON]), weights)

    return retriever


def test_the_passage_that_holds_the_words_comes_first(make: Make) -> None:
    hits = make().search("充电桩保有量", 4)
    assert hits[0].passage.text == TEXTS[0]
    assert [hit.rank for hit in hits] == [1, 2, 3, 4]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_an_everyday_word_finds_the_formal_one(make: Make) -> None:
    assert make(Weights(1, 0, 0)).search("绿牌车", 1)[0].passage.text == TEXTS[3]


def test_the_parts_of_a_hit_add_up_to_its_score(make: Make) -> None:
    for hit in make().search("营业收入", 4):
        assert [name for name, _ in hit.parts] == ["lexical", "passage", "sentence"]
        assert sum(part for _, part in hit.parts) == pytest.approx(hit.score)


def test_the_best_match_gets_the_whole_lexical_weight(make: Make) -> None:
    assert dict(make(Weights(2, 0, 0)).search("营业收入", 1)[0].parts) == {"lexical": 2.0}


def test_dense_parts_are_weighted_cosines(make: Make, embedder: Embedder) -> None:
    hit = make(Weights(0, 0.5, 0)).search("老年人口", 1)[0]
    cosine = embedder.encode_queries(["老年人口"])[0] @ embedder.encode_passages([hit.passage.text])[0]
    assert hit.score == pytest.approx(0.5 * float(cosine), abs=1e-5)


@pytest.mark.parametrize("weights", [Weights(), Weights(1, 0, 0), Weights(0, 1, 0), Weights(0, 0, 1)])
def test_a_large_library_gives_what_a_small_one_does(
    make: Make, monkeypatch: pytest.MonkeyPatch, weights: Weights
) -> None:
    small = make(weights).search("绿牌车的营业收入", 3)
    monkeypatch.setattr("index.retriever.EXHAUSTIVE", 0)
    large = make(weights).search("绿牌车的营业收入", 3)
    assert [hit.passage for hit in large] == [hit.passage for hit in small]
    assert [hit.score for hit in large] == pytest.approx([hit.score for hit in small], abs=1e-3)


def test_only_as_many_hits_as_asked_for(make: Make) -> None:
    assert len(make().search("市", 2)) == 2


@pytest.mark.parametrize("query", ["", "  ", "\n"])
def test_an_empty_query_finds_nothing(make: Make, query: str) -> None:
    assert make().search(query, 5) == []


@pytest.mark.parametrize("query", ["😀", "？", "请问", "a", "𠮷", "SELECT * FROM x; --", "市" * 5000])
def test_any_query_gives_a_ranking_with_finite_scores(make: Make, query: str) -> None:
    hits = make().search(query, 4)
    assert len(hits) == 4
    assert np.isfinite([hit.score for hit in hits]).all()


def test_a_scope_leaves_only_what_lies_inside(make: Make) -> None:
    hits = make().search("充电桩", 4, Scope(years=("老年",)))
    assert [hit.passage.text for hit in hits] == [TEXTS[1]]
    assert hits[0].rank == 1


def test_a_library_without_passages_finds_nothing(embedder: Embedder, segmenter: Segmenter) -> None:
    empty = generations.build([], [], embedder.dim, segmenter)
    assert HybridRetriever([], empty, embedder, QueryParser(segmenter)).search("桩", 3) == []


def test_the_heading_path_is_searched(passages: list[Passage], embedder: Embedder, segmenter: Segmenter) -> None:
    passages[2] = replace(passages[2], heading_path=("第三章 半导体",))
    built = generations.build(passages, [embed(passages, embedder)], embedder.dim, segmenter)
    retriever = HybridRetriever(passages, built, embedder, QueryParser(segmenter), Weights(1, 0, 0))
    assert retriever.search("半导体", 1)[0].passage.text == TEXTS[2]
