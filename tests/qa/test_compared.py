from __future__ import annotations

from collections.abc import Callable

from corpus.document import Passage
from qa.compared import compared, is_about
from qa.evidence import evidence_of
from qa.matching import Query, QueryTerm


def names(query: Query) -> list[str]:
    return [term.forms[0][0] for term in compared(query)]


def test_the_words_on_both_sides_of_a_joining_word_are_compared(make_query: Callable[..., Query]) -> None:
    assert names(make_query("绛川和泊宁的参保率各是多少？", "绛川", "泊宁", "参保率")) == ["绛川", "泊宁"]


def test_three_things_of_an_enumeration_are_compared(make_query: Callable[..., Query]) -> None:
    assert names(make_query("绛川、泊宁和栖川谁高？", "绛川", "泊宁", "栖川")) == ["绛川", "泊宁", "栖川"]


def test_nothing_is_compared_where_nothing_is_joined(make_query: Callable[..., Query]) -> None:
    assert names(make_query("绛川的参保率？", "绛川", "参保率")) == []


def test_evidence_is_about_a_thing_by_its_heading_too(make_passage: Callable[..., Passage]) -> None:
    (one,) = evidence_of(make_passage("参保率44%。", heading_path=("绛川",)))
    assert is_about(QueryTerm(1.0, (("绛川", 1.0),)), one)
    assert not is_about(QueryTerm(1.0, (("泊宁", 1.0),)), one)


def test_a_heading_says_nothing_of_a_sentence_that_names_another_of_the_things(
    make_passage: Callable[..., Passage],
) -> None:
    (one,) = evidence_of(make_passage("泊宁参保率38%。", heading_path=("绛川",)))
    things = [QueryTerm(1.0, ((name, 1.0),)) for name in ("绛川", "泊宁")]
    assert [is_about(thing, one, things) for thing in things] == [False, True]
