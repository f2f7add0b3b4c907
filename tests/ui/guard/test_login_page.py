from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: tests/install_browser.sh"),
]


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def test_a_browser_logs_in_and_comes_to_the_page(address: str, page: Page) -> None:
    """Only a browser sets the headers of a form as a browser does."""
    page.goto(address)
    assert "/login" in page.url
    for password in ("wrong", "word"):
        page.get_by_label("用户名").fill("甲")
        page.get_by_label("密码").fill(password)
        page.get_by_role("button", name="登录").click()
        if password == "wrong":
            assert page.get_by_role("alert").inner_text() == "用户名或密码不对。"
    page.wait_for_selector("#question")
    assert page.url == f"{address}/"
