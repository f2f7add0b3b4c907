from __future__ import annotations

from collections.abc import Callable

from corpus.document import Passage
from index.expansion import read_lexicon
from index.explain import Match, matches
from index.query import QueryParser
from index.segmenter import Segmenter


def test_words_are_told_with_their_fields_and_other_forms(
    segmenter: Segmenter, make_passage: Callable[..., Passage]
) -> None:
    parser = QueryParser(segmenter, [read_lexicon("colloquial\t0.8\t绿牌车|新能源汽车\n")])
    passage = make_passage("新能源汽车很多", heading_path=("上海",), speaker="顾成骁")
    assert set(matches(parser.parse("上海绿牌车有多少？"), passage)) == {
        Match("上海", "上海", ("heading",)),
        Match("绿牌车", "新能源汽车", ("text",)),
    }


def test_a_passage_without_a_word_of_the_question_matches_nothing(
    segmenter: Segmenter, make_passage: Callable[..., Passage]
) -> None:
    assert matches(QueryParser(segmenter).parse("电梯"), make_passage("别的")) == ()
