"""The login: a page of plain HTML without script, the only one that a stranger sees, and credentials of programs."""

from __future__ import annotations

import asyncio
from html import escape
from typing import Any
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool

from ui.guard import limits
from ui.guard.http import Receive, Refusal, Send, cookie_line, cookies_of, machine_of, refuse, respond, whole
from ui.guard.limits import RateLimit
from ui.guard.sessions import SESSION_SECONDS, Sessions

SESSION = "yinju_session"  # the cookie
LONGEST_FORM = 20_000  # bytes

_PAGE = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>登录 · 引据</title><link rel="icon" href="data:,"><style>
:root {{ color-scheme: light dark; font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif }}
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center }}
main {{ width: min(22rem, 90vw) }}
h1 {{ font-size: 1.5rem }}
label {{ display: block; margin-top: 1rem }}
input, button {{ font: inherit; width: 100%; box-sizing: border-box; padding: .6rem .8rem; border-radius: .5rem; border: 1px solid #767676 }}
button {{ margin-top: 1.5rem; border: 0; background: #8f2b22; color: #fff; cursor: pointer }}
:focus-visible {{ outline: 3px solid #2f6fb0; outline-offset: 2px }}
.failed {{ color: #b3261e }} @media (prefers-color-scheme: dark) {{ .failed {{ color: #ffb4ab }} }}
</style></head><body><main><h1>引据</h1><p>请登录后使用。</p>{message}
<form method="post" action="login"><input type="hidden" name="next" value="{after}">
<label for="username">用户名</label>
<input id="username" name="username" autocomplete="username" required autofocus maxlength="200">
<label for="password">密码</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1000">
<button>登录</button></form></main></body></html>"""


def login_page(message: str = "", after: str = "/") -> str:
    """The page; `message` says what went wrong, `after` is where a successful login leads."""
    said = f'<p class="failed" role="alert">{escape(message)}</p>' if message else ""
    return _PAGE.format(message=said, after=escape(local_path(after)))


def local_path(target: str) -> str:
    """The target if it is a path of this server, else "/": a login must not lead to another site."""
    harmless = target.startswith("/") and not target.startswith("//") and not set(target) & set("\\\r\n\t")
    return target if harmless else "/"


class LoginDoor:
    """Lets users in, and slows down whoever tries passwords."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._failures = RateLimit(limits.LOGINS, limits.LOGIN_SECONDS)
        self._turn = (
            asyncio.Lock()
        )  # one try after the other: guesses sent at once would all be tried before one counts

    async def user(self, scope: Any, headers: dict[str, str]) -> str | None:
        """Whose credentials a request carries; None for none, wrong ones, or too many wrong ones before."""
        authorization = headers.get("authorization", "")[:2000]
        if not authorization:
            return None
        if user := self._sessions.checked(authorization):
            return user
        machine = machine_of(scope)
        async with self._turn:
            if user := self._sessions.checked(authorization):  # by the request before this one
                return user
            if self._failures.wait(machine) > 0:
                return None
            user = await run_in_threadpool(self._sessions.check, authorization)
            if user is None:
                self._failures.count(machine)
            return user

    async def answer(self, scope: Any, headers: dict[str, str], receive: Receive, send: Send) -> None:
        """The login page, and what it sends; the logout. A program gets JSON, as from Gradio's own login."""
        if scope["path"] == "/logout":
            self._sessions.logout(cookies_of(headers).get(SESSION, ""))
            gone = ("set-cookie", cookie_line(SESSION, "", 0, str(scope["scheme"])))
            return await respond(send, 303, "", "text/html", (gone, ("location", "/login")))
        if scope["method"] != "POST":
            query = parse_qs(scope["query_string"].decode("latin-1"))
            return await respond(send, 200, login_page(after=query.get("next", ["/"])[0]), "text/html")
        form = parse_qs((await whole(receive, LONGEST_FORM)).decode("utf-8", "replace"))
        after = local_path(form.get("next", ["/"])[0])
        page = "text/html" in headers.get("accept", "")
        got = await self._try(scope, form.get("username", [""])[0], form.get("password", [""])[0])
        if isinstance(got, Refusal):
            if page:
                return await respond(send, got.status, login_page(got.message, after), "text/html")
            return await refuse(got, send)
        cookie = ("set-cookie", cookie_line(SESSION, got, int(SESSION_SECONDS), str(scope["scheme"])))
        if page:
            return await respond(send, 303, "", "text/html", (cookie, ("location", after)))
        return await respond(send, 200, '{"success": true}', "application/json", (cookie,))

    async def _try(self, scope: Any, name: str, password: str) -> str | Refusal:
        """The token of a new session, or why there is none."""
        keys = (machine_of(scope), f"name:{name[: limits.LONGEST_NAME]}")
        async with self._turn:
            if max(map(self._failures.wait, keys)) > 0:
                return Refusal(429, "密码错误次数太多，请过几分钟再试。")
            token = await run_in_threadpool(self._sessions.login, name, password)
            if token is not None:
                return token
            for key in keys:
                self._failures.count(key)
        return Refusal(400, "用户名或密码不对。")
