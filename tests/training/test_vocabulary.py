"""The tokenizer cuts along the likeliest path and keeps to what it was given."""

import math
from collections import Counter

import jieba
import pytest
from tokenizers import Tokenizer

from index.embedder import SHIPPED_MODEL
from training.vocabulary import candidate_scores, unigram


@pytest.fixture(scope="module")
def shipped() -> Tokenizer:
    return Tokenizer.from_file(str(SHIPPED_MODEL / "tokenizer.json"))


class TestUnigram:
    def test_the_likelier_of_two_cuts_wins(self) -> None:
        pieces = {"研究": 0.04, "研究生": 0.01, "生命": 0.02, "命": 0.01}
        tokenizer = unigram({piece: math.log(p) for piece, p in pieces.items()})
        assert 0.04 * 0.02 > 0.01 * 0.01
        assert tokenizer.encode("研究生命").tokens == ["研究", "生命"]

    def test_width_and_case_make_no_difference(self) -> None:
        tokenizer = unigram({"gpu": -3.0, "5": -4.0})
        assert tokenizer.encode("ＧＰＵ５").tokens == ["gpu", "5"]

    def test_a_run_of_marks_is_one_unknown_token(self) -> None:
        tokenizer = unigram({"中": -1.0, "国": -1.0})
        assert tokenizer.encode("中，。！国 😀").ids == [1, 0, 2, 0]

    def test_spaces_leave_nothing(self) -> None:
        assert unigram({"中": -1.0}).encode(" \n\t").ids == []


class TestCandidates:
    def test_a_latin_word_must_be_frequent(self) -> None:
        scores = candidate_scores(Counter({"pytorch": 20, "qwzx": 19}), Counter())
        assert "pytorch" in scores
        assert "qwzx" not in scores

    def test_terms_that_jieba_lacks_are_added_where_they_are_short_and_chinese(self) -> None:
        terms = ["绿牌车桩", "一个很长很长的说法", "ev车"]
        assert [term in candidate_scores(Counter(), Counter(terms)) for term in terms] == [True, False, False]


class TestTheShippedTokenizer:
    @pytest.mark.parametrize(
        "text", ["人工智能推动经济发展", "截至年底全市新能源汽车保有量继续增加", "市政府印发了三年行动计划"]
    )
    def test_common_text_is_cut_as_jieba_cuts_it(self, shipped: Tokenizer, text: str) -> None:
        assert shipped.encode(text).tokens == list(jieba.cut(text, HMM=False))

    def test_a_year_is_one_token_and_another_number_its_digits(self, shipped: Tokenizer) -> None:
        assert shipped.encode("2021年").tokens == ["2021", "年"]
        assert shipped.encode("86%").tokens == ["8", "6", "%"]
