from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import sync_playwright

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: tests/install_browser.sh"),
]


def log_in(address: str) -> None:
    """Log in as a person does, once with a wrong password."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
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
        browser.close()


def test_a_browser_logs_in_and_comes_to_the_page(address: str) -> None:
    """Only a browser sets the headers of a form as a browser does."""
    with ThreadPoolExecutor(1) as thread:  # browser tests before this one hold a loop in the main thread
        thread.submit(log_in, address).result()
