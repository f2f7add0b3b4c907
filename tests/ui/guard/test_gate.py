from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from ui.guard import limits
from ui.guard.gate import OPEN, Gate
from ui.guard.headers import Hosts
from ui.guard.passwords import Users, hash_line
from ui.guard.sessions import Sessions
from ui.guard.visitors import OWNER_HEADER, owner_of

Gated = Callable[..., TestClient]
WORDS = [("甲", "word"), ("plain", "word")]


async def _owner(request: Request) -> PlainTextResponse:
    await request.body()
    return PlainTextResponse(unquote(owner_of(request)), headers={"Access-Control-Allow-Origin": "*"})


# An application that has everything: it reads what is sent and tells whose request it is.
BEHIND = Starlette(routes=[Route("/{path:path}", _owner, methods=["GET", "POST", "OPTIONS"])])


@pytest.fixture
def gated() -> Gated:
    def make(users: Users | None = None, others: tuple[str, ...] = ()) -> TestClient:
        gate = Gate(BEHIND, Hosts("127.0.0.1", others), Sessions(users) if users else None)
        return TestClient(gate, base_url="http://127.0.0.1", follow_redirects=False)

    return make


@pytest.fixture
def locked(gated: Gated) -> TestClient:
    return gated(Users(WORDS))


def all_routes(app: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """(method, path) of every route of an application, of those that are mounted or included in it too."""
    for route in app.routes:
        path = prefix + getattr(route, "path", "").rstrip("/")
        if included := getattr(route, "original_router", None):
            context = route.include_context
            yield from all_routes(included, prefix + context.prefix)
        elif not getattr(route, "methods", None) and hasattr(route.app, "routes"):
            yield from all_routes(route.app, path)
        else:
            for method in route.methods or ("GET", "POST"):
                yield method, re.sub(r"\{[^}]*\}", "1", path) or "/"


def login(client: TestClient, name: str = "甲", word: str = "word") -> Any:
    return client.post("/login", data={"username": name, "password": word})


def test_without_a_login_every_route_is_closed_but_the_login_and_the_health(served: Callable[..., TestClient]) -> None:
    with served(users=Users(WORDS), mcp=True) as client:
        routes = set(all_routes(client.app._app))  # type: ignore[attr-defined]
        assert len(routes) > 60
        assert {("POST", "/api/ask"), ("GET", "/metrics"), ("POST", "/mcp"), ("GET", "/gradio_api/file=1")} <= routes
        opened = {path for method, path in routes if client.request(method, path).status_code not in (303, 401)}
        assert opened <= OPEN


def test_a_path_that_does_not_exist_is_closed_like_any_other(locked: TestClient) -> None:
    assert locked.get("/nothing").status_code == 401


def test_a_browser_is_led_to_the_login_and_back(locked: TestClient) -> None:
    html = {"accept": "text/html"}
    sent = locked.get("/", headers=html)
    assert (sent.status_code, sent.headers["location"]) == (303, "/login?next=/")
    assert 'name="password"' in locked.get("/login?next=/", headers=html).text
    form = {"username": "甲", "password": "word", "next": "/?c=1"}
    inside = locked.post("/login", data=form, headers=html)
    assert (inside.status_code, inside.headers["location"]) == (303, "/?c=1")
    assert locked.get("/", headers=html).status_code == 200
    assert locked.get("/logout").headers["location"] == "/login"
    assert locked.get("/config").status_code == 401


def test_a_wrong_password_is_told_and_opens_nothing(locked: TestClient) -> None:
    assert login(locked, word="wrong").status_code == 400
    page = locked.post("/login", data={"username": "甲", "password": "x"}, headers={"accept": "text/html"})
    assert "用户名或密码不对" in page.text
    assert locked.get("/config").status_code == 401


def test_the_cookie_is_kept_from_scripts_and_other_sites(locked: TestClient) -> None:
    cookie = login(locked).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_basic_and_bearer_open_the_api_for_programs(locked: TestClient) -> None:
    basic = "Basic " + base64.b64encode("甲:word".encode()).decode()
    for header in (basic, "Bearer plain:word"):
        assert locked.get("/api/documents", headers={"authorization": header}).status_code == 200
    assert locked.get("/api/documents", headers={"authorization": "Bearer x:y"}).status_code == 401


def test_a_password_that_is_hashed_in_the_file_opens_as_a_plain_one(gated: Gated) -> None:
    name, _, secret = hash_line("丙", "秘密").partition(":")
    with gated(Users([(name, secret)])) as client:
        assert login(client, "丙", "秘密").status_code == 200
        assert client.get("/config").status_code == 200


def test_many_wrong_passwords_are_slowed_down_also_for_the_right_one(locked: TestClient) -> None:
    for _ in range(limits.LOGINS):
        login(locked, word="wrong")
    assert login(locked).status_code == 429


def test_a_session_that_has_ended_does_not_hide_good_credentials(locked: TestClient) -> None:
    locked.cookies.set("yinju_session", "old")
    assert locked.get("/api/documents", headers={"authorization": "Bearer plain:word"}).status_code == 200


@pytest.mark.parametrize(
    "foreign", ['prefs={"x":1}', "version=3", "path=/x", "user name=1", "n=\xe4\xb8\xad", "=", '"'], ids=str.encode
)
def test_cookies_that_other_programs_of_the_host_have_set_hide_none_of_ours(locked: TestClient, foreign: str) -> None:
    ours = login(locked).headers["set-cookie"].split(";")[0]
    locked.cookies.clear()
    sent = {"cookie": f"{foreign}; {ours}".encode("latin-1")}
    assert locked.get("/config", headers=sent).text == "user:甲"  # type: ignore[arg-type]


def test_where_nobody_needs_to_log_in_there_is_no_login(gated: Gated) -> None:
    with gated() as client:
        assert client.get("/login").status_code == 404
        assert client.get("/config").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "evil.example:7860"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_what_another_site_sends_is_refused(gated: Gated, headers: dict[str, str]) -> None:
    with gated() as client:
        refused = client.post("/api/search", json={"query": "起降点"}, headers=headers)
        assert refused.status_code == 403
        assert "access-control-allow-origin" not in refused.headers


def test_a_preflight_of_another_site_is_refused(gated: Gated) -> None:
    headers = {"origin": "http://localhost:3000", "access-control-request-method": "POST"}
    with gated() as client:
        asked = client.options("/api/ask", headers=headers)
        assert asked.status_code == 403
        assert not [name for name in asked.headers if name.startswith("access-control")]


def test_a_name_that_is_allowed_is_accepted(gated: Gated) -> None:
    with gated(others=("docs.example",)) as client:
        assert client.get("/healthz", headers={"host": "docs.example"}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=../../etc/passwd",
        "/gradio_api/proxy=http://127.0.0.1:22/",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/vibe-code",
        "/gradio_api/runs",
        "/monitoring",
        "/docs",
        "/redoc",
        "/openapi.json",
    ],
)
def test_what_the_page_does_not_need_of_gradio_does_not_exist(gated: Gated, path: str) -> None:
    with gated() as client:
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/assets/%2e%2e/%2e%2e/pyproject.toml", "/static/..%2f..%2fetc/passwd", "/static/%5c..%5cx"]
)
def test_no_path_leads_out_of_the_page(gated: Gated, path: str) -> None:
    with gated() as client:
        assert client.get(path).status_code in (400, 404)


def test_a_request_that_is_too_large_is_refused_before_it_is_read(gated: Gated) -> None:
    with gated() as client:
        announced = client.post("/api/ask", content=b"x" * (limits.LARGEST_REQUEST + 1))
        assert announced.status_code == 413
        assert "太大" in announced.json()["detail"]
        streamed = client.post(
            "/api/ask", content=(b"x" * 100_000 for _ in range(limits.LARGEST_REQUEST // 100_000 + 1))
        )
        assert streamed.status_code == 413


def test_a_search_that_is_taken_away_as_a_file_counts_as_one(gated: Gated, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REQUESTS_A_MINUTE", 2)
    with gated() as client:
        codes = [client.get("/export/quotes.xlsx?about=起降点").status_code for _ in range(3)]
        assert codes == [200, 200, 429]


def test_whoever_asks_too_often_is_asked_to_wait(gated: Gated, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REQUESTS_A_MINUTE", 2)
    with gated() as client:
        codes = [client.post("/api/search", json={"query": "起降点"}).status_code for _ in range(3)]
        refused = client.post("/api/search", json={"query": "起降点"})
        assert codes == [200, 200, 429]
        assert "稍后" in refused.json()["detail"]
        assert int(refused.headers["retry-after"]) > 0


def test_beyond_the_longest_queue_questions_are_refused_politely(gated: Gated, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_WAITING", 0)
    with gated() as client:
        refused = client.post("/api/ask", json={"question": "问"})
        assert refused.status_code == 429
        assert "人太多" in refused.json()["detail"]
        assert client.get("/healthz").status_code == 200


def test_every_response_carries_the_headers_also_a_refusal(gated: Gated) -> None:
    with gated() as client:
        for response in (client.get("/"), client.get("/nothing"), client.get("/healthz", headers={"host": "x.y"})):
            assert "frame-ancestors 'self'" in response.headers["content-security-policy"]
            assert response.headers["x-content-type-options"] == "nosniff"
            assert response.headers["referrer-policy"] == "same-origin"


def test_a_browser_gets_a_name_of_its_own_and_keeps_it(gated: Gated) -> None:
    with gated() as client:
        first = client.get("/").cookies["yinju_visitor"]
        assert re.fullmatch(r"[0-9a-f]{32}", first)
        assert "yinju_visitor" not in client.get("/").headers.get("set-cookie", "")
        client.cookies.clear()
        assert client.get("/").cookies["yinju_visitor"] != first


def test_the_owner_is_the_login_or_the_browser_and_never_what_a_client_says(gated: Gated) -> None:
    forged = {OWNER_HEADER: "user:x"}
    with gated() as client:
        name = client.get("/").cookies["yinju_visitor"]
        assert client.get("/", headers=forged).text == f"visitor:{name}"
    with gated(Users(WORDS)) as client:
        login(client)
        assert client.get("/config", headers=forged).text == "user:甲"


def test_a_forged_visitor_name_is_not_taken(gated: Gated) -> None:
    with gated() as client:
        client.cookies.set("yinju_visitor", "user:x")
        assert client.get("/").text.startswith("visitor:")
        assert "user" not in client.get("/").text


def test_nobody_listens_to_or_asks_in_the_window_of_another(gated: Gated) -> None:
    with gated(Users([*WORDS, ("乙", "other")])) as client:
        login(client)
        join = {"session_hash": "w1", "data": []}
        assert client.post("/gradio_api/queue/join", json=join).text == "user:甲"
        assert client.get("/gradio_api/queue/data?session_hash=w1").status_code == 200
        client.cookies.clear()
        login(client, "乙", "other")
        assert client.get("/gradio_api/queue/data?session_hash=w1").status_code == 403
        assert client.get("/gradio_api/heartbeat/w1").status_code == 403
        assert client.post("/gradio_api/queue/join", json=join).status_code == 403
        assert client.post("/gradio_api/queue/join", json={"session_hash": "w2"}).status_code == 200
