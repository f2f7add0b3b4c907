"""What one user tries on another, and on the server, over HTTP as a program sends it: each attempt has to fail."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from qa.answer import Answer
from ui.conversations import FILE, Conversations
from ui.exchange import Exchange
from ui.guard import limits
from ui.guard.passwords import Users
from ui.guard.uploads import Uploads
from ui.page.desk import Desk

QUESTION = "全市建成起降点多少个？"
USERS = Users([("victim", "word"), ("attacker", "word")])


def entered(address: str, name: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
        assert client.post("/login", data={"username": name, "password": "word"}).status_code == 200
        yield client


@pytest.fixture
def victim(address: str) -> Iterator[httpx.Client]:
    yield from entered(address, "plain")


@pytest.fixture
def attacker(address: str) -> Iterator[httpx.Client]:
    yield from entered(address, "乙")


def upload(client: httpx.Client, name: str = "秘密.txt", data: bytes = b"only mine", query: str = "") -> str:
    sent = client.post(f"/gradio_api/upload{query}", files={"files": (name, data)})
    assert sent.status_code == 200
    (path,) = sent.json()
    return str(path)


def number_of_upload(client: Any) -> int:
    """The page's event that takes uploads in."""
    config = client.get("/config").json()
    (button,) = (one["id"] for one in config["components"] if one["type"] == "uploadbutton")
    return next(int(one["id"]) for one in config["dependencies"] if one["inputs"] == [button])


@pytest.mark.parametrize("form", ["{0}", "/gradio_api/file={0}", "/file={0}", "/gradio_api/file/{0}", "/static/{0}"])
def test_an_upload_cannot_be_fetched_by_any_url_not_even_by_its_owner(
    victim: httpx.Client, attacker: httpx.Client, form: str
) -> None:
    path = upload(victim)
    assert Path(path).is_file()
    for client in (victim, attacker):
        assert client.get(form.format(path)).status_code in (403, 404)


@pytest.mark.parametrize("name", ["../../../../x.txt", "/etc/passwd", "..\\..\\x.txt", "a/../../b.txt"])
def test_the_name_of_an_upload_does_not_lead_out_of_its_folder(victim: httpx.Client, name: str) -> None:
    path = Path(upload(victim, name))
    assert ".." not in path.parts
    assert re.fullmatch(r"[0-9a-f]{64}", path.parent.name)


def test_an_upload_of_too_many_files_is_refused(victim: httpx.Client) -> None:
    files = [("files", (f"{i}.txt", b"x")) for i in range(limits.MOST_FILES + 1)]
    assert victim.post("/gradio_api/upload", files=files[:-1]).status_code == 200
    refused = victim.post("/gradio_api/upload", files=files)
    assert refused.status_code == 413
    assert "最多上传 100 个文件" in refused.json()["detail"]


def test_the_progress_of_an_upload_is_told_to_its_owner_only(victim: httpx.Client, attacker: httpx.Client) -> None:
    upload(victim, query="?upload_id=u1")
    assert attacker.get("/gradio_api/upload_progress?upload_id=u1").status_code == 403


def test_nobody_asks_or_listens_under_the_name_of_a_window_of_another(
    victim: httpx.Client, attacker: httpx.Client
) -> None:
    asked = {"data": [QUESTION, [], {}, False], "session_hash": "victim1"}
    event = victim.post("/gradio_api/call/ask", json=asked).json()["event_id"]
    assert attacker.post("/gradio_api/call/ask", json=asked).status_code == 403
    for path in (
        "/gradio_api/queue/data?session_hash=victim1",
        "/gradio_api/call/ask/victim1",
        "/gradio_api/call/v2/ask/victim1",
        "/gradio_api/heartbeat/victim1",
    ):
        assert attacker.get(path).status_code == 403, path
    cancel = {"session_hash": "victim1", "fn_index": 0, "event_id": event}
    assert attacker.post("/gradio_api/cancel", json=cancel).status_code == 403
    with victim.stream("GET", f"/gradio_api/call/ask/{event}") as stream:
        told = next(line for line in stream.iter_lines() if line.startswith("data: "))
    assert json.loads(told[6:])[0]["citations"]


@pytest.mark.parametrize(
    "named", ["{0}", "{1}/../../{0}", "file://{0}", "http://127.0.0.1:1/x.txt", "https://a.example/"]
)
def test_no_file_of_the_server_and_no_address_can_be_named_as_an_upload(
    attacker: httpx.Client, tmp_path: Path, named: str
) -> None:
    (secret := tmp_path / "secret.txt").write_text("不该看到的内容", encoding="utf-8")
    file = {"path": named.format(secret, Path(upload(attacker)).parent), "meta": {"_type": "gradio.FileData"}}
    number = number_of_upload(attacker)
    for body in (
        {"fn_index": number, "data": [[file]], "session_hash": "attacker1"},
        {"fn_index": number, "data": [[]], "event_data": {"x": file}, "session_hash": "attacker1"},
    ):
        assert attacker.post("/gradio_api/queue/join", json=body).status_code == 400
    for path in ("/gradio_api/call/ask", "/gradio_api/call/v2/ask"):
        assert attacker.post(path, json={"data": [file], "question": file}).status_code == 400


def test_gradio_too_refuses_a_file_that_was_not_uploaded(
    desk: Desk, served: Callable[..., TestClient], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (secret := tmp_path / "secret.txt").write_text("不该看到的内容", encoding="utf-8")
    monkeypatch.setattr(Uploads, "hold", lambda self, body: True)
    with served() as client:
        file = {"path": str(secret), "meta": {"_type": "gradio.FileData"}}
        body = {"fn_index": number_of_upload(client), "data": [[file]], "session_hash": "attacker2"}
        assert client.post("/gradio_api/queue/join", json=body).status_code == 200
        told = client.get("/gradio_api/queue/data?session_hash=attacker2").text
    assert '"success":false' in told
    assert len(desk.documents()) == 1


def test_the_server_fetches_no_url_for_anybody(attacker: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = socket.getaddrinfo

    def listening(host: Any, *given: Any, **named: Any) -> Any:
        asked.append(str(host))
        return real(host, *given, **named)

    monkeypatch.setattr(socket, "getaddrinfo", listening)
    for path in ("/gradio_api/proxy=http://victim.example/", "/gradio_api/file=http://victim.example/a"):
        assert attacker.get(path).status_code == 404
    assert "victim.example" not in "".join(asked)


def test_conversations_of_another_user_are_not_there(
    desk: Desk, served: Callable[..., TestClient], make_answer: Callable[..., Answer]
) -> None:
    with served(users=USERS) as client:
        conversations = Conversations(desk.folder / FILE)
        made = conversations.create("user:victim")
        kept = conversations.append("user:victim", made.conversation_id, Exchange(QUESTION, desk.answer(QUESTION)))
        names = [
            f"/export/{place}.{form}"
            for place in (
                f"conversations/{made.conversation_id}",
                f"answers/{made.conversation_id}/{kept.exchange_id}",
            )
            for form in ("docx", "md", "xlsx")
        ]
        for user, status in (("victim", 200), ("attacker", 404)):
            client.cookies.clear()
            client.post("/login", data={"username": user, "password": "word"})
            assert [client.get(name).status_code for name in names] == [status] * len(names)
        forged = {"x-yinju-owner": "user:victim", "cookie": "yinju_visitor=user:victim"}
        assert client.get(names[0], headers=forged).status_code in (401, 404)


@pytest.mark.parametrize("name", ["attacker", "victim\r\nx-yinju-owner: user:victim", "../victim", "user:victim"])
def test_no_name_makes_one_user_another(served: Callable[..., TestClient], name: str) -> None:
    with served(users=USERS) as client:
        assert client.post("/login", data={"username": name, "password": "wrong"}).status_code == 400


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/ask", {"question": "长" * (limits.LONGEST_QUESTION + 1)}),
        ("/api/ask", {"question": "问", "history": [{"question": "问"}] * (limits.MOST_TURNS + 1)}),
        ("/api/verify_quote", {"text": "长" * (limits.LONGEST_QUOTE + 1)}),
        ("/api/search", {"query": "问", "k": 10_000}),
        ("/v1/chat/completions", {"model": "yinju", "messages": [{"role": "user", "content": "长" * 5000}]}),
    ],
)
def test_what_is_too_long_is_refused_in_words(victim: httpx.Client, path: str, body: dict[str, Any]) -> None:
    refused = victim.post(path, json=body)
    assert refused.status_code in (400, 413, 422)
    assert re.search("[一-鿿]", refused.json()["error"]["message"])
