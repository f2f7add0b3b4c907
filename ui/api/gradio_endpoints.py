"""The Gradio API of the page: named, documented functions for `gradio_client`; the page's own events are private."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr
from gradio.events import api as gradio_api
from pydantic import ValidationError

from corpus.errors import AssistantError
from ui import logs
from ui.api.requests import (
    AskRequest,
    PoliciesRequest,
    QuotesRequest,
    SearchRequest,
    VerifyRequest,
    WindowRequest,
)
from ui.api.service import Service
from ui.contract import Json

AT_ONCE = 2  # calls that are worked on at the same time, as many as the cores that the service is made for


def add_endpoints(page: gr.Blocks, service: Service) -> None:
    """Add the endpoints to a page that is complete."""

    def ask(
        question: str,
        history: list[dict[str, str]] | None = None,
        only: dict[str, list[str]] | None = None,
        explain: bool = False,
    ) -> Json:
        asked = {"question": question, "history": history or [], "only": only or {}, "explain": explain}
        return _explained(lambda: service.ask(AskRequest.model_validate(asked)))

    def search(query: str, k: int = 10, only: dict[str, list[str]] | None = None) -> Json:
        asked = {"query": query, "k": k, "only": only or {}}
        return _explained(lambda: service.search(SearchRequest.model_validate(asked)))

    def quotes(speaker: str = "", about: str = "", organisation: str = "", limit: int = 50) -> Json:
        asked = {"speaker": speaker or None, "about": about or None, "organisation": organisation or None}
        return _explained(lambda: service.quotes_as_json(QuotesRequest.model_validate({**asked, "limit": limit})))

    def verify_quote(text: str) -> Json:
        return _explained(lambda: service.verify_quote(VerifyRequest(text=text)))

    def policies(name: str = "", place: str = "", issuer: str = "", year: int | None = None) -> Json:
        asked = {"name": name, "place": place, "issuer": issuer, "year": year}
        return _explained(lambda: service.policies_as_json(PoliciesRequest.model_validate(asked)))

    def read_window(doc_id: str, char_start: int, char_end: int, around: int = 500) -> Json:
        asked = {"doc_id": doc_id, "char_start": char_start, "char_end": char_end, "around": around}
        return _explained(lambda: service.read_window(WindowRequest.model_validate(asked)))

    def documents() -> Json:
        return _explained(service.documents)

    described: tuple[tuple[Callable[..., Json], str], ...] = (
        (
            ask,
            "问一个问题，得到答案和出处。history 是之前的 {question, answer}，only 的键是 doc、kind、speaker、section、year。",
        ),
        (search, "按相关程度排列的段落。"),
        (quotes, "文中人物的原话。"),
        (verify_quote, "核对一段引文：一致、近似或未找到。"),
        (policies, "文中提到的政策。"),
        (read_window, "引文和它前后的原文。"),
        (documents, "文库里的文档。"),
    )
    own = set(page.fns)
    for number in own:  # whatever the page does, it does for its own buttons, and no endpoint's name is taken by it
        page.fns[number].api_visibility, page.fns[number].api_name = "private", f"page_{number}"
    for block in page.blocks.values():  # leaving the page again would attach its first events a second time
        block.load_event_to_attach = None  # type: ignore[union-attr]
    with page:
        for function, meaning in described:
            options: dict[str, Any] = {"concurrency_limit": AT_ONCE, "concurrency_id": "api"}
            gradio_api(function, api_name=function.__name__, api_description=meaning, **options)


def _explained(work: Callable[[], Json]) -> Json:
    """The work's result; what goes wrong is told to the caller in the words that the user would read."""
    try:
        return work()
    except AssistantError as error:
        logs.record(error)
        raise gr.Error(error.user_message, print_exception=False) from error
    except ValidationError as error:
        fields = ["/".join(str(part) for part in one["loc"]) for one in error.errors()]
        message = f"请求有误，请检查这些字段：{'、'.join(dict.fromkeys(fields))}。"
        raise gr.Error(message, print_exception=False) from None
