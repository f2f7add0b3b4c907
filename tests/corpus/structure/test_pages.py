"""Which pages a stretch of text touches."""

from __future__ import annotations

from corpus.document import Page
from corpus.structure.pages import touched

PAGES = (Page(1, 0, 10), Page(2, 10, 10), Page(3, 10, 20, "iii"))


def numbers(start: int, end: int) -> list[int]:
    return [page.number for page in touched(PAGES, start, end)]


def test_a_stretch_touches_the_pages_that_hold_its_characters() -> None:
    assert numbers(2, 10) == [1]
    assert numbers(9, 11) == [1, 3]
    assert numbers(10, 20) == [3]


def test_an_empty_stretch_stands_on_one_page() -> None:
    assert numbers(4, 4) == [1]
    assert numbers(10, 10) == [3]


def test_a_format_without_pages_has_none() -> None:
    assert touched((), 3, 5) == ()
