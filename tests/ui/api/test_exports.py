from __future__ import annotations

import io
from urllib.parse import unquote

import docx
import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from ui.conversations import FILE, Conversations
from ui.exchange import Exchange
from ui.page.desk import Desk

QUESTION = "全市建成起降点多少个？"


@pytest.fixture
def conversations(shared_desk: Desk) -> Conversations:
    with shared_desk.reading() as library:
        return Conversations(library.folder / FILE)


@pytest.fixture
def mine(client: TestClient, shared_desk: Desk, conversations: Conversations) -> Exchange:
    """A conversation of the browser that the client is."""
    client.cookies.clear()
    owner = f"visitor:{client.get('/').cookies['yinju_visitor']}"
    made = conversations.create(owner)
    kept = conversations.append(owner, made.conversation_id, Exchange(QUESTION, shared_desk.answer(QUESTION)))
    return Exchange(made.conversation_id, exchange_id=kept.exchange_id)


def test_a_conversation_comes_as_a_word_file_with_its_title_as_name(client: TestClient, mine: Exchange) -> None:
    got = client.get(f"/export/conversations/{mine.question}.docx")
    assert got.status_code == 200
    assert unquote(got.headers["content-disposition"]).endswith(f"{QUESTION}.docx")
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(got.content)).paragraphs]
    assert "全市建成起降点86个，其中医院楼顶12个。" in texts


@pytest.mark.parametrize("form", ["docx", "md", "xlsx"])
def test_nobody_else_can_fetch_it_by_any_url(client: TestClient, mine: Exchange, form: str) -> None:
    urls = [
        f"/export/conversations/{mine.question}.{form}",
        f"/export/answers/{mine.question}/{mine.exchange_id}.{form}",
    ]
    assert [client.get(url).status_code for url in urls] == [200, 200]
    client.cookies.clear()
    assert [client.get(url).status_code for url in urls] == [404, 404]
    client.cookies.set("yinju_visitor", "0" * 32)
    assert [client.get(url).status_code for url in urls] == [404, 404]


@pytest.mark.parametrize("name", ["x.docx", "..%2f..%2fetc%2fpasswd.docx", "x.exe", "x"])
def test_what_does_not_exist_is_not_found(client: TestClient, mine: Exchange, name: str) -> None:
    assert client.get(f"/export/conversations/{name}").status_code in (400, 404, 422)


@pytest.mark.parametrize(("name", "sheet"), [("quotes", "原话"), ("policies", "政策")])
def test_lists_come_as_workbooks(client: TestClient, name: str, sheet: str) -> None:
    got = client.get(f"/export/{name}.xlsx")
    assert load_workbook(io.BytesIO(got.content)).sheetnames == [sheet]
