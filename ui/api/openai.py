"""OpenAI's chat form, so that existing chat clients can ask: the answer with numbered marks and its sources below.

The citations stand in the text, and in full as the field "yinju" of the message (of the last delta, when streaming).
There is no language model behind it: temperature and the like are accepted and change nothing.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Iterator
from enum import Enum
from typing import Annotated, Any, Literal

from fastapi import FastAPI, HTTPException
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from qa.answer import Answer
from ui.api.requests import LONGEST_ANSWER, AskRequest, EarlierTurn
from ui.api.routes import in_time
from ui.api.service import Service
from ui.contract import Json, answer_json
from ui.export.content import also, others
from ui.guard.limits import LONGEST_QUESTION, MOST_TURNS
from ui.render import NEAREST, VERDICTS, marked_parts, place

MODEL = "yinju"
NOT_FOUND = "文中未找到能回答这个问题的内容。"
SOURCES = "—— 出处 · "
MARKS = re.compile(r"\[\d+\]")
PIECE = 12  # characters of one chunk
TAGS: list[str | Enum] = ["OpenAI 兼容"]


class ContentPart(BaseModel):
    """A part of a message; only text is read."""

    type: str
    text: str = ""


class Message(BaseModel):
    """One message of the conversation."""

    model_config = ConfigDict(extra="ignore")
    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | tuple[ContentPart, ...] | None = None

    def text(self) -> str:
        """What it says."""
        if isinstance(self.content, tuple):
            return "\n".join(part.text for part in self.content if part.type == "text").strip()
        return (self.content or "").strip()


class StreamOptions(BaseModel):
    """Of these only the usage is known."""

    include_usage: bool = False


class ChatRequest(BaseModel):
    """OpenAI's request, as far as it means something here."""

    model_config = ConfigDict(extra="ignore")
    model: str = MODEL
    messages: Annotated[tuple[Message, ...], Field(min_length=1, max_length=4 * MOST_TURNS)]
    stream: bool = False
    stream_options: StreamOptions | None = None


def add_openai(app: FastAPI, service: Service) -> None:
    """`/v1/models` and `/v1/chat/completions`."""

    @app.get("/v1/models", tags=TAGS, summary="可用的模型：只有 yinju")
    async def models() -> Json:
        return {"object": "list", "data": [_model()]}

    @app.get("/v1/models/{name}", tags=TAGS, summary="模型 yinju")
    async def model(name: str) -> Json:
        if name != MODEL:
            raise HTTPException(404, f"没有模型“{name[:50]}”，可用的是 {MODEL}。")
        return _model()

    @app.post("/v1/chat/completions", tags=TAGS, summary="以 OpenAI 的对话格式提问，出处写在回答里")
    async def chat(request: ChatRequest) -> Any:
        answer = await in_time(service.answer, question_of(request.messages))
        if request.stream:
            usage = bool(request.stream_options and request.stream_options.include_usage)
            return StreamingResponse(_stream(answer, usage=usage), media_type="text/event-stream")
        message = {"role": "assistant", "content": answer_text(answer), "yinju": answer_json(answer)}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return {**_envelope("chat.completion"), "choices": [choice], "usage": _usage()}


def question_of(messages: tuple[Message, ...]) -> AskRequest:
    """The last user message as the question, the pairs of user and assistant before it as the history.

    Raises HTTPException where no question is asked or it is too long.
    """
    said = [(message.role, message.text()) for message in messages if message.role in ("user", "assistant")]
    if not said or said[-1][0] != "user" or not said[-1][1]:
        raise HTTPException(400, "最后一条消息要是用户的问题。")
    if len(said[-1][1]) > LONGEST_QUESTION:
        raise HTTPException(413, f"问题太长：最多 {LONGEST_QUESTION} 字。")
    turns = [
        EarlierTurn(question=text[:LONGEST_QUESTION], answer=_spoken(*said[i + 1]))
        for i, (role, text) in enumerate(said[:-1])
        if role == "user" and text
    ]
    return AskRequest(question=said[-1][1], history=tuple(turns[-MOST_TURNS:]))


def answer_text(answer: Answer) -> str:
    """The answer with marks [1] and, below a line that begins with SOURCES, where each quote stands."""
    if not answer.answerable:
        nearest = [f"- {place(hit.passage)}：{_line(hit.passage.text)[:80]}" for hit in answer.hits[:NEAREST]]
        return "\n".join([NOT_FOUND, *(["最接近的段落：", *nearest] if nearest else [])])
    text = "".join(
        part.rstrip() + "".join(f"[{number}]" for number in numbers) + part[len(part.rstrip()) :]
        for part, numbers in marked_parts(answer)
    )
    sources = [
        f"[{number}] {place(citation.passage, citation)}：“{_line(citation.quote)}”{also(citation)}"
        for number, citation in enumerate(answer.citations, start=1)
    ]
    return "\n".join([text, "", f"{SOURCES}{VERDICTS[answer.verdict]}", *sources, *others(answer)])


def _spoken(role: str, text: str) -> str:
    """An earlier reply without its marks and sources: a follow-up refers to the answer, not to a file's name."""
    answer = MARKS.sub("", text.partition(f"\n{SOURCES}")[0]).strip()
    return answer[:LONGEST_ANSWER] if role == "assistant" else ""


def _stream(answer: Answer, *, usage: bool) -> Iterator[str]:
    """The answer as server-sent events. It is complete before the first: nothing is shown that could be withdrawn."""
    head = _envelope("chat.completion.chunk")

    def chunk(delta: Json, finish: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _event({**head, "choices": [choice]})

    text = answer_text(answer)
    yield chunk({"role": "assistant", "content": ""})
    for i in range(0, len(text), PIECE):
        yield chunk({"content": text[i : i + PIECE]})
    yield chunk({"yinju": answer_json(answer)}, "stop")
    if usage:
        yield _event({**head, "choices": [], "usage": _usage()})
    yield "data: [DONE]\n\n"


def _event(value: Json) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"


def _envelope(kind: str) -> Json:
    return {"id": f"chatcmpl-{secrets.token_hex(12)}", "object": kind, "created": int(time.time()), "model": MODEL}


def _model() -> Json:
    return {"id": MODEL, "object": "model", "created": 0, "owned_by": "yinju"}


def _usage() -> Json:
    return {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


def _line(text: str) -> str:
    return " ".join(text.split())
