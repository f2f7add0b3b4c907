"""Asking, as people do: in a real browser, on the sample report."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
UNKNOWN = "量子计算机的价格是多少元？"


@pytest.fixture(scope="session")
def gold(sample_questions: Path) -> dict[str, list[str]]:
    """The questions on the sample report, by type."""
    found: dict[str, list[str]] = {}
    for line in sample_questions.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if not record.get("history"):
            found.setdefault(record["type"], []).append(record["question"])
    return found


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_an_answer_comes_with_numbered_chips_and_its_quote_highlighted_in_view(
    visitor: Any, gold: dict[str, list[str]], picture: Callable[[Page, str], None]
) -> None:
    answer = visitor.ask(gold["fact"][0])
    assert answer.locator(".badge").inner_text() == "找到明确答案"
    assert re.fullmatch(r"\[1\]", answer.locator(".chip").first.inner_text())
    assert answer.locator(".chip[aria-pressed=true]").first.inner_text() == "[1]"
    quote = plain(answer.locator(".evidence .quote").first.inner_text()).rstrip("…")
    assert quote in visitor.marked()
    assert visitor.in_view()
    answer.locator(".chip").first.click()
    assert visitor.page.locator("#source mark.flash").count() >= 1
    picture(visitor.page, "chat")


def test_hovering_over_a_chip_shows_the_quote_and_its_place(visitor: Any, gold: dict[str, list[str]]) -> None:
    answer = visitor.ask(gold["fact"][0])
    answer.locator(".chip").first.hover()
    visitor.page.wait_for_selector("#peek:not([hidden])")
    shown = visitor.page.locator("#peek").inner_text()
    assert plain(answer.locator(".evidence .quote").first.inner_text()).rstrip("…") in plain(shown)
    assert re.search(r"第 \d", shown)
    assert visitor.page.locator("#peek .path span").count() >= 1


def test_the_places_can_be_walked_through_and_a_quote_copied(visitor: Any, gold: dict[str, list[str]]) -> None:
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.ask(gold["fact"][0])
    visitor.marked()
    before = visitor.page.locator("#source .counter").inner_text()
    visitor.page.get_by_role("button", name="下一处").click()
    visitor.page.wait_for_function(
        "before => document.querySelector('#source .counter').textContent !== before", arg=before
    )
    visitor.page.get_by_role("button", name="上一处").click()
    visitor.page.wait_for_function(
        "before => document.querySelector('#source .counter').textContent === before", arg=before
    )
    marked = visitor.marked()
    visitor.page.locator("#source").get_by_role("button", name="复制引文").click()
    copied = visitor.page.evaluate("navigator.clipboard.readText()")
    assert marked in plain(copied)
    assert "《" in copied
    visitor.page.locator("#source").get_by_role("button", name="GB/T 7714").click()
    visitor.page.wait_for_function("navigator.clipboard.readText().then(text => /\\[\\w+(\\/OL)?\\]\\./.test(text))")


def test_an_answer_from_a_table_shows_the_table_with_its_cell_marked(visitor: Any, gold: dict[str, list[str]]) -> None:
    for question in gold["table"][:4]:
        answer = visitor.ask(question)
        if answer.locator(".cited-rows mark").count():
            break
    assert answer.locator(".cited-rows table mark").count() >= 1
    visitor.page.wait_for_selector("#source tr.cited mark")
    assert visitor.in_view("#source tr.cited mark")


def test_what_the_documents_do_not_say_is_said_with_the_nearest_passages(
    visitor: Any, picture: Callable[[Page, str], None]
) -> None:
    answer = visitor.ask(UNKNOWN)
    assert answer.locator(".badge").inner_text() == "文中未找到"
    assert answer.locator(".chip").count() == 0
    answer.locator(".related .cite").first.click()
    visitor.page.wait_for_selector("#source #cited")
    assert visitor.in_view("#source #cited")
    answer.locator(".related .why summary").first.click()
    assert "名次" in answer.locator(".related .why").first.inner_text()
    picture(visitor.page, "not-found")


def test_a_follow_up_is_understood_and_can_be_edited(visitor: Any, gold: dict[str, list[str]]) -> None:
    visitor.ask(gold["fact"][0])
    answer = visitor.ask("那2021年呢？")
    answer.locator(".understood q").wait_for()
    understood = answer.locator(".understood q").inner_text()
    assert "电梯" in understood
    answer.locator(".understood [data-put]").click()
    assert visitor.page.input_value("#question textarea") == understood


def test_an_example_can_be_asked_and_what_to_ask_next_is_offered(visitor: Any) -> None:
    visitor.page.wait_for_selector(".example")
    question = visitor.page.locator(".example").first.inner_text()
    visitor.page.locator(".example").first.click()
    answer = visitor.answered(1)
    assert answer.locator(".question").inner_text() == question
    assert answer.locator(".badge").inner_text() == "找到明确答案"
    visitor.page.locator(".suggestion").first.wait_for()
    visitor.page.locator(".suggestion").first.click()
    assert visitor.answered(2).locator(".badge").inner_text() == "找到明确答案"


def test_a_question_can_be_edited_and_tried_again(visitor: Any, gold: dict[str, list[str]]) -> None:
    visitor.ask(UNKNOWN)
    visitor.page.get_by_role("button", name="修改问题").click()
    visitor.page.wait_for_selector("#note p")
    assert visitor.page.input_value("#question textarea") == UNKNOWN
    visitor.page.fill("#question textarea", gold["fact"][0])
    visitor.page.press("#question textarea", "Enter")
    visitor.page.wait_for_function("document.querySelector('.badge')?.textContent === '找到明确答案'")
    assert visitor.page.locator(".exchange").count() == 1
    visitor.page.get_by_role("button", name="重答").click()
    assert visitor.answered(1).locator(".question").inner_text() == gold["fact"][0]


def test_the_scope_narrows_the_answer_and_is_shown_in_it(visitor: Any, gold: dict[str, list[str]]) -> None:
    visitor.page.locator("#scope summary").click()
    visitor.page.select_option("#scope select[name=kinds]", "table")
    visitor.page.wait_for_selector("#scope .narrowed")
    answer = visitor.ask(gold["fact"][0])
    assert "类型 表格" in answer.locator(".scoped").inner_text()
    kinds = answer.locator(".cite .where").all_text_contents()
    assert kinds
    assert all("表格" in where for where in kinds)


def test_after_all_documents_no_list_keeps_what_was_chosen_before(visitor: Any) -> None:
    visitor.page.locator("#scope summary").click()
    visitor.page.select_option("#scope select[name=kinds]", "table")
    visitor.page.wait_for_selector("#scope .narrowed")
    visitor.page.locator("#scope [data-do=everything]").evaluate("button => button.click()")  # the bar may have closed
    visitor.page.wait_for_selector("#scope details:not(.narrowed)", state="attached")
    assert visitor.page.locator("#scope select").evaluate_all("all => all.map(one => one.value).join()") in (
        ",,",
        ",,,",
    )


def test_a_question_that_somebody_has_begun_stays_when_a_button_is_used(
    visitor: Any, gold: dict[str, list[str]]
) -> None:
    answer = visitor.ask(gold["fact"][0])
    visitor.page.fill("#question textarea", "起草中的问题")
    answer.get_by_role("button", name="重答").click()
    visitor.page.wait_for_selector(".waiting", state="detached")
    assert visitor.page.input_value("#question textarea") == "起草中的问题"
    visitor.page.click("#fresh")
    visitor.page.wait_for_selector(".welcome")
    assert visitor.page.input_value("#question textarea") == "起草中的问题"
