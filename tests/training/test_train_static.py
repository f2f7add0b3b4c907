"""A run that was cut off ends where an unbroken one does; the saved model gives the trained vectors."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from index.embedder import StaticEmbedder
from training.data import Pair
from training.export import save_model
from training.objectives import PairObjective
from training.static_model import StaticModel
from training.train_static import Settings, inverse_document_frequency, train
from training.vocabulary import unigram

TOKENIZER = unigram(dict.fromkeys(["公司", "企业", "利润", "收入", "下雨", "天气"], -3.0))
PAIRS = [Pair("企业收入", "公司利润", "a"), Pair("天气", "下雨", "a")]
SETTINGS = Settings(steps=30, batch=8, dim=8, questions=1.0, written=0, terms=0, reports=0)


class Interrupted(Exception):
    pass


class StopsAt(PairObjective):
    def __init__(self, calls: int) -> None:
        super().__init__(TOKENIZER, PAIRS, batch=8)
        self.calls = calls

    def loss(self, model: StaticModel, rng: np.random.Generator) -> Tensor:
        if not self.calls:
            raise Interrupted
        self.calls -= 1
        return super().loss(model, rng)


def _fresh() -> StaticModel:
    torch.manual_seed(1)
    return StaticModel(TOKENIZER, SETTINGS.dim, np.ones(TOKENIZER.get_vocab_size(), dtype=np.float32))


def _run(checkpoint: Path, calls: int = 100, settings: Settings = SETTINGS) -> StaticModel:
    model = _fresh()
    train(model, {"questions": StopsAt(calls)}, settings, checkpoint, every=10)
    return model


def test_a_resumed_run_ends_with_the_same_weights(tmp_path: Path) -> None:
    unbroken = _run(tmp_path / "one")
    with pytest.raises(Interrupted):
        _run(tmp_path / "two", calls=25)
    resumed = _run(tmp_path / "two", calls=10)  # from step 20
    np.testing.assert_allclose(resumed.table(), unbroken.table(), atol=1e-6)


def test_a_checkpoint_of_other_settings_is_not_used(tmp_path: Path) -> None:
    _run(tmp_path / "saved")
    with pytest.raises(Interrupted):
        _run(tmp_path / "saved", calls=25, settings=replace(SETTINGS, seed=8))


def test_the_saved_model_gives_the_trained_vectors(tmp_path: Path) -> None:
    model = _fresh()
    save_model(tmp_path, TOKENIZER, model.table())
    expected = model.embed([np.array([1, 3]), np.array([5])]).detach().numpy()
    np.testing.assert_allclose(StaticEmbedder(tmp_path).encode_passages(["公司利润", "下雨😀"]), expected, atol=1e-3)


def test_another_table_is_another_version(tmp_path: Path) -> None:
    table = _fresh().table()
    assert save_model(tmp_path, TOKENIZER, table) == save_model(tmp_path, TOKENIZER, table)
    assert save_model(tmp_path, TOKENIZER, table[:, ::-1]) != save_model(tmp_path, TOKENIZER, table)


def test_a_token_of_every_text_weighs_least() -> None:
    weights = inverse_document_frequency(TOKENIZER, ["公司利润", "公司收入", "公司下雨", "公司天气"])
    assert weights[1] == weights[1:7].min()
    assert weights.mean() == pytest.approx(1, abs=1e-5)
