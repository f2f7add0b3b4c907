"""One server, one browser, and a visitor who drives a page of its own.

The pictures go to tests/out/; with YINJU_SCREENSHOTS=docs/screenshots those of the README and the guide are renewed.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
REPOSITORY = Path(__file__).resolve().parents[3]
START_SECONDS = 120  # generous: the machine may be busy; how long it takes is measured elsewhere
PATIENCE = 15_000  # milliseconds
LOCAL = {"127.0.0.1", "localhost", ""}  # "": data: and blob: addresses name no host


@dataclass
class Visitor:
    """Somebody with a browser of their own, and what happened in it that must not."""

    page: Page
    outside: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note requests to other hosts, errors of scripts, and dialogs."""
        self.page.on("request", lambda request: self.outside.append(request.url) if _outside(request.url) else None)
        self.page.on("pageerror", lambda error: self.failures.append(str(error)))
        self.page.on("console", lambda said: self.failures.append(said.text) if _our_script(said.text) else None)
        self.page.on("dialog", lambda dialog: self.failures.append(f"dialog: {dialog.message}"))

    def ask(self, question: str) -> Locator:
        """Type a question, press Enter, and give its exchange when it is answered."""
        before = self.page.locator(".exchange").count()
        self.page.fill("#question textarea", question)
        self.page.press("#question textarea", "Enter")
        return self.answered(before + 1)

    def answered(self, count: int) -> Locator:
        """The last of so many exchanges, when it has its answer."""
        self.page.wait_for_function(
            "count => document.querySelectorAll('.exchange .answer:not(.waiting)').length === count"
            " && !document.querySelector('.waiting')",
            arg=count,
            timeout=PATIENCE,
        )
        return self.page.locator(".exchange").last

    def tab(self, name: str) -> None:
        """Go to a view."""
        self.page.get_by_role("tab", name=name, exact=True).click()

    def add(self, *files: Path) -> None:
        """Choose files for the library and wait until all are through."""
        through = self.page.locator("#jobs li:not(.working):not(.waiting)").count()
        self.page.set_input_files("#below input[type=file]", list(files))
        self.page.wait_for_function(
            "count => document.querySelectorAll('#jobs li:not(.working):not(.waiting)').length === count"
            " && !document.querySelector('#outcome .working')",
            arg=through + len(files),
            timeout=2 * PATIENCE,
        )

    def job(self, name: str) -> Locator:
        """The line of a file in the list of imports."""
        return self.page.locator("#jobs li", has_text=name)

    def marked(self) -> str:
        """What the source pane highlights, without white space."""
        self.page.wait_for_selector("#source mark", timeout=PATIENCE)
        return plain("".join(self.page.locator("#source mark").all_inner_texts()))

    def in_view(self, selector: str = "#source mark", pane: str = "#source") -> bool:
        """Whether the first such element comes to lie inside the visible part of its pane."""
        try:
            self.page.wait_for_function(
                """([selector, pane]) => {
                    const box = document.querySelector(selector)?.getBoundingClientRect();
                    const frame = document.querySelector(pane).getBoundingClientRect();
                    return box && box.top >= frame.top && box.top < Math.min(frame.bottom, window.innerHeight);
                }""",
                arg=[selector, pane],
                timeout=5000,
            )
        except Exception:
            return False
        return True


def plain(text: str) -> str:
    """Text without white space."""
    return re.sub(r"\s", "", text)


def _our_script(said: str) -> bool:
    """Whether Gradio reports a script of ours; it also reports what a reader interrupts by leaving the page."""
    return said.startswith(("Error executing", "Error in watch", "Error evaluating"))


def _outside(url: str) -> bool:
    return (urlsplit(url).hostname or "") not in LOCAL


@dataclass
class Server:
    """A running page: `command` with a free port, which it keeps when it is started anew."""

    command: list[str]
    port: int = 0
    process: subprocess.Popen[str] | None = None

    def __post_init__(self) -> None:
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port = free.getsockname()[1]

    @property
    def address(self) -> str:
        """Of the page."""
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Until it answers."""
        command = [part.format(port=self.port) for part in self.command]
        self.process = subprocess.Popen(
            command, cwd=REPOSITORY, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True
        )
        _wait_for(self.address, self.process)

    def stop(self) -> None:
        """The process and what it has started."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.communicate(timeout=START_SECONDS)
            self.process = None


def serve(files: Sequence[Path], library: Path) -> list[str]:
    """The command that serves these files."""
    named = map(str, files)
    return [sys.executable, "-m", "ui", "serve", *named, "--library", str(library), "--port", "{port}"]


def make_run(library: Path) -> list[str] | None:
    """`make run` in this checkout with the environment of the tests, where that can be: names with spaces cannot."""
    environment = os.path.relpath(sys.prefix, REPOSITORY)
    wanted = (environment, str(library), str(REPOSITORY / environment / "bin/python"))
    if shutil.which("make") is None or " " in "".join(wanted) or not Path(wanted[2]).exists():
        return None
    # -o: what is installed already is not installed again.
    return ["make", "run", "-o", f"{environment}/.run", f"VENV={environment}", f"SAMPLE={library}", "PORT={port}"]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, sample_report: Path) -> Iterator[Server]:
    """The page over a library with the sample report, as `make run` starts it."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium: bash tests/install_browser.sh")
    library = tmp_path_factory.mktemp("page") / "library"
    server = Server(make_run(library) or serve([sample_report], library))
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def address(server: Server) -> str:
    """Of the page over the sample report."""
    return server.address


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


@pytest.fixture(scope="session")
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
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Visitor]]:
    """Opens the page as a new visitor; at the end nothing may have been asked of another host, nor a script failed."""
    visitors: list[Visitor] = []

    def open_page(query: str = "", at: str = address, **options: object) -> Visitor:
        settings = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN"} | options
        visitor = Visitor(browser.new_context(**settings).new_page())  # type: ignore[arg-type]
        visitors.append(visitor)
        visitor.watch()
        visitor.page.goto(at + query)
        visitor.page.wait_for_selector("#header .holdings:not(:empty)", state="attached", timeout=PATIENCE)
        return visitor

    yield open_page
    for visitor in visitors:
        visitor.page.context.close()
    assert [visitor.outside for visitor in visitors] == [[] for _ in visitors]
    assert [visitor.failures for visitor in visitors] == [[] for _ in visitors]


@pytest.fixture
def visitor(visit: Callable[..., Visitor]) -> Visitor:
    """A visitor of the page with a wide screen."""
    return visit()


@pytest.fixture(scope="session")
def picture(repository: Path) -> Callable[[Page, str], None]:
    """Takes a picture of a page for people to look at."""
    folder = repository / os.environ.get("YINJU_SCREENSHOTS", "tests/out")
    folder.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> None:
        page.mouse.move(0, 0)
        page.wait_for_timeout(1600)  # the flash has faded
        Image.open(io.BytesIO(page.screenshot())).save(folder / f"{name}.webp", quality=82)

    return take
