"""The users' own report in a real browser, where it lies beside the repository; nothing of it stands here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import Server, plain, serve

pytestmark = pytest.mark.browser
TRIED = 8  # questions of one kind, of which the page has to find answers to some


@pytest.fixture(scope="module")
def report(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The page over the report."""
    files = sorted((repository.parent / "shared/corpus").glob("*.txt"))
    if not files:
        pytest.skip("the users' report does not lie beside the repository (../shared/corpus)")
    server = Server(serve(files, tmp_path_factory.mktemp("report") / "library"))
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def questions(repository: Path) -> list[str]:
    """Questions of fact about it."""
    file = repository.parent / "shared/eval/dev.jsonl"
    if not file.is_file():
        pytest.skip("there are no questions about the users' report (../shared/eval/dev.jsonl)")
    records = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return [one["question"] for one in records if one["type"] == "fact" and not one.get("history")][:TRIED]


def test_its_answers_open_at_their_highlighted_quotes(
    visit: Callable[..., Any], report: Server, questions: list[str]
) -> None:
    visitor = visit(at=report.address)
    answers = [visitor.ask(question) for question in questions]
    cited = [n for n in range(len(answers)) if visitor.page.locator(".exchange").nth(n).locator(".chip").count()]
    assert len(cited) >= TRIED // 2
    for n in cited[:2]:
        answer = visitor.page.locator(".exchange").nth(n)
        answer.locator(".chip").first.click()
        quote = plain(answer.locator(".evidence .quote").first.inner_text()).rstrip("…")
        visitor.page.wait_for_function(
            "quote => [...document.querySelectorAll('#source mark')].map(one => one.innerText).join('')"
            ".replace(/\\s/g, '').includes(quote)",
            arg=quote,
        )
        assert visitor.in_view()


def test_its_people_and_its_policies_are_listed(visit: Callable[..., Any], report: Server) -> None:
    visitor = visit(at=report.address)
    visitor.tab("原话")
    visitor.page.locator("#quotes .people button").first.click()
    visitor.page.wait_for_selector("#quotes .people button[aria-pressed=true]")
    name, count = visitor.page.locator("#quotes .people [aria-pressed=true]").inner_text().rsplit(maxsplit=1)
    assert visitor.page.locator("#quotes .row").count() == int(count)
    assert visitor.page.input_value("#quotes-form input[name=speaker]") == name
    visitor.tab("政策")
    visitor.page.locator("#policies .name").first.click()
    assert visitor.marked()
    assert visitor.in_view()
