from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.expansion import Synonyms, read_lexicon
from index.lexical import Term
from index.query import CHARACTER, QueryParser
from index.segmenter import Segmenter, normalise

LEXICON = read_lexicon(
    "colloquial\t0.8\t绿牌车|新能源汽车\n"
    "colloquial\t0.8\t有多大|规模\n"
    "colloquial\t0.8\t赚钱|盈利\n"
    "en\t1.0\tIT|信息技术\n"
    "en\t1.0\tartificial intelligence|人工智能\n"
)


@pytest.fixture
def parser(segmenter: Segmenter) -> QueryParser:
    return QueryParser(segmenter, [LEXICON])


def said(terms: tuple[Term, ...]) -> list[tuple[str, ...]]:
    """The first way to say each term."""
    return [term.alternatives[0].tokens for term in terms]


def others(parser: QueryParser, question: str) -> tuple[tuple[str, str], ...]:
    return parser.parse(question).added


def test_words_that_only_ask_are_left_out(parser: QueryParser) -> None:
    assert said(parser.parse("请问产业发展怎么样？").words) == [("产业",), ("发展",)]


def test_words_that_point_or_count_are_left_out(parser: QueryParser) -> None:
    words = said(parser.parse("那座基地的产能和投资各是多少？哪座园区有几条公路？").words)
    assert words == [("基地",), ("产能",), ("投资",), ("园区",), ("公路",)]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("能补电梯吗", ["补", "电梯"]),
        ("牵头建了电梯", ["牵头", "建", "电梯"]),
        ("淮沙的电梯", ["淮沙", "电梯"]),
    ],
)
def test_a_guessed_word_that_holds_a_word_like_can_or_done_is_none(
    parser: QueryParser, question: str, words: list[str]
) -> None:
    assert ["".join(tokens) for tokens in said(parser.parse(question).words)] == words


def test_of_a_lexicon_term_that_asks_the_rest_is_said(segmenter: Segmenter) -> None:
    lexicon = read_lexicon("colloquial\t0.8\t哪年成立|成立时间\ncolloquial\t0.8\t几成|比例|多少成\n")
    founded, share = QueryParser(segmenter, [lexicon]).parse("哪年成立，占几成").words[-2:]
    assert [("".join(one.tokens), one.weight) for one in founded.alternatives] == [
        ("成立", 1.0),
        ("成立时间", pytest.approx(0.8 * 0.6)),
    ]
    assert ["".join(one.tokens) for one in share.alternatives] == ["比例"]


def test_a_question_of_nothing_but_such_words_keeps_them(parser: QueryParser) -> None:
    assert said(parser.parse("什么？").words) == [("什么",)]


def test_an_everyday_word_brings_the_formal_one_as_an_alternative(segmenter: Segmenter) -> None:
    query = QueryParser(segmenter, [LEXICON], share=0.5).parse("绿牌车数量")
    expanded = query.words[-1]
    assert [(a.tokens, a.weight) for a in expanded.alternatives] == [
        (("绿牌", "车"), 1.0),
        (("新能源", "汽车"), pytest.approx(0.5 * 0.8)),
    ]
    assert query.added == (("绿牌车", "新能源汽车"),)


def test_a_figure_is_searched_in_its_other_ways_to_be_written(parser: QueryParser) -> None:
    assert ("三成", "30%") in others(parser, "哪家占了三成？")
    assert ("1.2亿元", "12000万元") in others(parser, "投资1.2亿元的是谁？")


def test_of_a_phrase_that_only_asks_just_its_meaning_is_searched(parser: QueryParser) -> None:
    assert said(parser.parse("市场有多大").words) == [("市场",), ("规模",)]


def test_a_number_is_searched_alone_and_with_its_unit(parser: QueryParser) -> None:
    assert said(parser.parse("2021年产值").words) == [("2021",), ("2021年",), ("年",), ("产值",)]


@pytest.mark.parametrize(
    ("question", "year"), [("到23年年底", "2023年"), ("97年那台", "1997年"), ("23年产值", "2023年")]
)
def test_a_year_of_two_digits_is_also_searched_in_full(parser: QueryParser, question: str, year: str) -> None:
    assert others(parser, question) == ((year[2:4], year),)


@pytest.mark.parametrize("question", ["近10年来", "20年前", "30年间", "15天", "2023年"])
def test_a_span_of_years_is_not_a_year(parser: QueryParser, question: str) -> None:
    assert others(parser, question) == ()


def test_characters_of_an_expanded_word_belong_to_it(parser: QueryParser) -> None:
    *plain, expanded = parser.parse("企业赚钱难").characters
    assert said(tuple(plain)) == [("·企",), ("·业",), ("·难",)]
    assert [a.tokens for a in expanded.alternatives] == [("·赚", "·钱"), ("·盈", "·利")]


def test_single_characters_have_a_weight_of_their_own(parser: QueryParser) -> None:
    weights = {term.alternatives[0].tokens: term.alternatives[0].weight for term in parser.parse("企业").terms}
    assert weights == {("企业",): 1.0, ("·企",): CHARACTER, ("·业",): CHARACTER}


def test_pairs_are_those_that_were_asked_for(parser: QueryParser) -> None:
    assert parser.parse("企业赚钱多少？").pairs == {"企业", "业赚", "赚钱"}


@pytest.mark.parametrize("question", ["IT产业", "it产业", "深圳的IT 公司"])
def test_a_short_latin_word_in_capitals_or_among_chinese_is_looked_up(parser: QueryParser, question: str) -> None:
    assert ("it", "信息技术") in others(parser, question)


def test_a_short_latin_word_of_an_english_sentence_is_not(parser: QueryParser) -> None:
    assert others(parser, "what does it mean") == ()


def test_latin_words_are_never_cut(parser: QueryParser) -> None:
    assert others(parser, "WAITING产业") == ()


def test_several_latin_words_make_one_term(parser: QueryParser) -> None:
    assert others(parser, "深圳 Artificial  Intelligence 企业") == (("artificial intelligence", "人工智能"),)


def test_no_share_adds_nothing(segmenter: Segmenter) -> None:
    assert QueryParser(segmenter, [LEXICON], share=0).parse("绿牌车").added == ()


def test_all_lexicons_are_asked(segmenter: Segmenter) -> None:
    glossary: Synonyms = {"绿牌车": {"新能源车": 1.0}}
    added = QueryParser(segmenter, [LEXICON, glossary]).parse("绿牌车").added
    assert added == (("绿牌车", "新能源汽车"), ("绿牌车", "新能源车"))


QUESTIONS = st.lists(
    st.one_of(st.sampled_from(["绿牌车", "有多大", "IT", "23年", "什么", " ", "？"]), st.text(max_size=4))
)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(QUESTIONS.map("".join))
def test_any_question_becomes_terms_that_can_be_searched(parser: QueryParser, question: str) -> None:
    query = parser.parse(question)
    for term in query.terms:
        assert term.alternatives
        assert all(one.weight > 0 and all(one.tokens) for one in term.alternatives)
    assert all(asked in normalise(question) for asked, _ in query.added)
