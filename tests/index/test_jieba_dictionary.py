from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.jieba_dictionary import TOTAL, Words


@pytest.fixture(scope="session")
def whole() -> jieba.Tokenizer:
    """Jieba as it comes, with all its words and no cache."""
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


def test_all_words_are_those_of_jieba(whole: jieba.Tokenizer) -> None:
    words = Words()
    words.learn("".join({word[0] for word in whole.FREQ}))
    assert whole.FREQ == words.FREQ
    assert whole.total == TOTAL


@given(st.text("人工智能产业江南小大发展和服务的市Style1号店", max_size=20))
def test_a_text_is_cut_as_jieba_cuts_it(whole: jieba.Tokenizer, text: str) -> None:
    assert list(Words().cut(text)) == list(whole.cut(text))


def test_a_word_of_the_user_is_weighed_as_jieba_weighs_it(whole: jieba.Tokenizer) -> None:
    words = Words()
    for word in ("岭江共保体", "5G基站", "人工智能产业"):
        words.add_word(word)
    assert words.FREQ["人工智能产业"] == whole.suggest_freq("人工智能产业")
    assert list(words.cut("岭江共保体建设5G基站")) == ["岭江共保体", "建设", "5G基站"]


def test_threads_that_meet_a_character_together_get_all_its_words(whole: jieba.Tokenizer) -> None:
    texts = ["发展人工智能产业", "人民生活水平", "大规模生产"] * 20
    words = Words()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: list(words.cut(text)), texts)) == [list(whole.cut(text)) for text in texts]


@pytest.mark.parametrize(
    "text", ["中国人民银行发布报告", "岑北晶能主打车规模块", "烨皓那烨", "的", "一二三四五六七", "乒乓球拍卖完了"]
)
def test_a_route_is_what_jieba_finds_in_its_dictionary(text: str) -> None:
    words = Words()
    assert words.route(text) == list(words.cut(text, HMM=False))
    assert words.with_guesses(words.route(text)) == list(words.cut(text))


@given(st.text(st.sampled_from("中国人民银行发布报告研究生命的起源南京市长江大桥烨皓"), max_size=12))
def test_any_run_is_cut_as_jieba_cuts_it(text: str) -> None:
    words = KNOWING
    assert words.route(text) == list(words.cut(text, HMM=False))
    assert words.with_guesses(words.route(text)) == list(words.cut(text))


KNOWING = Words()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.text(st.sampled_from("中国人民银行发布报告研究生命高富帅姓大名的起源a1，龥鿕㐀𠀀"), max_size=40), max_size=3
    )
)
def test_texts_that_are_learned_by_pairs_are_cut_as_jieba_cuts_them(whole: jieba.Tokenizer, texts: list[str]) -> None:
    words = Words()
    for text in texts:
        words.learn_pairs(text)
    for run in re.findall("[\u4e00-\u9fd5]+", "\n".join(texts)):
        assert words.with_guesses(words.route(run)) == list(whole.cut(run))


def test_a_word_of_the_user_stays_when_pairs_are_learned() -> None:
    words = Words()
    words.add_word("研究生命", 10**7)
    words.learn_pairs("研究生命起源")
    assert words.route("研究生命起源") == ["研究生命", "起源"]
