"""Quotes and their check over a library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.speech.people import Person
from index.library import Library
from qa.quotes import Check, check, find_quotes, speakers

INTERVIEW = """4.1 专访·北港渔业

周岸，北港渔业董事长

问：为什么出海？

答：因为鱼在海里，不在港里，这个道理谁都懂。

问：保险怎么买？

答：保险要早买，出事以后就买不到了，费用由公司出。

4.2 后记

渔业局副局长李远舟说：“船坞三月动工。”他表示，资金已经到位，年底完工。

我们记住了周岸的话：“因为鱼在海里，不在港里，这个道理谁都懂。”
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("quotes")
    (folder / "访谈.txt").write_text(INTERVIEW, encoding="utf-8")
    library = Library.open(folder / "library", create=True)
    library.update([folder / "访谈.txt"])
    yield library
    library.close()


def test_without_a_filter_all_statements_in_document_order(library: Library) -> None:
    assert [quote.speaker for quote in find_quotes(library)] == ["周岸", "周岸", "李远舟", "李远舟", "周岸"]


@pytest.mark.parametrize(
    ("called", "words"),
    [("周总", 3), ("北港渔业董事长", 3), ("李远舟", 2), ("渔业局副局长", 2), ("王总", 0)],
)
def test_a_speaker_may_be_called_in_many_ways(library: Library, called: str, words: int) -> None:
    assert len(find_quotes(library, speaker=called)) == words


def test_an_organisation_by_part_of_its_name(library: Library) -> None:
    assert {quote.speaker for quote in find_quotes(library, organisation="北港")} == {"周岸"}


def test_a_topic_puts_the_closest_first(library: Library) -> None:
    best = find_quotes(library, about="买保险")[0]
    assert (best.speaker, best.asked, best.score > 0) == ("周岸", "保险怎么买？", True)
    assert best.text == "保险要早买，出事以后就买不到了，费用由公司出。"


def test_a_topic_and_a_speaker(library: Library) -> None:
    assert [quote.speaker for quote in find_quotes(library, speaker="李局长", about="船坞")][:1] == ["李远舟"]


def test_a_topic_that_no_word_of_the_library_tells_of_has_no_quotes(library: Library) -> None:
    assert find_quotes(library, about="火星移民") == ()


def test_a_name_of_the_same_sound(library: Library) -> None:
    assert {quote.speaker for quote in find_quotes(library, speaker="周案")} == {"周岸"}


def test_the_limit_holds(library: Library) -> None:
    assert len(find_quotes(library, limit=2)) == 2


def test_a_quote_has_its_citation_in_the_document(library: Library) -> None:
    (info,) = library.documents()
    text = library.text(info.doc_id)
    for quote in find_quotes(library):
        assert text[quote.citation.char_start : quote.citation.char_end] == quote.text


def test_reported_words_are_not_direct(library: Library) -> None:
    assert [(quote.text, quote.direct) for quote in find_quotes(library, speaker="李远舟")] == [
        ("船坞三月动工。", True),
        ("资金已经到位，年底完工。", False),
    ]


def test_everybody_who_speaks(library: Library) -> None:
    assert speakers(library) == (Person("周岸", "北港渔业", "董事长"), Person("李远舟", "渔业局", "副局长"))


@pytest.mark.parametrize(
    "text", ["保险要早买，出事以后就买不到了", "“保險要早買， 出事以後就買不到了。”", "保险要早买,出事以后就买不到了"]
)
def test_the_same_words_in_another_dress(library: Library, text: str) -> None:
    found = check(library, text)
    assert (found.verdict, found.similarity, found.differences) == (Check.SAME, 1.0, ())
    assert found.citation is not None
    assert found.citation.quote.startswith("保险要早买，出事以后就买不到了")
    assert found.quote is not None
    assert (found.quote.speaker, found.quote.asked) == ("周岸", "保险怎么买？")


def test_nearly_the_same_words_have_their_difference_and_true_place(library: Library) -> None:
    found = check(library, "保险要早买，出事以后就买不着了")
    assert found.verdict is Check.SIMILAR
    ((difference,), citation) = (found.differences, found.citation)
    assert (difference.text, difference.source) == ("着", "到")
    assert citation is not None
    assert (citation.line_start, citation.quote) == (11, "保险要早买，出事以后就买不到了")


def test_words_that_are_repeated_are_cited_where_they_were_said_with_the_other_place(library: Library) -> None:
    found = check(library, "因为鱼在海里，不在港里，这个道理谁都懂。")
    assert found.citation is not None
    assert (found.citation.line_start, [other.line_start for other in found.citation.also]) == (7, [17])


@pytest.mark.parametrize("text", ["山里的路很长，走一天也走不到头", "鼹鼠", "。", ""])
def test_what_is_not_there(library: Library, text: str) -> None:
    found = check(library, text)
    assert (found.verdict, found.citation, found.quote) == (Check.NOT_FOUND, None, None)


def test_a_changed_library_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "访谈.txt"
    path.write_text("渔业局副局长李远舟说：“船坞三月动工。”", encoding="utf-8")
    library = Library.open(tmp_path / "library", create=True)
    assert find_quotes(library) == ()
    library.update([path])
    assert [quote.text for quote in find_quotes(library)] == ["船坞三月动工。"]
    library.remove(["访谈.txt"])
    assert find_quotes(library) == ()
