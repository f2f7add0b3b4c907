"""The contrastive loss by hand, and what each objective draws."""

import math

import numpy as np
import pytest
import torch

from training.data import Pair, Terms
from training.objectives import Objective, PairObjective, ReportObjective, TermObjective, Texts, contrast
from training.reports import Question, Report, Unit
from training.static_model import StaticModel
from training.vocabulary import unigram

WORDS = ["公司", "企业", "利润", "收入", "下雨", "天气", "几月", "时间"]
TOKENIZER = unigram(dict.fromkeys(WORDS, -3.0))


class TestContrast:
    def test_one_right_column_is_the_cross_entropy(self) -> None:
        scores = torch.tensor([[1.0, 2.0, 0.0]])
        expected = -math.log(math.e**2 / (math.e + math.e**2 + 1))
        assert contrast(scores, torch.tensor([[False, True, False]])).item() == pytest.approx(expected, abs=1e-6)

    def test_several_right_columns_share_the_mass(self) -> None:
        scores = torch.tensor([[1.0, 2.0, 0.0]])
        expected = -math.log((math.e + math.e**2) / (math.e + math.e**2 + 1))
        assert contrast(scores, torch.tensor([[True, True, False]])).item() == pytest.approx(expected, abs=1e-6)

    def test_ignored_columns_are_not_wrong_and_right_ones_cannot_be_ignored(self) -> None:
        scores = torch.tensor([[1.0, 2.0, 5.0]])
        ignored = torch.tensor([[False, True, True]])
        expected = -math.log(math.e**2 / (math.e + math.e**2))
        assert contrast(scores, torch.tensor([[False, True, False]]), ignored).item() == pytest.approx(
            expected, abs=1e-6
        )


class TestTexts:
    def test_unknown_tokens_are_left_out_and_a_text_is_kept_once(self) -> None:
        texts = Texts()
        assert [texts.add(text) for text in ("公司，利润", "😀", "公司，利润")] == [0, 1, 0]
        texts.tokenise(TOKENIZER)
        assert [texts.has_tokens(number) for number in (0, 1)] == [True, False]
        assert texts.take([0], np.random.default_rng(0))[0].tolist() == [1, 3]


def _report() -> Report:
    units = (Unit("公司利润", 1, 1, 0), Unit("天气下雨", 2, 2, 1))
    return Report("r", units, units, (Question("企业收入", ((1, 1),), ("公司利润",)),))


@pytest.fixture(params=["pairs", "terms", "reports"])
def objective(request: pytest.FixtureRequest) -> Objective:
    pairs = [Pair("企业收入", "公司利润", "a"), Pair("几月", "天气下雨时间", "a", negatives=("公司天气",))]
    made: dict[str, Objective] = {
        "pairs": PairObjective(TOKENIZER, pairs, batch=16),
        "terms": TermObjective(TOKENIZER, [Terms(("公司", "企业"), 1.0), Terms(("几月", "时间"), 0.5)], batch=16),
        "reports": ReportObjective(TOKENIZER, [_report()]),
    }
    return made[request.param]


def test_each_objective_can_be_learned(objective: Objective) -> None:
    torch.manual_seed(0)
    model = StaticModel(TOKENIZER, 8, np.ones(TOKENIZER.get_vocab_size(), dtype=np.float32))
    optimiser = torch.optim.Adam(model.parameters(), 0.05)
    rng = np.random.default_rng(0)
    losses = []
    for _ in range(40):
        loss = objective.loss(model, rng)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 5


def test_equal_queries_are_no_negatives_of_each_other() -> None:
    pairs = [Pair("企业收入", "公司利润", "a"), Pair("企业收入", "天气下雨", "a")]
    model = StaticModel(TOKENIZER, 8, np.ones(TOKENIZER.get_vocab_size(), dtype=np.float32))
    loss = PairObjective(TOKENIZER, pairs, batch=32).loss(model, np.random.default_rng(0))
    assert loss.item() == pytest.approx(0, abs=1e-5)


def test_passages_of_a_group_that_answers_are_no_negatives() -> None:
    pairs = [Pair("企业收入", "公司利润", "a", "一"), Pair("几月", "天气下雨", "a", "一")]
    model = StaticModel(TOKENIZER, 8, np.ones(TOKENIZER.get_vocab_size(), dtype=np.float32))
    apart, together = (
        PairObjective(TOKENIZER, pairs, batch=32, groups_answer=answer).loss(model, np.random.default_rng(0)).item()
        for answer in (False, True)
    )
    assert together == pytest.approx(0, abs=1e-5)
    assert apart > 0.01
