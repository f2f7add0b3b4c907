from __future__ import annotations

import numpy as np
import pytest

from index.embedder import StaticEmbedder
from qa.closeness import Texts, closeness, shipped_model, tokens_of


def by_definition(word: str, text: str, model: StaticEmbedder) -> float:
    (ids,) = model.token_ids([text])
    vectors = [model._table[token].astype(np.float64) for token in ids]
    asked = model.encode_queries([word])[0].astype(np.float64)
    return max([0.0, *(float(one @ asked / np.linalg.norm(one)) for one in vectors)])


def test_of_each_text_the_closest_token_counts() -> None:
    words, model = ["电梯", "下跌"], shipped_model()
    texts = [["栖川的电梯很多。", "去年收入下滑"], ["天气"]]
    found = closeness(words, [tokens_of(part, model) for part in texts], model)
    expected = [[by_definition(word, text, model) for word in words] for part in texts for text in part]
    assert found == pytest.approx(np.array(expected), abs=1e-5)


def test_a_text_without_a_known_token_is_close_to_nothing() -> None:
    model = shipped_model()
    found = closeness(["电梯"], [tokens_of(["🚀", "电梯", ""], model)], model)
    assert found[:, 0] == pytest.approx([0.0, 1.0, 0.0], abs=1e-5)


def test_nothing_asked_or_nothing_read_gives_an_empty_table() -> None:
    model = shipped_model()
    assert closeness([], [tokens_of(["电梯"], model)], model).shape == (1, 0)
    assert closeness(["电梯"], [], model).shape == (0, 1)
    assert closeness(["电梯"], [Texts(np.empty(0, np.int32), np.zeros(2, np.int64))], model).tolist() == [[0.0], [0.0]]
