"""The whole of it, as people use it: once through the command line, once through the page in a real browser.

The browser test keeps its pictures in tests/out/; with YINJU_SCREENSHOTS=docs/screenshots it renews those of the README.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
START_SECONDS = 120  # generous: the machine may be busy; how long it takes is measured elsewhere
ANSWER_MILLISECONDS = 30_000
LOCAL = {"127.0.0.1", "localhost", ""}  # "": data: and blob: addresses name no host

PORT_REPORT = """青屿港年度报告

第一章 吞吐量

青屿港全年完成集装箱吞吐量4200万标准箱，比上年增长6.5%。
"""


def yinju(*argv: object) -> subprocess.CompletedProcess[str]:
    """Run the command and wait."""
    command = [sys.executable, "-m", "ui", *map(str, argv)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=False)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, sample_report: Path) -> Path:
    """A library with the sample report, made by the command line."""
    folder = tmp_path_factory.mktemp("yinju") / "library"
    done = yinju("index", sample_report, "--library", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def gold(sample_questions: Path) -> list[dict[str, str]]:
    """The questions on the sample report."""
    return [json.loads(line) for line in sample_questions.read_text(encoding="utf-8").splitlines()]


# Through the command line


def test_index_ask_and_batch(library: Path, sample_report: Path, sample_questions: Path, tmp_path: Path) -> None:
    text = sample_report.read_text(encoding="utf-8")
    output = tmp_path / "predictions.jsonl"
    done = yinju("batch", sample_questions, "-o", output, "--library", library)
    assert done.returncode == 0, done.stderr
    predictions = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    asked = [json.loads(line)["id"] for line in sample_questions.read_text(encoding="utf-8").splitlines()]
    assert [one["id"] for one in predictions] == asked
    assert {one["verdict"] for one in predictions} >= {"found", "not_found"}
    for one in predictions:
        assert one["answerable"] == (one["verdict"] != "not_found") == bool(one["answer"]) == bool(one["citations"])
        assert len(one["passages"]) >= 10
        for citation in one["citations"]:
            quote = text[citation["char_start"] : citation["char_end"]]
            assert citation["quote"] == quote
            assert citation["line_start"] == 1 + text.count("\n", 0, citation["char_start"])
            assert citation["line_end"] == 1 + text.count("\n", 0, citation["char_end"] - 1)
    first = yinju("ask", predictions[0]["question"], "--json", "--library", library)
    assert json.loads(first.stdout)["answer"] == predictions[0]["answer"]


# Through the page


@pytest.fixture(scope="module")
def address(library: Path) -> Iterator[str]:
    """The running page, by the command line, on a free port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "ui", "serve", "--library", str(library), "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/", server)
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait_for(address: str, server: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            pytest.fail(f"the server ended with {server.returncode}: {server.stderr and server.stderr.read()}")
        try:
            with urlopen(address, timeout=START_SECONDS):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"no page within {START_SECONDS} s")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of the system."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium: bash tests/install_browser.sh")
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e '.[test]'")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The page just opened; at the end, nothing may have been asked of another host and no script may have failed."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", device_scale_factor=1.5)
    page = context.new_page()
    outside: list[str] = []
    failures: list[str] = []
    page.on("request", lambda request: outside.append(request.url) if _host(request.url) not in LOCAL else None)
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("dialog", lambda dialog: failures.append(f"dialog: {dialog.message}"))
    page.goto(address)
    page.wait_for_selector(".welcome")
    yield page
    context.close()
    assert outside == []
    assert failures == []


@pytest.fixture(scope="module")
def pictures(repository: Path) -> Path:
    """Where the pictures go."""
    folder = repository / os.environ.get("YINJU_SCREENSHOTS", "tests/out")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def ask(page: Page, question: str) -> None:
    """Type a question, press Enter, wait for its answer."""
    before = page.locator(".exchange .answer:not(.waiting)").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    answered(page, before + 1)


def answered(page: Page, count: int) -> None:
    page.wait_for_function(
        "count => document.querySelectorAll('.exchange .answer:not(.waiting)').length === count",
        arg=count,
        timeout=ANSWER_MILLISECONDS,
    )


def in_view(page: Page, selector: str, pane: str) -> bool:
    """Whether the first such element lies inside the visible part of its pane."""
    return bool(
        page.evaluate(
            """([selector, pane]) => {
                const box = document.querySelector(selector).getBoundingClientRect();
                const frame = document.querySelector(pane).getBoundingClientRect();
                return box.top >= frame.top && box.top < Math.min(frame.bottom, window.innerHeight);
            }""",
            [selector, pane],
        )
    )


def shown_quote(page: Page, index: int = 0) -> str:
    """The citation's quote as the list shows it, in full or up to its ellipsis."""
    return page.locator(".exchange:last-child .evidence .quote").nth(index).inner_text().rstrip("…")


def marked(page: Page) -> str:
    """What the source pane highlights."""
    return "".join(page.locator("#source mark").all_inner_texts())


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.browser
def test_an_answer_comes_with_its_quote_highlighted_in_view(page: Page, gold: list[dict[str, str]]) -> None:
    ask(page, gold[0]["question"])
    page.wait_for_selector("#source mark")
    assert plain(shown_quote(page)) in plain(marked(page))
    assert in_view(page, "#source mark", "#source")
    assert page.locator(".exchange .chip[aria-pressed=true]").first.inner_text() == "1"


@pytest.mark.browser
def test_an_answer_from_a_table_marks_its_cell_in_light_and_dark_and_on_a_phone(
    page: Page, gold: list[dict[str, str]], pictures: Path
) -> None:
    ask(page, gold[0]["question"])
    for question in (one["question"] for one in gold if one["type"] == "table"):
        ask(page, question)
        page.wait_for_timeout(500)
        if page.locator("#source tr.cited mark").count():
            break
    assert plain(marked(page)) in plain(shown_quote(page))
    assert in_view(page, "#source mark", "#source")
    page.wait_for_timeout(1600)  # the flash has faded: the picture is for people
    page.screenshot(path=pictures / "chat.png")
    page.click("#light")
    page.screenshot(path=pictures / "chat-dark.png")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.screenshot(path=pictures / "chat-phone.png")
    page.locator(".exchange:last-child .chip").first.click()
    page.wait_for_function("document.querySelector('#source').getBoundingClientRect().top < window.innerHeight / 2")
    page.wait_for_timeout(500)  # the window scrolls smoothly
    assert in_view(page, "#source mark", "#source")


@pytest.mark.browser
def test_the_second_chip_shows_the_second_source(page: Page, gold: list[dict[str, str]]) -> None:
    for question in (one["question"] for one in gold):
        ask(page, question)
        if page.locator(".exchange:last-child .chip").count() >= 2:
            break
    first = page.locator("#source").inner_html()
    page.locator(".exchange:last-child .chip").nth(1).click()
    page.wait_for_function("before => document.querySelector('#source').innerHTML !== before", arg=first)
    assert plain(shown_quote(page, 1)) in plain(page.locator("#source .page-text").inner_text())
    assert in_view(page, "#source mark", "#source")


@pytest.mark.browser
def test_what_the_documents_do_not_say_is_said_with_the_nearest_passages(page: Page) -> None:
    ask(page, "量子计算机的价格是多少元？")
    assert page.locator(".badge").inner_text() == "文中未找到"
    assert page.locator(".chip").count() == 0
    page.locator(".related .cite").first.click()
    page.wait_for_selector("#source #cited")
    assert in_view(page, "#source #cited", "#source")


@pytest.mark.browser
def test_an_example_can_be_asked_and_a_new_conversation_begun(page: Page) -> None:
    example = page.locator(".example").first
    question = example.inner_text()
    example.click()
    answered(page, 1)
    assert page.locator(".question").inner_text() == question
    assert page.locator(".badge").inner_text() == "找到明确答案"
    page.click("#fresh")
    page.wait_for_selector(".welcome")


@pytest.mark.browser
def test_an_uploaded_file_can_be_asked_and_a_bad_one_is_told(page: Page, tmp_path: Path) -> None:
    good, empty = tmp_path / "青屿港.txt", tmp_path / "空白.txt"
    good.write_text(PORT_REPORT, encoding="utf-8")
    empty.write_text("", encoding="utf-8")
    page.set_input_files("#attach input[type=file], input#attach, #below input[type=file]", [good, empty])
    page.wait_for_selector("#outcome .ok", timeout=60_000)
    assert "青屿港年度报告" in page.locator("#outcome .ok").inner_text()
    assert "空白.txt" in page.locator("#outcome .failed").inner_text()
    ask(page, "青屿港全年完成的集装箱吞吐量是多少标准箱？")
    assert "4200万标准箱" in page.locator(".exchange:last-child .text").inner_text()
    assert "青屿港.txt" in page.locator("#source .file").inner_text()
    page.get_by_role("tab", name="文库").click()
    page.wait_for_selector(".documents >> text=青屿港年度报告")


@pytest.mark.browser
def test_a_document_cannot_run_anything_in_the_page(page: Page, tmp_path: Path) -> None:
    attack = "<img src=x onerror=alert(1)><script>alert(2)</script>${alert(3)}{{alert}}"
    file = tmp_path / "靶场<b>报告.md"
    file.write_text(f"# 靶场{attack}报告\n\n## 第一章 {attack}概况\n\n靶场{attack}面积为77公顷。\n", encoding="utf-8")
    page.set_input_files("#attach input[type=file], input#attach, #below input[type=file]", file)
    page.wait_for_selector("#outcome p", timeout=60_000)
    ask(page, f"靶场面积是多少公顷？{attack}")
    page.wait_for_selector("#source mark")
    assert attack in page.locator("#source").inner_text()
    assert page.locator("#transcript img, #source img, #transcript script, #source script").count() == 0


@pytest.mark.browser
def test_two_visitors_do_not_see_each_other(
    page: Page, browser: Browser, address: str, gold: list[dict[str, str]]
) -> None:
    ask(page, gold[1]["question"])
    with closing(browser.new_context()) as other:
        stranger = other.new_page()
        stranger.goto(address)
        stranger.wait_for_selector(".welcome")
        assert gold[1]["question"] not in stranger.locator("#transcript").inner_text()
        ask(stranger, "量子计算机的价格是多少元？")
    assert page.locator(".exchange").count() == 1


@pytest.mark.browser
def test_the_page_can_be_used_with_the_keyboard_alone(page: Page, gold: list[dict[str, str]]) -> None:
    assert page.evaluate("document.activeElement.closest('#question') !== null")
    page.keyboard.type(gold[0]["question"])
    page.keyboard.press("Enter")
    answered(page, 1)
    page.locator(".chip").first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".chip").first.get_attribute("aria-pressed") == "true"
    assert page.locator("#status [aria-live=polite], #status[aria-live=polite]").count() >= 1
