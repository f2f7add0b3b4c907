from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from ui.feedback import Mark
from ui.page.empty import KEYS
from ui.page.imports import State
from ui.page.scope_bar import LABELS
from ui.page.words import ENGLISH, t
from ui.render import KINDS, LEGS, VERDICTS

PAGE = Path(__file__).parents[3] / "ui" / "page"
SAID = re.compile(r"""\b(?:t|say)\(\s*["']([^"'{}]*[\u4e00-\u9fff][^"'{}]*)["']""")


def fixed_words() -> set[str]:
    """Whatever the page says in words of its own."""
    written = {word for file in PAGE.glob("*.py") for word in SAID.findall(file.read_text(encoding="utf-8"))}
    lists: tuple[Iterable[str], ...] = (
        VERDICTS.values(), KINDS.values(), LEGS.values(), LABELS.values(), Mark, State, [does for _, does in KEYS],
    )  # fmt: skip
    return written | {"最接近的段落", "相关但未引用"} | {str(word) for words in lists for word in words}


@pytest.mark.parametrize("word", sorted(fixed_words()))
def test_what_the_page_says_is_known_in_english(word: str) -> None:
    assert re.search(r"[A-Za-z]", ENGLISH[word])


def test_numbers_keep_their_places() -> None:
    assert [word for word, english in ENGLISH.items() if word.count("{}") != english.count("{}")] == []


def test_fixed_words_are_escaped_too() -> None:
    assert t("<b>", "p", "hint") == '<p class="hint" data-t>&lt;b&gt;</p>'
