"""The read-only MCP server (https://modelcontextprotocol.io): five tools, over HTTP at /mcp or over stdio.

Assistants that use it get what the page shows: answers and quotes with the exact place of each word.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, ParamSpec

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from corpus.errors import AssistantError
from ui import logs
from ui.api.requests import (
    AskRequest,
    EarlierTurn,
    Name,
    Only,
    Question,
    QuotesRequest,
    SearchRequest,
    VerifyRequest,
    WindowRequest,
)
from ui.api.service import Service
from ui.contract import Json
from ui.guard.limits import LONGEST_QUOTE

PATH = "/mcp"
INSTRUCTIONS = (
    "Answers questions about the user's own Chinese documents with spans copied from them and exact citations. "
    "Quote verbatim and keep file, page and line. An answer with verdict not_found means: the documents do not say."
)
READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
Limit = Annotated[int, Field(ge=1, le=100)]
Given = ParamSpec("Given")


def mcp_server(service: Service) -> MCPServer[Any]:
    """The server with its tools; nothing in it changes the library."""
    server: MCPServer[Any] = MCPServer("yinju", title="引据", instructions=INSTRUCTIONS, log_level="WARNING")

    def tool(title: str, work: Callable[Given, Json]) -> None:
        server.add_tool(_explained(work), title=title, annotations=READ_ONLY, structured_output=False)

    def ask(
        question: Question,
        history: Annotated[list[EarlierTurn], Field(description="earlier turns, for a follow-up")] = [],  # noqa: B006  pydantic copies it
        only: Annotated[Only, Field(description="the part of the library to look in")] = Only(),  # noqa: B008  frozen
    ) -> Json:
        """Answer a question from the documents, with citations (file, page, lines, exact quote)."""
        return service.ask(AskRequest(question=question, history=tuple(history), only=only))

    def search(query: Question, k: Annotated[int, Field(ge=1, le=50)] = 10, only: Only = Only()) -> Json:  # noqa: B008
        """Find passages, best first, each with its exact text and place."""
        return service.search(SearchRequest(query=query, k=k, only=only))

    def quotes(speaker: Name | None = None, about: Question | None = None, limit: Limit = 20) -> Json:
        """List what people say in the documents, verbatim, by speaker and topic, with the question they answered."""
        return service.quotes_as_json(QuotesRequest(speaker=speaker, about=about, limit=limit))

    def verify_quote(text: Annotated[str, Field(min_length=1, max_length=LONGEST_QUOTE)]) -> Json:
        """Check a quotation against the documents: 一致 (same), 近似 (near, with the differences) or 未找到."""
        return service.verify_quote(VerifyRequest(text=text))

    def read_window(doc_id: str, char_start: int, char_end: int, around: int = 500) -> Json:
        """Read a citation's surroundings: the document's text from `around` characters before it to as many after."""
        return service.read_window(
            WindowRequest(doc_id=doc_id, char_start=char_start, char_end=char_end, around=around)
        )

    tool("提问", ask)
    tool("检索段落", search)
    tool("查原话", quotes)
    tool("核对引文", verify_quote)
    tool("读原文", read_window)
    return server


def http_routes(server: MCPServer[Any]) -> list[Any]:
    """The server's route /mcp. Host and origin are the gate's to check; no session is kept between requests.

    So there is nothing to listen to: the stream that GET would open stays silent and takes a place among those who wait.
    """
    app = server.streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=True,
        json_response=True,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    asked = [Route(PATH, route.endpoint, methods=["POST"]) for route in app.routes if isinstance(route, Route)]
    return [*asked, Route(PATH, _silent, methods=["GET", "DELETE"])]


async def _silent(request: Request) -> Response:
    """What the protocol wants of a server without a stream and without sessions."""
    return Response(status_code=405, headers={"allow": "POST"})


def _explained(work: Callable[Given, Json]) -> Callable[Given, Json]:
    """The same, but what goes wrong is told in the words that the user would read."""

    @wraps(work)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> Json:
        try:
            return work(*args, **kwargs)
        except AssistantError as error:
            logs.record(error)
            raise ToolError(error.user_message) from error
        except ValidationError as error:
            raise ToolError(f"参数有误：{error.errors()[0]['msg']}") from error

    return run
