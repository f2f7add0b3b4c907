from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.document import Passage
from index.errors import ModelError
from index.hit import Hit
from qa.learned_reranker import SHIPPED_RERANKER, LearnedReranker
from qa.passages import RERANKED
from qa.ranking import FEATURES, LEGS


def hit(rank: int, text: str, title: str = "") -> Hit:
    passage = Passage(f"d:{rank}", "d", title, "d.txt", text, 0, len(text), 1, 1)
    return Hit(passage, 1 / rank, rank, tuple((leg, 0.3) for leg in LEGS))


@pytest.fixture(scope="module")
def shipped() -> LearnedReranker:
    return LearnedReranker()


def test_a_passage_that_meets_the_question_comes_before_one_that_does_not(shipped: LearnedReranker) -> None:
    hits = [
        hit(1, "本节列出各版本的发布日期和支持周期。"),
        hit(2, "要启用新的网格控件，请在功能管理中打开它。", "网格控件"),
    ]
    ranked = shipped.rerank("如何启用新的网格控件？", hits)
    assert [one.passage.passage_id for one in ranked] == ["d:2", "d:1"]
    assert [one.rank for one in ranked] == [1, 2]


def test_the_scores_of_the_retrieval_stay_in_their_places(shipped: LearnedReranker) -> None:
    hits = [hit(rank, f"第{rank}段说的是网格。") for rank in range(1, RERANKED + 4)]
    ranked = shipped.rerank("网格控件", hits)
    assert [one.score for one in ranked] == [one.score for one in hits]
    assert {one.passage.passage_id for one in ranked} == {one.passage.passage_id for one in hits}
    assert ranked[RERANKED:] == hits[RERANKED:]


def test_every_tree_asks_for_a_feature_that_there_is(shipped: LearnedReranker) -> None:
    features = shipped.features("网格", [hit(1, "网格")])
    assert features.shape == (1, len(FEATURES))
    assert np.isfinite(features).all()
    assert all(feature < len(FEATURES) for tree in shipped._trees.trees for feature in tree.feature)
    assert tuple(shipped._settings["features"]) == FEATURES


@pytest.mark.parametrize("question", ["", "？", "😀", "what is ＡＩ", "字" * 3000])
def test_odd_questions_lose_no_passage(shipped: LearnedReranker, question: str) -> None:
    hits = [hit(1, "网格"), hit(2, ""), hit(3, "😀\n\n")]
    assert {one.passage.passage_id for one in shipped.rerank(question, hits)} == {"d:1", "d:2", "d:3"}
    assert shipped.rerank(question, []) == []


def test_a_damaged_model_is_explained(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text("{")
    np.save(tmp_path / "rarity.npy", np.load(SHIPPED_RERANKER / "rarity.npy"))
    with pytest.raises(ModelError) as raised:
        LearnedReranker(tmp_path).rerank("网格", [hit(1, "网格")])
    assert "make train" in raised.value.user_message
