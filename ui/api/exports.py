"""Downloads: made when they are asked for, from what the asker owns, and kept nowhere."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import FastAPI, Query
from fastapi.responses import Response
from starlette.requests import Request

from ui.api.requests import PoliciesRequest, QuotesRequest
from ui.api.routes import in_time
from ui.api.service import Service
from ui.conversations import Conversations
from ui.errors import ConversationNotFound
from ui.export import ExportFile, Form, export_conversation
from ui.export.lists import policies_file, quotes_file
from ui.guard.visitors import owner_of

TAGS: list[str | Enum] = ["导出"]


def add_exports(app: FastAPI, conversations: Conversations, service: Service) -> None:
    """`/export/…`; whoever is not the owner gets the same 404 as for what does not exist."""

    @app.get("/export/quotes.xlsx", tags=TAGS, summary="原话列表，Excel")
    async def quotes(asked: Annotated[QuotesRequest, Query()]) -> Any:
        return _download(await in_time(lambda: quotes_file(service.quotes(asked))))

    @app.get("/export/policies.xlsx", tags=TAGS, summary="政策列表，Excel")
    async def policies(asked: Annotated[PoliciesRequest, Query()]) -> Any:
        return _download(await in_time(lambda: policies_file(service.policies(asked))))

    @app.get("/export/conversations/{conversation_id}.{form}", tags=TAGS, summary="一段对话，docx、md 或 xlsx")
    async def conversation(conversation_id: str, form: Form, request: Request) -> Any:
        return _download(await in_time(whole_conversation, conversations, owner_of(request), conversation_id, form))

    @app.get("/export/answers/{conversation_id}/{exchange_id}.{form}", tags=TAGS, summary="一个回答，docx、md 或 xlsx")
    async def answer(conversation_id: str, exchange_id: str, form: Form, request: Request) -> Any:
        owner = owner_of(request)
        return _download(await in_time(one_answer, conversations, owner, conversation_id, exchange_id, form))


def whole_conversation(conversations: Conversations, owner: str, conversation_id: str, form: Form) -> ExportFile:
    """A conversation as a file. Raises ConversationNotFound."""
    title = conversations.get(owner, conversation_id).title
    return export_conversation(form, title, conversations.load(owner, conversation_id))


def one_answer(
    conversations: Conversations, owner: str, conversation_id: str, exchange_id: str, form: Form
) -> ExportFile:
    """One exchange of a conversation as a file. Raises ConversationNotFound."""
    for exchange in conversations.load(owner, conversation_id):
        if exchange.exchange_id == exchange_id:
            return export_conversation(form, exchange.question, [exchange])
    raise ConversationNotFound("no such exchange", "找不到这个回答：它可能已被删除。")


def _download(file: ExportFile) -> Response:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
        "Cache-Control": "private, no-store",
    }
    return Response(file.data, media_type=file.media_type, headers=headers)
