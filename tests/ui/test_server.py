from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from ui.errors import PortUnavailable
from ui.page.desk import Desk
from ui.server import build_app, listen


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    """The page's application without a network."""
    with TestClient(build_app(desk), base_url="http://127.0.0.1") as client:
        yield client


def test_the_page_answers_and_forbids_other_hosts(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy
    assert "*" not in policy


def test_every_answer_carries_the_policy_also_a_missing_page(client: TestClient) -> None:
    assert "content-security-policy" in client.get("/nothing/here").headers


def test_the_page_asks_no_font_or_statistics_of_anybody(client: TestClient) -> None:
    config = client.get("/config").json()
    assert config["analytics_enabled"] is False
    assert config["stylesheets"] == []
    assert "fonts.googleapis" not in client.get("/theme.css").text


def test_a_file_outside_the_page_cannot_be_fetched(client: TestClient, desk: Desk) -> None:
    (document,) = desk.documents()
    for path in ("/etc/passwd", document.source, "ui/server.py"):
        assert client.get(f"/gradio_api/file={path}").status_code == 404


WATCHED = """
import sys
reached = []
sys.addaudithook(lambda event, args: reached.append(args) if event in ("socket.connect", "socket.getaddrinfo") else None)
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from fastapi.testclient import TestClient
from ui.server import build_app

class EmptyDesk:
    folder, add = Path(sys.argv[1]), None
    documents = examples = words = lambda self: ()
    @contextmanager
    def reading(self):
        yield SimpleNamespace(folder=Path(sys.argv[1]))

with TestClient(build_app(EmptyDesk()), base_url="http://127.0.0.1") as client:
    assert client.get("/").status_code == 200
print(reached)
"""


def test_starting_and_serving_the_page_reaches_for_nobody(repository: Path, tmp_path: Path) -> None:
    # In a process of its own: an audit hook cannot be taken away again.
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(tmp_path)], capture_output=True, cwd=repository, timeout=120, check=False
    )
    assert done.stdout == b"[]\n", done.stderr


def test_a_port_that_is_taken_is_told() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortUnavailable) as busy:
            listen("127.0.0.1", port)
    assert f"端口 {port} 无法使用" in busy.value.user_message


def test_an_unknown_host_is_told() -> None:
    with pytest.raises(PortUnavailable) as unknown:
        listen("no such host", 7860)
    assert "找不到地址" in unknown.value.user_message


def test_a_port_is_free_again_after_use() -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
    with listen("127.0.0.1", port) as second:
        assert second.getsockname()[1] == port
