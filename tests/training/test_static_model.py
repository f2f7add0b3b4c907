"""The trainable model and the table that it folds into."""

import numpy as np
import pytest
import torch

from training.static_model import StaticModel
from training.vocabulary import unigram

TOKENIZER = unigram({"中国": -1.0, "中": -2.0, "国": -2.0, "gpu": -3.0})  # ids 1 to 4


@pytest.fixture
def model() -> StaticModel:
    torch.manual_seed(3)
    return StaticModel(TOKENIZER, dim=5, weights=np.array([1, 2, 0.5, 1, 3], dtype=np.float32))


def test_a_vector_is_the_words_own_and_its_characters_mean_times_the_weight(model: StaticModel) -> None:
    zhong, guo = (model.characters[model.spelled[token, 0]] for token in (2, 3))
    expected = (model.words[1] + (zhong + guo) / 2) * 2
    np.testing.assert_allclose(model.table()[1], expected.detach().numpy(), atol=1e-6)


def test_a_latin_word_has_no_characters(model: StaticModel) -> None:
    np.testing.assert_allclose(model.table()[4], (model.words[4] * 3).detach().numpy(), atol=1e-6)


def test_a_text_is_the_mean_of_its_rows_at_unit_length(model: StaticModel) -> None:
    table = model.table()
    mean = (table[1] + table[4] + table[4]) / 3
    [vector] = model.embed([np.array([1, 4, 4])]).detach().numpy()
    np.testing.assert_allclose(vector, mean / np.linalg.norm(mean), atol=1e-6)


def test_texts_of_one_batch_do_not_mix(model: StaticModel) -> None:
    together = model.embed([np.array([1]), np.array([2, 3, 3]), np.array([4])])
    alone = torch.cat([model.embed([np.array(ids)]) for ids in ([1], [2, 3, 3], [4])])
    torch.testing.assert_close(together, alone)
