"""The HTTP API: one endpoint a service; what is asked comes as JSON."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import Enum
from html import escape
from typing import Any

from fastapi import FastAPI, HTTPException
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from corpus.errors import AssistantError
from index.errors import DocumentNotFound
from ui import logs
from ui.api.requests import AskRequest, PoliciesRequest, QuotesRequest, SearchRequest, VerifyRequest, WindowRequest
from ui.api.service import Service
from ui.errors import ConversationNotFound
from ui.guard.limits import ANSWER_SECONDS

OPENAPI = "/api/openapi.json"
TAGS: list[str | Enum] = ["引据"]


def add_routes(app: FastAPI, service: Service) -> None:
    """The endpoints, a page that lists them, and what they answer to errors."""
    app.add_exception_handler(AssistantError, _explained)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _unexpected)

    @app.post("/api/ask", tags=TAGS, summary="问一个问题，得到答案和出处")
    async def ask(request: AskRequest) -> Any:
        return await in_time(service.ask, request)

    @app.post("/api/search", tags=TAGS, summary="按相关程度排列的段落")
    async def search(request: SearchRequest) -> Any:
        return await in_time(service.search, request)

    @app.post("/api/quotes", tags=TAGS, summary="文中人物的原话")
    async def quotes(request: QuotesRequest) -> Any:
        return await in_time(service.quotes_as_json, request)

    @app.post("/api/verify_quote", tags=TAGS, summary="核对一段引文：一致、近似或未找到")
    async def verify_quote(request: VerifyRequest) -> Any:
        return await in_time(service.verify_quote, request)

    @app.post("/api/policies", tags=TAGS, summary="文中提到的政策")
    async def policies(request: PoliciesRequest) -> Any:
        return await in_time(service.policies_as_json, request)

    @app.post("/api/read_window", tags=TAGS, summary="引文和它前后的原文")
    async def read_window(request: WindowRequest) -> Any:
        return await in_time(service.read_window, request)

    @app.get("/api/documents", tags=TAGS, summary="文库里的文档")
    async def documents() -> Any:
        return await in_time(service.documents)

    @app.get("/api/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(docs_html(app.openapi()))


async def in_time(work: Callable[..., Any], *arguments: Any) -> Any:
    """The work's result, from a thread of its own. Raises HTTPException 504 where it takes too long."""
    try:
        return await asyncio.wait_for(run_in_threadpool(work, *arguments), ANSWER_SECONDS)
    except TimeoutError:
        raise HTTPException(504, "回答超时，请稍后再试。") from None


def docs_html(openapi: dict[str, Any]) -> str:
    """The endpoints as a page that needs nothing of another host, as Swagger's would."""
    rows = "".join(
        f"<tr><td><code>{method.upper()} {escape(path)}</code></td><td>{escape(operation.get('summary', ''))}</td></tr>"
        for path, operations in openapi["paths"].items()
        for method, operation in operations.items()
    )
    return (
        '<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>引据接口</title><h1>引据接口</h1>'
        f'<table>{rows}</table><p>完整说明（OpenAPI）：<a href="{OPENAPI}">{OPENAPI}</a></p></html>'
    )


def _explained(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AssistantError)
    logs.record(error)
    missing = isinstance(error, DocumentNotFound | ConversationNotFound)
    return _error(404 if missing else 400, error.user_message)


def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    fields = ["/".join(str(part) for part in one["loc"][1:]) or "body" for one in error.errors()]
    # What was sent is not repeated: it may be long, and it may be a document's text.
    return _error(422, f"请求有误，请检查这些字段：{'、'.join(dict.fromkeys(fields))}。写法见 /api/docs。")


def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return _error(error.status_code, str(error.detail))


def _unexpected(request: Request, error: Exception) -> JSONResponse:
    return _error(500, logs.unexpected(error))


def _error(status: int, message: str) -> JSONResponse:
    said = {"detail": message, "error": {"message": message, "type": "invalid_request_error", "code": status}}
    return JSONResponse(said, status)
