"""The gate before every route: whoever does not belong is turned away here, so that no route has to think of it.

It looks, in this order, at the name the server was called by, the page that sent the request, the path, the login, the
pace and the size. Nothing behind it is open by default: `OPEN` lists what a stranger may see, `PAGE` what of Gradio's
many routes exists at all (its file, proxy, recording and editing routes do not).
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool

from ui.guard import journal, limits
from ui.guard.headers import Hosts, hardened, is_loopback, same_origin
from ui.guard.http import (
    Body,
    Message,
    Parts,
    Receive,
    Refusal,
    Send,
    again,
    cookie_line,
    cookies_of,
    headers_of,
    machine_of,
    parsed,
    refuse,
    too_many,
    whole,
    with_cookie,
)
from ui.guard.limits import RateLimit
from ui.guard.login import SESSION, LoginDoor
from ui.guard.sessions import Sessions
from ui.guard.uploads import Uploads
from ui.guard.visitors import OWNER_HEADER
from ui.guard.windows import IN_BODY, Windows, window_in_body, window_in_url

OPEN = frozenset({"/login", "/healthz"})  # what a stranger may see
# What the page needs of Gradio. Its /gradio_api/file= would show any upload to whoever knows its path.
PAGE = re.compile(
    r"/|/config/?|/theme\.css|/favicon\.ico|/manifest\.json|/robots\.txt|/pwa_icon(/\d+)?|/(assets|static|svelte)/.+"
    r"|/gradio_api/(info/?|openapi\.json|app_id/?|user/?|token/?|login_check/?|startup-events|theme\.css|reset/?|cancel"
    r"|queue/(join|data)|heartbeat/\w+|call/.+|upload|upload_progress)"
)
UPLOAD = "/gradio_api/upload"
OURS = ("/api", "/v1", "/mcp", "/export", "/metrics")
ASKING = (
    "/api/",
    "/v1/",
    "/mcp",
    "/export/",
    "/gradio_api/queue/join",
    "/gradio_api/call/",
)  # what waits for an answer
VISITOR = "yinju_visitor"
_VISITOR_NAME = re.compile(r"[0-9a-f]{32}")
VISITOR_SECONDS = 365 * 24 * 3600


class Gate:
    """ASGI middleware. Passes on what may pass, with the request's owner in a header.

    Args:
        app: what is behind the gate.
        hosts: the names of this server.
        sessions: None where nobody needs to log in.
        queued: how many questions wait in the page's own queue.
        uploads: the files that a request may name.
        observe: hears of every response (path, status, seconds).
    """

    def __init__(
        self,
        app: Any,
        hosts: Hosts,
        sessions: Sessions | None = None,
        queued: Callable[[], int] = lambda: 0,
        uploads: Uploads | None = None,
        observe: Callable[[str, int, float], None] = lambda path, status, seconds: None,
    ) -> None:
        self._app, self._hosts, self._sessions, self._queued, self._observe = app, hosts, sessions, queued, observe
        self._uploads = uploads or Uploads(Path("/"), ours=False)
        self._windows = Windows()
        self._pace = RateLimit(limits.REQUESTS_A_MINUTE, 60.0)
        self._door = LoginDoor(sessions) if sessions else None
        self._waiting = 0

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})  # nothing here speaks websocket

    async def _http(self, scope: Any, receive: Receive, send: Send) -> None:
        began, status, owner = time.perf_counter(), 500, ""

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                message["headers"] = hardened(message.get("headers", ()))
            await send(message)

        headers = headers_of(scope)
        path = str(scope["path"])
        try:
            refusal = self._misdirected(scope, headers)
            if refusal is None and path in ("/login", "/logout") and self._door:
                return await self._door.answer(scope, headers, receive, answer)
            user = await self._user(scope, headers) if refusal is None else None
            refusal = refusal or self._stranger(path, headers, user)
            if refusal is not None:
                return await refuse(refusal, answer)
            owner, cookie = self._owner(user, path, headers, str(scope["scheme"]))
            await self._admitted(scope, receive, with_cookie(answer, cookie), owner, user)
        finally:
            spent = time.perf_counter() - began
            journal.note(str(scope["method"]), path, status, 1000 * spent, owner)
            self._observe(path, status, spent)

    def _misdirected(self, scope: Any, headers: dict[str, str]) -> Refusal | None:
        """Requests that a page of another site, or a name bound to this machine by one, has sent; and bad paths."""
        host = headers.get("host", "")
        if not self._hosts.accept(host):
            return Refusal(
                403, "这个网址不能用来访问引据。请用启动时显示的地址，或在启动时用 --allow-host 写上这个域名。"
            )
        origin = headers.get("origin")
        if origin is not None and not same_origin(origin, host):
            return Refusal(403, "请求来自另一个网站，已拒绝。请直接打开引据的网页。")
        if headers.get("sec-fetch-site") == "cross-site" and scope["method"] not in ("GET", "HEAD"):
            return Refusal(403, "请求来自另一个网站，已拒绝。请直接打开引据的网页。")
        path = str(scope["path"])
        bad = set(path) & set("\\\x00\r\n") or ".." in path.split("/")
        return Refusal(400, "网址有误。") if bad else None

    async def _user(self, scope: Any, headers: dict[str, str]) -> str | None:
        """Who is logged in, by cookie or by credentials."""
        if self._sessions is None:
            return None
        if (token := cookies_of(headers).get(SESSION)) and (user := self._sessions.user(token)):
            return user
        return await self._door.user(scope, headers) if self._door else None

    def _stranger(self, path: str, headers: dict[str, str], user: str | None) -> Refusal | None:
        """Everything but OPEN is closed to whoever is not logged in, also what does not exist."""
        if path in OPEN:
            return None if path != "/login" else Refusal(404, "没有这个网址。")  # nobody needs to log in
        if self._sessions is None or user is not None:
            return None if path.startswith(OURS) or PAGE.fullmatch(path) else Refusal(404, "没有这个网址。")
        if "text/html" in headers.get("accept", "") and not path.startswith(OURS):
            return Refusal(303, "请先登录。", (("location", f"/login?next={quote(path)}"),))
        return Refusal(401, "请先登录。", (("www-authenticate", 'Bearer realm="yinju"'),))

    def _owner(self, user: str | None, path: str, headers: dict[str, str], scheme: str) -> tuple[str, str]:
        """The owner, and the cookie that a browser which comes for the first time is given."""
        if user is not None:
            return f"user:{user}", ""
        name = cookies_of(headers).get(VISITOR, "")
        if _VISITOR_NAME.fullmatch(name):
            return f"visitor:{name}", ""
        name = secrets.token_hex(16)
        return f"visitor:{name}", cookie_line(VISITOR, name, VISITOR_SECONDS, scheme) if path == "/" else ""

    async def _admitted(self, scope: Any, receive: Receive, send: Send, owner: str, user: str | None) -> None:
        """Pass the request on, if it keeps the pace and the size."""
        path, asking = str(scope["path"]), str(scope["path"]).startswith(ASKING)
        machine = machine_of(scope)
        steady = user is not None or owner.removeprefix("visitor:") in headers_of(scope).get("cookie", "")
        paced = user is not None or not is_loopback(machine)  # without a login this machine's own user is alone
        key = user or machine
        if asking and paced and (wait := self._pace.wait(key)):
            return await refuse(too_many("提问太频繁了，请稍后再试。", wait), send)
        if asking and self._waiting + self._queued() >= limits.MOST_WAITING:
            return await refuse(too_many("现在提问的人太多，请稍后再试。", 5), send)
        if asking and paced:
            self._pace.count(key)
        uploading = path == UPLOAD
        most = limits.LARGEST_UPLOAD if uploading else limits.LARGEST_REQUEST
        length = headers_of(scope).get("content-length", "0")
        if not length.isdecimal() or int(length) > most:
            return await refuse(Refusal(413, "发送的内容太大，没有处理。请分几次上传，或缩短问题。"), send)
        if uploading:
            if not await run_in_threadpool(self._uploads.has_room):
                return await refuse(too_many("服务器上等待导入的文件太多，请稍后再上传。", 60), send)
            receive = Parts(receive, headers_of(scope).get("content-type", ""), limits.MOST_FILES)
        if path.startswith("/gradio_api/"):
            window = window_in_url(path, scope["query_string"])
            if scope["method"] == "POST" and IN_BODY.fullmatch(path):
                body = await whole(receive, most + 1)
                said, receive = parsed(body), again(body, receive)
                if not self._uploads.hold(said):
                    return await refuse(Refusal(400, "只能添加刚刚上传的文件。请刷新网页后重新选择。"), send)
                window = window_in_body(said)
            if not self._windows.accept(window, owner if steady else f"machine:{machine}"):
                return await refuse(Refusal(403, "这是另一个用户的窗口。请刷新网页。"), send)
        headers = [(n, v) for n, v in scope["headers"] if n.lower() != OWNER_HEADER.encode()]
        passed = {**scope, "headers": [*headers, (OWNER_HEADER.encode(), quote(owner, safe=":").encode())]}
        self._waiting += asking
        try:
            await self._app(passed, Body(receive, most), send)
        finally:
            self._waiting -= asking
