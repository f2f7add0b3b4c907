"""The features by hand, over a table of vectors with one direction for each row."""

import numpy as np
import pytest
from numpy.typing import NDArray

from index.embedder import StaticEmbedder
from qa.pieces import cut
from qa.ranking import FEATURES, OWN, Text, meet_passages, text_of

TOKENIZER = StaticEmbedder().tokenizer
RARITY = np.ones(TOKENIZER.get_vocab_size(), np.float32)


def apart(rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """No two different rows are close."""
    return np.asarray(rows[:, None] % 997 == np.arange(997), np.float32)


def texts(*written: str) -> list[Text]:
    return [text_of(pieces) for pieces in cut(written, TOKENIZER)]


def features(question: str, body: str, title: str = "") -> dict[str, float]:
    asked, read, named = texts(question, body, title)
    [row] = meet_passages(asked, [read], [named], [[0.7, 0.2, 0.1]], RARITY, apart)
    return dict(zip(FEATURES, row.tolist(), strict=True))


def test_a_passage_that_holds_every_piece_of_the_question_covers_it() -> None:
    found = features("网格控件", "启用新的网格控件。")
    assert found["same_body"] == found["best_sentence"] == found["pairs_body"] == 1
    assert found["rarest_missing"] == 0
    assert found["same_title"] == 0


def test_the_shares_are_of_the_questions_pieces() -> None:
    found = features("网格控件", "这里只有控件。", "网格")
    assert found["same_body"] == found["same_title"] == 0.5
    assert found["same_either"] == 1
    assert found["title_in_question"] == 1


def test_words_in_two_sentences_cover_less_in_one() -> None:
    found = features("网格控件", "这里有网格。那里有控件。别处什么也没有。")
    assert found["best_sentence"] == 0.5
    assert found["best_two"] == 1
    assert found["first_sentence"] == 0.5


def test_the_legs_of_the_retrieval_stay_as_they_were() -> None:
    found = features("网格", "网格")
    assert [found["lexical"], found["passage"], found["sentence"]] == pytest.approx([0.7, 0.2, 0.1])


def test_each_value_is_also_held_against_the_best_of_the_passages() -> None:
    asked, one, other, empty = texts("网格控件", "网格控件", "网格", "")
    rows = meet_passages(asked, [one, other], [empty, empty], [[1, 0, 0], [0.4, 0, 0]], RARITY, apart)
    behind = rows[:, FEATURES.index("same_body behind the best")]
    assert behind.tolist() == [0, 0.5]
    assert rows[:, FEATURES.index("reciprocal_rank")].tolist() == [1, 0.5]


def test_an_empty_passage_and_an_empty_question_meet_nothing() -> None:
    assert {features("网格", "")[name] for name in OWN[3:] if name != "rarest_missing"} == {0.0}
    asked, read = texts("", "网格")
    assert np.isfinite(meet_passages(asked, [read], [asked], [[0, 0, 0]], RARITY, apart)).all()
    assert meet_passages(asked, [], [], [], RARITY, apart).shape == (0, len(FEATURES))


def test_what_every_passage_holds_tells_none_of_them_from_the_others() -> None:
    asked, one, other, empty = texts("网格控件", "网格。这里有控件。", "网格。", "")
    rows = meet_passages(asked, [one, other], [empty, empty], [[0, 0, 0]] * 2, RARITY, apart)
    assert rows[:, FEATURES.index("same_body")].tolist() == [1, 0.5]
    assert rows[:, FEATURES.index("telling_body")].tolist() == [1, 0]
    assert rows[:, FEATURES.index("telling_first")].tolist() == [0, 0]


def test_a_figure_is_a_kind_of_value_that_how_many_asks_for() -> None:
    assert features("有多少个控件？", "共有15个。")["typed"] > features("有多少个控件？", "有。")["typed"] == 0


def test_yes_or_no_answers_a_question_whether_and_no_other() -> None:
    assert features("可以映射维度吗？", "否，不可以。")["answers_whether"] == 1
    assert features("怎么映射维度？", "否，不可以。")["answers_whether"] == 0
    assert features("可以映射维度吗？", "维度。")["answers_whether"] == 0


def test_a_paragraph_about_its_document_and_a_list_of_questions_are_told() -> None:
    assert features("网格", "本文介绍网格。")["announces"] == 1
    assert features("网格", "网格是控件。")["announces"] == 0
    assert features("网格", "什么是网格？\n控件有哪些？")["asks"] == pytest.approx(2 / 3)
