"""The chat page's web server: it listens on one address, asks nothing of the outside and says so to the browser."""

from __future__ import annotations

import contextlib
import os
import socket
import tempfile
from collections.abc import Sequence
from typing import Any

from ui import terminal
from ui.errors import PortUnavailable
from ui.page.desk import Desk

# Gradio builds its components with `new Function` and inline styles, hence the two 'unsafe'. What matters is that
# nothing may be fetched from, or sent to, another host: a mistake of ours or of Gradio's then fails in the browser.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
RAW_HEADERS = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


def listen(host: str, port: int) -> socket.socket:
    """A socket that holds the address; a browser that comes early waits until the page is ready.

    Raises:
        PortUnavailable: the port is taken, not allowed, or the host is unknown.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise PortUnavailable(f"unknown host {host}: {error}", f"找不到地址 {host}。请检查 --host。") from error
    listener = socket.socket(family, kind, protocol)
    if os.name != "nt":  # there the option means something else: two programs on one port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen()
    except OSError as error:
        listener.close()
        raise PortUnavailable(
            f"cannot listen on {host}:{port}: {error}",
            f"端口 {port} 无法使用：它已被别的程序占用，或者没有权限。请换一个端口，例如：--port {port % 65535 + 1}",
        ) from error
    return listener


def serve(desk: Desk, listener: socket.socket, users: Sequence[tuple[str, str]] = ()) -> None:
    """Serve the chat page until the user stops it. `users` may log in; none means nobody needs to."""
    # Gradio's own folder for uploads is one for all users of the machine, and the second of them cannot write to it.
    with tempfile.TemporaryDirectory(prefix="yinju-") as uploads:
        os.environ["GRADIO_TEMP_DIR"] = uploads
        app = build_app(desk, users)
        desk.warm_up()
        _run(app, listener)


def build_app(desk: Desk, users: Sequence[tuple[str, str]] = ()) -> Any:
    """The page as an ASGI application."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    import gradio
    from fastapi import FastAPI

    from ui import chat

    app = FastAPI(openapi_url=None)
    app.add_middleware(_Headers)
    return gradio.mount_gradio_app(
        app,
        chat.build(desk),
        path="/",
        auth=list(users) or None,
        auth_message="请登录后使用引据。",
        **chat.appearance(),
    )


class _Headers:
    """ASGI middleware that adds HEADERS to every response."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *RAW_HEADERS]
            await send(message)

        await self.app(scope, receive, with_headers)


def _run(app: Any, listener: socket.socket) -> None:
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            terminal.say(f"引据已启动：{_address(listener)}（按 Ctrl+C 停止）")

    # A page keeps a connection open for events; two seconds are enough for an answer that is under way.
    config = uvicorn.Config(app, log_config=None, log_level="warning", timeout_graceful_shutdown=2)
    with contextlib.suppress(KeyboardInterrupt):
        Server(config).run(sockets=[listener])
    terminal.say("引据已停止。")


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{host}:{port}"
