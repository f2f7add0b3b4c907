"""What people do all day: come back, look things up again, take answers away, say what was wrong."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from docx import Document

pytestmark = pytest.mark.browser
QUESTION = "截至2023年底，栖川市在用电梯有多少台？"
OTHER = "更新改造有哪四种做法？"


def test_a_reload_and_a_link_bring_the_conversation_back(visitor: Any, address: str) -> None:
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.ask(QUESTION)
    visitor.ask(OTHER)
    visitor.page.reload()
    visitor.page.wait_for_selector(".badge")
    assert visitor.page.locator(".question").all_inner_texts() == [QUESTION, OTHER]
    visitor.page.locator(".exchange").first.get_by_role("button", name="链接").click()
    visitor.page.wait_for_function("navigator.clipboard.readText().then(text => text.includes('?c='))")
    link = visitor.page.evaluate("navigator.clipboard.readText()")
    visitor.page.goto(address + "?" + urlsplit(link).query)
    visitor.page.wait_for_selector(".exchange:first-child .chip[aria-pressed=true]")
    assert visitor.in_view(".exchange:first-child .question", "#transcript")


def test_what_is_typed_before_the_page_has_its_conversation_is_asked(visitor: Any) -> None:
    page, held = visitor.page, []
    page.route("**/queue/join**", lambda request: held.append(request))
    page.reload(wait_until="commit")
    page.fill("#question textarea", QUESTION)
    while not held:
        page.wait_for_timeout(50)
    for request in held:
        request.continue_()
    page.unroute("**/queue/join**")
    page.wait_for_selector("#header .holdings:not(:empty)", state="attached")
    page.press("#question textarea", "Enter")
    assert visitor.answered(1).locator(".question").inner_text() == QUESTION


def test_the_history_outlives_the_server(visitor: Any, server: Any) -> None:
    visitor.ask(QUESTION)
    left = visitor.page.url
    visitor.page.goto("about:blank")  # an open page reloads itself when the server is back, and would meet ours
    server.stop()
    server.start()
    visitor.failures.clear()  # what it asked meanwhile could not be answered
    visitor.page.goto(left)
    visitor.page.wait_for_selector(".badge")
    assert visitor.page.locator(".question").all_inner_texts() == [QUESTION]
    visitor.page.click("#history-button")
    visitor.page.wait_for_selector(f".conversation >> text={QUESTION}")


def test_a_link_to_what_is_not_ones_own_says_so_where_it_can_be_seen(visit: Callable[..., Any]) -> None:
    visitor = visit("?c=" + 32 * "0")
    visitor.page.wait_for_selector("#status .failed", state="visible")
    assert visitor.page.locator("#status .failed").bounding_box()["height"] > 10
    visitor.ask(QUESTION)
    visitor.page.wait_for_selector("#status .failed", state="detached")


def test_going_back_leads_to_the_conversation_before(visitor: Any) -> None:
    visitor.ask(QUESTION)
    visitor.page.click("#fresh")
    visitor.page.wait_for_selector(".welcome")
    visitor.page.go_back()
    visitor.page.wait_for_selector(".badge")
    assert visitor.page.locator(".question").all_inner_texts() == [QUESTION]


def test_a_search_that_is_stopped_leaves_the_page_as_it_was(visitor: Any) -> None:
    visitor.page.evaluate(
        """() => new MutationObserver((_, observer) => {
            const stop = document.querySelector('[data-do=stop]');
            if (stop) { observer.disconnect(); stop.click(); window.stopped = true; }
        }).observe(document.body, {childList: true, subtree: true})"""
    )
    visitor.page.fill("#question textarea", QUESTION)
    visitor.page.press("#question textarea", "Enter")
    visitor.page.wait_for_function("window.stopped && !document.querySelector('.waiting')")
    visitor.page.wait_for_timeout(1000)  # an answer that was on its way has come
    told = visitor.page.locator(".exchange").count()  # 1 where the answer was quicker than the hand
    if not told:
        assert visitor.page.input_value("#question textarea") == QUESTION
    visitor.ask(OTHER)
    assert visitor.page.locator(".question").all_inner_texts() == [QUESTION] * told + [OTHER]


def test_earlier_conversations_can_be_found_named_opened_and_deleted(visitor: Any) -> None:
    visitor.ask(QUESTION)
    visitor.page.click("#fresh")
    visitor.page.wait_for_selector(".welcome")
    visitor.ask(OTHER)
    visitor.page.click("#history-button")
    visitor.page.wait_for_function("document.querySelectorAll('.conversation').length === 2")
    visitor.page.fill("#history-form input", "86,420")
    visitor.page.press("#history-form input", "Enter")
    visitor.page.wait_for_function("document.querySelectorAll('.conversation').length === 1")
    entry = visitor.page.locator("#history-list li")
    entry.get_by_text("重命名").click()
    entry.locator("input").fill("电梯总量")
    entry.locator("input").press("Enter")
    visitor.page.wait_for_selector(".conversation >> text=电梯总量")
    visitor.page.locator(".conversation", has_text="电梯总量").click()
    visitor.page.wait_for_selector(f".question >> text={QUESTION}")
    entry = visitor.page.locator("#history-list li", has_text="电梯总量")
    entry.get_by_text("删除", exact=True).click()
    entry.get_by_role("button", name="确定删除").click()
    visitor.page.wait_for_selector(".welcome")


def test_two_visitors_do_not_see_each_other(visit: Callable[..., Any]) -> None:
    one, other = visit(), visit()
    one.ask(QUESTION)
    other.ask(OTHER)
    assert one.page.locator(".question").all_inner_texts() == [QUESTION]
    assert other.page.locator(".question").all_inner_texts() == [OTHER]
    other.page.click("#history-button")
    other.page.wait_for_selector(".conversation")
    assert other.page.locator(".conversation b").all_inner_texts() == [OTHER]
    stolen = visit(urlsplit(one.page.url).query and "?" + urlsplit(one.page.url).query)
    assert QUESTION not in stolen.page.locator("#transcript").inner_text()


def test_an_answer_is_exported_as_word_says_it(visitor: Any) -> None:
    answer = visitor.ask(OTHER)
    quotes = answer.locator(".evidence .quote").all_inner_texts()
    answer.locator(".tools summary", has_text="导出").click()
    with visitor.page.expect_download() as download:
        answer.get_by_role("button", name="Word").click()
    assert download.value.suggested_filename.endswith(".docx")
    with open(download.value.path(), "rb") as file:
        document = Document(io.BytesIO(file.read()))
    said = "".join("".join(one.text for one in document.paragraphs).split())
    assert "".join(OTHER.split()) in said
    for quote in quotes:
        assert "".join(quote.split()).rstrip("…") in said


def test_one_tap_says_what_was_wrong_and_is_remembered(visitor: Any) -> None:
    visitor.ask(QUESTION)
    visitor.page.get_by_role("button", name="引文不对").click()
    visitor.page.wait_for_selector(".mark[aria-pressed=true]")
    visitor.page.reload()
    visitor.page.wait_for_selector(".mark[aria-pressed=true]")
    assert visitor.page.locator(".mark[aria-pressed=true]").all_inner_texts() == ["引文不对"]
