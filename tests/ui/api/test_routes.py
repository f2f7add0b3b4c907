from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

QUESTION = "全市建成起降点多少个？"


def post(client: TestClient, name: str, **body: Any) -> Any:
    response = client.post(f"/api/{name}", json=body)
    assert response.status_code == 200, response.text
    return response.json()


def test_an_answer_has_the_form_of_the_contract(client: TestClient) -> None:
    answer = post(client, "ask", question=QUESTION)
    assert answer["verdict"] == "found"
    assert answer["citations"][0]["quote"] == "全市建成起降点86个，其中医院楼顶12个。"
    assert answer["passages"][0]["rank"] == 1


def test_the_history_and_the_scope_are_taken_into_account(client: TestClient) -> None:
    history = [{"question": QUESTION, "answer": "86个"}]
    assert post(client, "ask", question="那医院呢？", history=history)["understood_as"] == f"{QUESTION}，那医院呢？"
    assert post(client, "ask", question=QUESTION, only={"doc": ["别的.txt"]})["verdict"] == "not_found"


def test_a_search_gives_as_many_passages_as_asked_for(client: TestClient) -> None:
    assert len(post(client, "search", query="低空", k=1)["passages"]) == 1


def test_a_window_shows_a_citation_in_its_surroundings(client: TestClient) -> None:
    citation = post(client, "ask", question=QUESTION)["citations"][0]
    place = {key: citation[key] for key in ("doc_id", "char_start", "char_end")}
    window = post(client, "read_window", **place, around=4)
    assert window["quote"] == citation["quote"]
    assert window["text"][citation["char_start"] - window["char_start"] :].startswith(citation["quote"])
    assert window["char_start"] == citation["char_start"] - 4


def test_quotations_documents_quotes_and_policies_have_endpoints(client: TestClient) -> None:
    assert post(client, "verify_quote", text="噪声投诉集中在居民区上空")["verdict"] == "一致"
    assert post(client, "quotes")["quotes"] == []
    assert post(client, "policies")["policies"] == []
    assert [one["file"] for one in client.get("/api/documents").json()["documents"]] == ["低空经济.txt"]


@pytest.mark.parametrize(
    ("name", "body", "field"),
    [
        ("ask", {}, "question"),
        ("ask", {"question": " "}, "question"),
        ("ask", {"question": "长" * 2001}, "question"),
        ("ask", {"question": "问", "history": [{"question": "q"}] * 51}, "history"),
        ("ask", {"question": "问", "onyl": {}}, "onyl"),
        ("ask", {"question": "问", "only": {"kind": ["x"]}}, "kind"),
        ("search", {"query": "问", "k": 1000}, "k"),
        ("verify_quote", {"text": "长" * 5001}, "text"),
        ("read_window", {"doc_id": "d", "char_start": -1, "char_end": 0}, "char_start"),
    ],
)
def test_a_request_beyond_the_limits_is_told_in_chinese_which_field_is_wrong(
    client: TestClient, name: str, body: dict[str, Any], field: str
) -> None:
    refused = client.post(f"/api/{name}", json=body)
    assert refused.status_code == 422
    assert "请求有误" in refused.json()["detail"]
    assert field in refused.json()["detail"]


def test_a_place_that_does_not_exist_is_told(client: TestClient) -> None:
    doc_id = client.get("/api/documents").json()["documents"][0]["doc_id"]
    window = {"char_start": 0, "char_end": 0}
    assert client.post("/api/read_window", json={"doc_id": "x", **window}).status_code == 404
    beyond = client.post("/api/read_window", json={"doc_id": doc_id, "char_start": 0, "char_end": 10**6})
    assert (beyond.status_code, "没有这个位置" in beyond.json()["detail"]) == (400, True)


def test_a_bug_is_told_honestly_and_without_its_traceback(client: TestClient) -> None:
    client_that_sees_500 = TestClient(client.app, base_url="http://127.0.0.1", raise_server_exceptions=False)
    failed = client_that_sees_500.post("/api/ask", json={"question": "出错"})
    assert failed.status_code == 500
    assert "程序内部出错" in failed.json()["detail"]
    assert "Traceback" not in failed.text


def test_the_description_needs_nothing_of_another_host(client: TestClient) -> None:
    page = client.get("/api/docs").text
    assert "POST /api/ask" in page
    assert not re.search(r"https?://|<script", page)
    paths = client.get("/api/openapi.json").json()["paths"]
    assert {"/api/ask", "/api/search", "/api/quotes", "/api/verify_quote", "/api/policies", "/api/documents",
            "/api/read_window", "/v1/chat/completions"} <= set(paths)  # fmt: skip
    assert all(operation.get("summary") for path in paths.values() for operation in path.values())
