"""The web server: the chat page, the API and the exports behind one gate, on one address."""

from __future__ import annotations

import contextlib
import gc
import os
import socket
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

from ui import terminal
from ui.conversations import FILE as CONVERSATIONS
from ui.conversations import Conversations
from ui.errors import PortUnavailable
from ui.guard.headers import Hosts
from ui.guard.limits import MOST_WAITING
from ui.guard.passwords import Users
from ui.guard.uploads import Uploads
from ui.page.desk import Desk

REQUESTS_AT_ONCE = 1000  # connections; uvicorn refuses more
# New objects between two searches for garbage, where Python has 700. An answer makes thousands that are garbage of
# themselves; while Gradio is imported and questions are answered, looking for more took a twentieth of the time.
GARBAGE = 20_000


@dataclass(frozen=True, slots=True)
class Options:
    """How the server is opened to others."""

    host: str = "127.0.0.1"
    users: Users = field(default_factory=Users)  # none: nobody needs to log in
    allowed_hosts: tuple[str, ...] = ()  # further names that it is called by
    mcp: bool = False
    certificate: Path | None = None  # PEM, with `key`: serve TLS
    key: Path | None = None


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


def serve(desk: Desk, listener: socket.socket, options: Options = Options()) -> None:
    """Serve until the user stops it."""
    from ui.guard.journal import open_journal

    gc.set_threshold(GARBAGE, *gc.get_threshold()[1:])
    # Gradio's own folder for uploads is one for all users of the machine, and the second of them cannot write to it.
    with tempfile.TemporaryDirectory(prefix="yinju-") as uploads:
        os.environ["GRADIO_TEMP_DIR"] = uploads
        open_journal()
        app = build_app(desk, options, Path(uploads))
        _run(app, listener, options, then=desk.warm_up)


def build_app(desk: Desk, options: Options = Options(), uploads: Path | None = None) -> Any:
    """Everything as one ASGI application, the gate outermost. `uploads`: the folder of uploads, if it is ours alone."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    import gradio
    from fastapi import FastAPI
    from gradio.utils import get_upload_folder

    from ui import chat
    from ui.api.exports import add_exports
    from ui.api.gradio_endpoints import add_endpoints
    from ui.api.health import Metrics, add_health
    from ui.api.openai import add_openai
    from ui.api.routes import OPENAPI, add_routes
    from ui.api.service import Service
    from ui.guard.gate import Gate
    from ui.guard.sessions import Sessions

    with desk.reading() as library:
        conversations = Conversations(library.folder / CONVERSATIONS)
    service, metrics = Service(desk), Metrics()
    server, routes = _mcp(service) if options.mcp else (None, [])

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with server.session_manager.run() if server else contextlib.nullcontext():
            yield

    app = FastAPI(title="引据", openapi_url=OPENAPI, docs_url=None, redoc_url=None, lifespan=lifespan)
    add_routes(app, service)
    add_openai(app, service)
    add_exports(app, conversations, service)
    add_health(app, metrics)
    app.router.routes.extend(routes)
    page = chat.build(desk)
    add_endpoints(page, service)
    page.queue(max_size=MOST_WAITING)
    page.has_launched = True  # or Gradio does not check at all which files a request names
    gradio.mount_gradio_app(app, page, path="/", **chat.appearance())
    metrics.gauge("yinju_documents", "Documents in the library.", lambda: len(desk.documents()))
    metrics.gauge("yinju_page_queue", "Questions of the page that wait.", lambda: _queued(page))
    return Gate(
        app,
        Hosts(options.host, options.allowed_hosts),
        Sessions(options.users) if options.users else None,
        queued=lambda: _queued(page),
        uploads=Uploads(uploads or Path(get_upload_folder()), ours=uploads is not None),
        observe=metrics.observe,
    )


def _mcp(service: Any) -> tuple[Any, list[Any]]:
    from ui.api.mcp import http_routes, mcp_server  # imported late: it takes a second

    server = mcp_server(service)
    return server, http_routes(server)


def _queued(page: Any) -> int:
    return len(page._queue)


def _run(app: Any, listener: socket.socket, options: Options, then: Callable[[], None]) -> None:
    """Serve; `then` begins, in a thread of its own, when the port answers."""
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            Thread(target=then, name="warm-up", daemon=True).start()
            terminal.say(f"引据已启动：{_address(listener, options)}（按 Ctrl+C 停止）")

    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        # A page keeps a connection open for events; two seconds are enough for an answer that is under way.
        timeout_graceful_shutdown=2,
        limit_concurrency=REQUESTS_AT_ONCE,
        server_header=False,
        forwarded_allow_ips="",  # a client must not choose the address that its attempts are counted by
        ssl_certfile=options.certificate,
        ssl_keyfile=options.key,
    )
    with contextlib.suppress(KeyboardInterrupt):
        Server(config).run(sockets=[listener])
    terminal.say("引据已停止。")


def _address(listener: socket.socket, options: Options) -> str:
    host, port = listener.getsockname()[:2]
    host = {
        "0.0.0.0": "127.0.0.1",  # nosec B104: only shown
        "::": "[::1]",
    }.get(host, f"[{host}]" if ":" in host else host)
    return f"{'https' if options.certificate else 'http'}://{host}:{port}"
