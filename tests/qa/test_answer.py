"""Where a citation stands."""

from __future__ import annotations

from collections.abc import Callable

from corpus.document import Page, Passage
from qa.answer import Citation

PAGES = (Page(7, 0, 14, "v"), Page(8, 14, 40, "vi"))


def test_the_page_is_that_of_the_first_character_of_the_quote(make_passage: Callable[..., Passage]) -> None:
    passage = make_passage("一二三四五六七八九十", start=10, page=7, page_label="v", pages=PAGES)
    found = [(citation.page, citation.page_label) for citation in (Citation(passage, 3, 8), Citation(passage, 4, 8))]
    assert found == [(7, "v"), (8, "vi")]


def test_a_passage_without_pages_tells_its_own(make_passage: Callable[..., Passage]) -> None:
    assert Citation(make_passage("一二三"), 0, 2).page is None
    assert Citation(make_passage("一二三", page=3), 0, 2).page == 3
