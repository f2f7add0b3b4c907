"""Requests and responses as the gate handles them: plain ASGI, before any framework."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import cookie_parser

from ui.guard import limits

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

TOO_LARGE = "发送的内容太大，没有处理。请分几次上传，或缩短问题。"
_BOUNDARY = re.compile(r"""boundary="?([^";,]+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that goes no further."""

    status: int
    message: str  # Chinese
    headers: tuple[tuple[str, str], ...] = ()


def too_many(message: str, wait: float) -> Refusal:
    """A refusal for now; `wait` seconds from now it may go better."""
    return Refusal(429, message, (("retry-after", str(int(wait) + 1)),))


class Body:
    """Receives a request's body, up to a size and not for ever. Raises HTTPException, which the frameworks answer."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive, self._left, self._more = receive, most, True

    async def __call__(self) -> Message:
        """The next message."""
        if not self._more:
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), limits.BODY_SECONDS)
        except TimeoutError:
            raise HTTPException(408, "等待发送的内容超时，请重试。") from None
        self._left -= len(message.get("body", b""))
        self._more = bool(message.get("more_body"))
        if self._left < 0:
            raise HTTPException(413, TOO_LARGE)
        return message


class Parts:
    """Receives an upload of at most so many files. Raises HTTPException, which the frameworks answer."""

    def __init__(self, receive: Receive, content_type: str, most: int) -> None:
        boundary = _BOUNDARY.search(content_type)
        self._receive, self._most = receive, most
        self._line = b"--" + boundary.group(1).strip().encode("latin-1") if boundary else b""
        self._left, self._tail = most + 1, b""  # one line begins each part, and one ends the last

    async def __call__(self) -> Message:
        """The next message."""
        message = await self._receive()
        if self._line:
            seen = self._tail + message.get("body", b"")
            self._left -= seen.count(self._line)
            self._tail = seen[max(len(seen) - len(self._line) + 1, 0) :]  # a line may lie in two messages
        if self._left < 0:
            raise HTTPException(413, f"一次最多上传 {self._most} 个文件，没有处理。请分几次上传。")
        return message


async def whole(receive: Receive, most: int) -> bytes:
    """A short body, cut after `most` bytes."""
    body = b""
    while len(body) <= most:
        message = await asyncio.wait_for(receive(), limits.BODY_SECONDS)
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return body[:most]


def parsed(body: bytes) -> object:
    """A body of JSON; None where it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def again(body: bytes, receive: Receive) -> Receive:
    """Receives a body that was read already, and then what comes after it."""
    kept: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return kept.pop() if kept else await receive()

    return receive_again


async def refuse(refusal: Refusal, send: Send) -> None:
    """Answer with the refusal as JSON."""
    # "detail" is FastAPI's word for it, "error.message" the one that OpenAI's clients show.
    said = {"detail": refusal.message, "error": {"message": refusal.message, "type": "refused", "code": refusal.status}}
    await respond(send, refusal.status, json.dumps(said, ensure_ascii=False), "application/json", refusal.headers)


async def respond(
    send: Send, status: int, body: str, media_type: str, headers: tuple[tuple[str, str], ...] = ()
) -> None:
    """Answer with a short text."""
    data = body.encode()
    lines = (
        ("content-type", f"{media_type}; charset=utf-8"),
        ("cache-control", "no-store"),
        ("content-length", str(len(data))),
        *headers,
    )
    raw = [(name.encode(), value.encode("latin-1")) for name, value in lines]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": data})


def with_cookie(send: Send, cookie: str) -> Send:
    """The same, with a cookie in the response; "" adds none."""

    async def send_with_cookie(message: Message) -> None:
        if cookie and message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), (b"set-cookie", cookie.encode())]
        await send(message)

    return send_with_cookie


def headers_of(scope: Any) -> dict[str, str]:
    """A request's headers by their lower-case names."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def machine_of(scope: Any) -> str:
    """The address that a request comes from."""
    return str((scope.get("client") or ("",))[0])


def cookies_of(headers: dict[str, str]) -> dict[str, str]:
    """A request's cookies. What other programs of the host have set, well-formed or not, hides none of ours."""
    return cookie_parser(headers.get("cookie", ""))


def cookie_line(name: str, value: str, seconds: int, scheme: str) -> str:
    """A cookie that no script reads and no other site sends along."""
    secure = "; Secure" if scheme == "https" else ""
    return f"{name}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{secure}"
