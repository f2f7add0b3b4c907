from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import GradientBoostingClassifier  # type: ignore[import-untyped]

from qa.trees import Trees
from training.fit_reader import fit_judge, logits_of, stored_trees


def test_stored_trees_say_what_the_library_says_that_grew_them() -> None:
    rng = np.random.default_rng(7)
    rows = rng.normal(size=(300, 5)).astype(np.float32)
    labels = (rows[:, 0] * rows[:, 1] > 0).astype(int)
    grown = GradientBoostingClassifier(n_estimators=20, max_leaf_nodes=8, random_state=0).fit(rows, labels)
    ours = [stored_trees(grown).at(row) for row in rows.tolist()]
    assert ours == pytest.approx(grown.decision_function(rows).tolist(), abs=1e-3)


def test_a_judge_is_surer_of_what_was_answerable() -> None:
    rng = np.random.default_rng(7)
    rows = rng.normal(size=(400, 4)).astype(np.float32)
    labels = (rows[:, 0] > 0.5).astype(np.float32)
    logits = logits_of(fit_judge(rows, labels, np.ones(400, np.float32)), rows)
    assert logits[labels == 1].min() > logits[labels == 0].mean()


def test_without_trees_a_logit_is_half_of_the_weighted_sum() -> None:
    judge = (np.array([2.0, 0.0], np.float32), 1.0, Trees())
    assert logits_of(judge, np.array([[3.0, 5.0]], np.float32)).tolist() == [(2.0 * 3 + 1) / 2]
