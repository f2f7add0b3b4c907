"""The page for every screen, hand and eye; and that it speaks English to those who do not read Chinese."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
QUESTION = "截至2023年底，栖川市在用电梯有多少台？"


def serious(page: Page) -> list[str]:
    """What axe-core finds that hinders people, with the elements it is about."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe: pip install -e '.[test]'")
    found = axe.Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['html'][:120]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def test_axe_finds_nothing_serious_in_what_lies_over_the_page(visit: Callable[..., Any]) -> None:
    visitor = visit(viewport={"width": 360, "height": 740})
    visitor.ask(QUESTION).locator(".chip").first.click()
    visitor.page.wait_for_selector("#source-side.over")
    visitor.page.wait_for_timeout(1500)  # the flash has faded
    assert serious(visitor.page) == []
    visitor.page.get_by_role("button", name="返回").click()
    visitor.page.click("#history-button")
    visitor.page.wait_for_selector("#history-side.open .conversation")
    visitor.page.wait_for_timeout(300)
    assert serious(visitor.page) == []
    visitor.page.keyboard.press("Escape")
    visitor.page.click("#help-button")
    visitor.page.wait_for_selector("#help[open]")
    assert serious(visitor.page) == []


@pytest.mark.parametrize("light", ["light", "dark"])
def test_axe_finds_nothing_serious(visit: Callable[..., Any], light: str) -> None:
    visitor = visit(color_scheme=light)
    visitor.page.wait_for_selector(".example")
    assert serious(visitor.page) == []
    visitor.ask(QUESTION)
    visitor.page.locator("#scope summary").click()
    visitor.marked()
    visitor.page.wait_for_timeout(1500)  # a flashing quote has other colours for a moment
    assert serious(visitor.page) == []
    for name, shown in (("原话", "#quotes .row"), ("政策", "#policies .name"), ("文库", ".documents")):
        visitor.tab(name)
        visitor.page.wait_for_selector(shown)
        assert serious(visitor.page) == []


def test_everything_can_be_done_with_the_keyboard(visitor: Any) -> None:
    keyboard = visitor.page.keyboard
    keyboard.press("/")
    visitor.page.wait_for_function("document.activeElement.closest('#question') !== null")
    keyboard.type(QUESTION)
    keyboard.press("Enter")
    visitor.answered(1)
    visitor.marked()
    keyboard.press("Escape")
    before = visitor.page.locator("#source .counter").inner_text()
    keyboard.press("j")
    visitor.page.wait_for_function(
        "before => document.querySelector('#source .counter').textContent !== before", arg=before
    )
    visitor.page.locator(".chip").first.focus()
    keyboard.press("Enter")
    visitor.page.wait_for_selector(".chip[aria-pressed=true]")
    keyboard.press("Escape")
    keyboard.press("Alt+4")
    visitor.page.wait_for_selector(".documents:visible")
    keyboard.press("?")
    visitor.page.wait_for_selector("#help[open]")
    assert "新对话" in visitor.page.locator("#help").inner_text()
    keyboard.press("Escape")
    keyboard.press("Alt+h")
    visitor.page.wait_for_selector("#history-side.open")
    keyboard.press("Escape")
    visitor.page.wait_for_selector("#history-side:not(.open)", state="attached")
    assert visitor.page.locator("#status [aria-live=polite], #status[aria-live=polite]").count() >= 1


def test_a_phone_shows_the_source_over_the_page(
    visit: Callable[..., Any], picture: Callable[[Page, str], None]
) -> None:
    visitor = visit(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    answer = visitor.ask(QUESTION)
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    picture(visitor.page, "phone")
    answer.locator(".chip").first.click()
    visitor.page.wait_for_selector("#source-side.over")
    assert visitor.in_view()
    visitor.page.wait_for_timeout(300)
    assert visitor.page.evaluate("document.querySelector('#source').getBoundingClientRect().width") == 360
    visitor.page.get_by_role("button", name="返回").click()
    visitor.page.wait_for_selector("#source-side:not(.over)", state="attached")
    for name in ("原话", "政策", "文库"):
        visitor.tab(name)
        visitor.page.wait_for_timeout(300)
        assert visitor.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_phone_shows_a_preview_over_the_page_and_leads_back(visit: Callable[..., Any]) -> None:
    visitor = visit(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    visitor.tab("文库")
    visitor.page.get_by_role("button", name="预览段落").first.click()
    visitor.page.wait_for_selector("#source-side.over .indexed")
    visitor.page.get_by_role("button", name="返回").click()
    visitor.page.wait_for_selector("#source-side:not(.over)", state="attached")
    visitor.page.evaluate("document.querySelector('[data-do=preview]').dataset.doc = 'gone'")
    visitor.page.get_by_role("button", name="预览段落").first.click()
    visitor.page.wait_for_selector("#source-side.over .failed")
    visitor.page.get_by_role("button", name="返回").click()
    visitor.page.wait_for_selector("#source-side:not(.over)", state="attached")


def test_twice_the_size_still_fits(visit: Callable[..., Any]) -> None:
    visitor = visit(viewport={"width": 640, "height": 400})  # 1280 x 800 at 200 %
    visitor.ask(QUESTION)
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_dark_is_kept(visitor: Any, picture: Callable[[Page, str], None]) -> None:
    visitor.page.click("#light")
    visitor.page.reload()
    visitor.page.wait_for_selector("body.dark")
    visitor.ask(QUESTION)
    picture(visitor.page, "dark")


def test_an_english_browser_gets_english_words_around_the_chinese_documents(visit: Callable[..., Any]) -> None:
    visitor = visit(locale="en-US")
    answer = visitor.ask(QUESTION)
    assert answer.locator(".badge").inner_text() == "Answer found"
    assert visitor.page.get_by_role("tab", name="Quotes", exact=True).count() == 1
    assert visitor.page.locator("#send").inner_text() == "Ask"
    assert visitor.page.evaluate("document.documentElement.lang") == "en"
