from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from index.hit import Hit
from ui.api.requests import SearchRequest
from ui.api.service import Service
from ui.page.desk import Desk


class Backwards:
    name = "backwards"

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        return list(reversed(hits))


class Silent:
    def ask(self, *asked: Any, **narrowed: Any) -> Any:
        raise AssertionError("a search asks nothing")


def texts(desk: Desk) -> list[str]:
    found: Any = Service(desk).search(SearchRequest(query="低空"))
    return [one["text"] for one in found["passages"]]


def test_a_search_is_ordered_by_the_reranker_of_the_desk(shared_desk: Desk) -> None:
    with shared_desk.reading() as library:
        plain = texts(Desk(library, lambda: library, lambda _: Silent()))
        backwards = texts(Desk(library, lambda: library, lambda _: Silent(), Backwards()))
    assert len(plain) > 1
    assert backwards == plain[::-1]
