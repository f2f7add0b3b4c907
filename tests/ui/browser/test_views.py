"""原话 and 政策 in a real browser, on the sample report."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_quotes_are_found_by_speaker_and_open_at_their_place(
    visitor: Any, picture: Callable[[Page, str], None]
) -> None:
    visitor.tab("原话")
    visitor.page.wait_for_selector("#quotes .row")
    everybody = visitor.page.locator("#quotes .row").count()
    name = visitor.page.locator("#quotes .said b").last.inner_text()
    visitor.page.fill("#quotes-form input[name=speaker]", name)
    visitor.page.press("#quotes-form input[name=speaker]", "Enter")
    visitor.page.wait_for_function(
        "count => document.querySelectorAll('#quotes .row').length < count && document.querySelector('#quotes .row')",
        arg=everybody,
    )
    assert set(visitor.page.locator("#quotes .said b").all_inner_texts()) == {name}
    visitor.page.locator("#quotes .row").first.click()
    assert visitor.marked() in "".join(visitor.page.locator("#quotes .quote").first.inner_text().split())
    assert visitor.in_view()
    picture(visitor.page, "quotes")


def test_a_pasted_quotation_is_compared_with_the_source(visitor: Any) -> None:
    visitor.tab("原话")
    visitor.page.wait_for_selector("#quotes .row")
    said = max(visitor.page.locator("#quotes .quote").all_inner_texts(), key=len).split("\n")[-1][:40]
    visitor.page.locator("#quotes-form summary").click()
    visitor.page.fill("#quotes-form textarea", said)
    visitor.page.get_by_role("button", name="核对").click()
    visitor.page.wait_for_selector("#quotes .badge >> text=一致")
    visitor.page.fill("#quotes-form textarea", said[:10] + "完全" + said[12:])
    visitor.page.get_by_role("button", name="核对").click()
    visitor.page.wait_for_selector("#quotes .badge >> text=近似")
    assert visitor.page.locator("#quotes del").all_inner_texts() == ["完全"]
    visitor.page.fill("#quotes-form textarea", "火星上的电梯由外星人负责维护保养工作")
    visitor.page.get_by_role("button", name="核对").click()
    visitor.page.wait_for_selector("#quotes .badge >> text=未找到")


def test_policies_are_found_sorted_and_open_at_their_place(visitor: Any, picture: Callable[[Page, str], None]) -> None:
    visitor.tab("政策")
    visitor.page.wait_for_selector("#policies tbody tr")
    names = visitor.page.locator("#policies .name").all_inner_texts()
    visitor.page.get_by_role("button", name="时间").click()
    visitor.page.wait_for_selector("#policies th[aria-sort=ascending]")
    dates = visitor.page.locator("#policies .date-cell").evaluate_all("cells => cells.map(one => one.dataset.sort)")
    told = [date for date in dates if date]
    assert told == sorted(told)
    wanted = names[-1]
    visitor.page.fill("#policies-form input[name=name]", wanted[:8])
    visitor.page.get_by_role("button", name="查找").last.click()
    visitor.page.wait_for_function(
        "count => document.querySelectorAll('#policies tbody tr').length < count", arg=len(names)
    )
    visitor.page.locator("#policies .name", has_text=wanted).first.click()
    assert wanted[:4] in visitor.marked()
    assert visitor.in_view()
    picture(visitor.page, "policies")
