"""Documents made of a few lines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from corpus.document import Document, Parsed
from corpus.splitter import split

Parse = Callable[..., Parsed]


@pytest.fixture(scope="session")
def parse() -> Parse:
    """Takes a text apart as the loader's document would be."""

    def parse_text(text: str, title: str = "") -> Parsed:
        return split(Document("0" * 64, title, "样本.txt", text))

    return parse_text
