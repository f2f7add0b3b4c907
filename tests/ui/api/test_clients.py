"""The clients that people use, against the real server with a login."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx2
import pytest
from gradio_client import Client as GradioClient
from mcp import Client as McpClient
from mcp.client.streamable_http import streamable_http_client
from openai import AuthenticationError, OpenAI

QUESTION = "全市建成起降点多少个？"
QUOTE = "全市建成起降点86个，其中医院楼顶12个。"


@pytest.fixture
def openai(address: str) -> OpenAI:
    return OpenAI(
        base_url=f"{address}/v1", api_key="plain:word", max_retries=0, http_client=httpx2.Client(trust_env=False)
    )


def test_an_openai_client_gets_the_answer_with_its_citations(openai: OpenAI) -> None:
    assert [model.id for model in openai.models.list()] == ["yinju"]
    reply = openai.chat.completions.create(model="yinju", messages=[{"role": "user", "content": QUESTION}])
    message = reply.choices[0].message
    assert (message.content or "").startswith(f"{QUOTE}[1]\n")
    assert "[1] 低空经济.txt · 第 5 行" in (message.content or "")
    extra: Any = (message.model_extra or {})["yinju"]
    assert extra["citations"][0]["quote"] == QUOTE


def test_an_openai_client_can_stream(openai: OpenAI) -> None:
    messages: Any = [{"role": "user", "content": [{"type": "text", "text": QUESTION}]}]
    chunks = list(openai.chat.completions.create(model="yinju", messages=messages, stream=True))
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert text.startswith(f"{QUOTE}[1]\n")
    assert chunks[-1].choices[0].finish_reason == "stop"
    last: Any = chunks[-1].choices[0].delta.model_extra
    assert last["yinju"]["citations"][0]["quote"] == QUOTE


def test_an_openai_client_with_wrong_credentials_is_told(address: str) -> None:
    client = OpenAI(
        base_url=f"{address}/v1", api_key="plain:wrong", max_retries=0, http_client=httpx2.Client(trust_env=False)
    )
    with pytest.raises(AuthenticationError, match="请先登录"):
        client.models.list()


def test_a_gradio_client_finds_named_endpoints_and_nothing_of_the_page(address: str) -> None:
    client = GradioClient(address, auth=("plain", "word"), verbose=False)
    named: Any = client.view_api(return_format="dict", print_info=False)
    endpoints = {"/ask", "/search", "/quotes", "/verify_quote", "/policies", "/read_window", "/documents"}
    assert set(named["named_endpoints"]) == endpoints
    assert named["unnamed_endpoints"] == {}
    answer = client.predict(QUESTION, api_name="/ask")
    assert answer["citations"][0]["quote"] == QUOTE
    followed = client.predict("那医院呢？", history=[{"question": QUESTION, "answer": "86个"}], api_name="/ask")
    assert followed["understood_as"] == f"{QUESTION}，那医院呢？"
    with pytest.raises(Exception, match="question"):
        client.predict("长" * 3000, api_name="/ask")


def test_nobody_takes_a_place_among_those_who_wait_by_listening_where_nothing_is_said(address: str) -> None:
    given = {"authorization": "Bearer plain:word", "accept": "text/event-stream"}
    with httpx2.Client(headers=given, trust_env=False, timeout=20) as client:  # a stream would never end
        listening = client.get(f"{address}/mcp")
    assert (listening.status_code, listening.headers["allow"]) == (405, "POST")


def test_an_mcp_client_finds_read_only_tools_and_uses_them(address: str) -> None:
    async def talk() -> tuple[Any, dict[str, Any]]:
        http = httpx2.AsyncClient(headers={"Authorization": "Bearer plain:word"}, trust_env=False)
        async with http, McpClient(streamable_http_client(f"{address}/mcp", http_client=http)) as client:
            tools = await client.list_tools()
            calls: dict[str, dict[str, Any]] = {
                "ask": {"question": QUESTION},
                "search": {"query": "审批", "k": 1},
                "quotes": {"limit": 5},
                "verify_quote": {"text": QUOTE},
            }
            results = {name: await client.call_tool(name, given) for name, given in calls.items()}
            citation = json.loads(results["ask"].content[0].text)["citations"][0]  # type: ignore[union-attr]
            place = {key: citation[key] for key in ("doc_id", "char_start", "char_end")}
            results["read_window"] = await client.call_tool("read_window", {**place, "around": 3})
            results["wrong"] = await client.call_tool("read_window", {**place, "doc_id": "none"})
            return tools, results

    tools, results = asyncio.run(talk())
    assert {tool.name for tool in tools.tools} == {"ask", "search", "quotes", "verify_quote", "read_window"}
    assert all(tool.annotations.read_only_hint for tool in tools.tools)
    said = {name: result.content[0].text for name, result in results.items()}
    assert json.loads(said["ask"])["citations"][0]["quote"] == QUOTE
    assert "审批" in json.loads(said["search"])["passages"][0]["text"]
    assert json.loads(said["quotes"])["quotes"] == []
    assert json.loads(said["verify_quote"])["verdict"] == "一致"
    assert json.loads(said["read_window"])["quote"] == QUOTE
    assert results["wrong"].is_error
    assert "文库里没有这篇文档" in said["wrong"]
