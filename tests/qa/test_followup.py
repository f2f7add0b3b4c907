from __future__ import annotations

from collections.abc import Sequence

from qa.answer import Turn
from qa.followup import Completed, complete

PLACES = {"栖川", "屏山", "临埠"}


def words(text: str) -> list[str]:
    known = ("栖川", "屏山", "临埠", "电梯", "接入率", "员工", "全市", "一线", "维保", "人员", "那位", "站长", "纺织")
    return [word for word in known if word in text]


def alike(word: str, others: Sequence[str]) -> list[float]:
    return [1.0 if {word, other} <= PLACES else 0.0 for other in others]


def completed(question: str, *turns: Turn) -> Completed:
    return complete(question, turns, words, alike)


def test_without_a_history_the_question_stands_as_it_is() -> None:
    assert completed("那屏山呢？") == Completed("那屏山呢？")


def test_another_place_takes_the_place_of_the_one_that_was_asked() -> None:
    assert completed("那屏山呢？", Turn("栖川的电梯接入率是多少？", "45%")) == Completed(
        "屏山的电梯接入率是多少?", "屏山"
    )


def test_a_topic_like_no_word_of_the_last_question_is_put_before_it() -> None:
    assert completed("模块呢", Turn("电梯有多少", "九台")).text == "模块 电梯有多少"


def test_what_is_asked_beside_the_new_topic_is_kept() -> None:
    assert completed("那临埠呢，有多少员工？", Turn("栖川的接入率？", "45%")).text == "临埠的接入率? 有多少员工"


def test_another_year_replaces_the_year() -> None:
    assert completed("那2022年呢？", Turn("栖川2021年有多少电梯？", "七万")).text == "栖川2022年有多少电梯？"


def test_the_year_before_is_counted_from_the_last_question() -> None:
    assert completed("前一年呢？", Turn("栖川2023年有多少电梯？", "八万")).text == "栖川2022年有多少电梯？"


def test_the_next_year_is_counted_from_the_last_answer_where_the_question_names_none() -> None:
    assert completed("第二年呢？", Turn("什么时候最多？", "2021年最多")).text == "2022年什么时候最多？"


def test_a_pronoun_is_read_with_the_last_question_and_a_short_answer_that_names() -> None:
    text = completed("它有多少员工？", Turn("哪家公司领投？", "恒阶电梯。成立于2001年")).text
    assert text == "哪家公司领投？ 恒阶电梯 它有多少员工？"


def test_an_answer_that_is_only_a_number_names_nothing() -> None:
    assert completed("它贵吗？", Turn("一台多少钱？", "28万元")).text == "一台多少钱？ 它贵吗？"


def test_a_question_of_many_words_without_a_pronoun_is_a_new_topic() -> None:
    asked = "栖川全市一线维保人员一共有多少？"
    assert completed(asked, Turn("哪家公司领投？", "恒阶电梯")).text == asked


def test_a_pronoun_does_not_lean_on_the_last_question_where_many_words_follow() -> None:
    asked = "那位干过纺织的栖川站长手下一线维保电梯人员有多少？"
    assert completed(asked, Turn("哪家公司领投？", "恒阶电梯")).text == asked


def test_a_follow_up_of_a_follow_up_goes_back_to_the_first_question() -> None:
    turns = (Turn("栖川2021年有多少电梯？", "七万"), Turn("那屏山呢？", "两万"))
    assert completed("前一年呢？", *turns).text == "屏山2020年有多少电梯?"
