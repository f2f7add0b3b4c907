"""A document, its name and a user that speak HTML, JavaScript and Gradio's templates: all of it stays text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from index.library import Library
from index.scope import Scope
from index.segmenter import Segmenter
from qa.assistant import Assistant
from qa.policies import find_policies
from qa.quotes import check, find_quotes
from ui.conversations import Conversation
from ui.exchange import Exchange
from ui.page.documents import jobs_html, library_html, preview_html, words_html
from ui.page.evidence import evidence_html, quote_place, related_html
from ui.page.history import history_html
from ui.page.imports import Job, State
from ui.page.markup import escape
from ui.page.policies import policies_html
from ui.page.quotes import check_html, quotes_html
from ui.page.scope_bar import scope_html
from ui.page.source import source_html
from ui.page.transcript import Shown, suggestions_html, transcript_html

EVIL = "<img src=x onerror=alert(1)>\"'><script>alert(1)</script>${alert(1)}{{alert(1)}}"
NAME = "<img src=x onerror=alert(1)>${alert(1)}.txt"
REPORT = f"""第一章 {EVIL}

根据《{EVIL}办法》，北港市在2021年建成渔港12座{EVIL}。

表1 {EVIL}

城市\t渔港{EVIL}
北港\t12{EVIL}
南港\t9

记者：{EVIL}怎么看？

周岸{EVIL}：船不缺，缺的是会开船的人{EVIL}。
"""
KNOWN = frozenset({"img", "script", "iframe", "object", "embed", "link", "meta", "base", "style", "form", "svg"})


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder: Path = tmp_path_factory.mktemp("hostile")
    (folder / NAME).write_text(REPORT, encoding="utf-8")
    library = Library.open(folder / "library", create=True, segmenter=Segmenter())
    library.update([folder / NAME])
    return library


def shown(library: Library) -> Iterator[str]:
    """All that the page makes of it."""
    (info,) = library.documents()
    passages = [replace(one, page=1, page_label=EVIL) for one in library.passages(info.doc_id)]  # as a PDF can say
    assistant = Assistant(library)
    exchanges = []
    for question in ("北港市有多少座渔港？", f"周岸怎么看{EVIL}？", "火星上有多少渔港？"):
        answer = assistant.ask(question)
        exchanges.append(Exchange(question, answer, exchange_id="e"))
        yield from (evidence_html(answer), related_html(answer))
        for citation in answer.citations:
            yield source_html(library.text(info.doc_id), passages, quote_place(citation))
    exchanges.append(Exchange(EVIL, error=EVIL, exchange_id=EVIL))
    yield transcript_html(Shown(tuple(exchanges), EVIL, {}, EVIL))
    yield suggestions_html([EVIL])
    asked = {"about": EVIL, "name": EVIL, "speaker": EVIL}
    yield quotes_html(find_quotes(library, None, None, None, 50), 50, asked)
    yield policies_html(find_policies(library, "", "", "", None), asked)
    yield from (check_html(check(library, text)) for text in (EVIL, "船不缺，缺的是会开大船的人", "船不缺"))
    yield scope_html(Scope(docs=(info.doc_id,), sections=(EVIL,), speakers=(EVIL,)), [info], [EVIL])
    yield library_html([replace(info, title=EVIL, warnings=(EVIL,), speakers=(EVIL,))])
    yield preview_html(info, passages, 0)
    yield words_html([EVIL], escape(EVIL))
    yield jobs_html([Job(EVIL, Path(NAME), state, stage=EVIL, message=EVIL) for state in State])
    yield history_html([Conversation(EVIL, EVIL, "2026-01-31T08:15:00Z", "2026-01-31T08:15:00Z")], EVIL, EVIL)


def test_nothing_that_a_document_or_a_user_says_becomes_markup(library: Library) -> None:
    parts = list(shown(library))
    assert "onerror" in "".join(parts)  # it is there, as text
    for part in parts:
        assert "${" not in part, part[:200]
        for element in html.fragment_fromstring(part, create_parent="div").iter():
            assert element.tag not in KNOWN - {"form"} or "alert" not in html.tostring(element, encoding="unicode")
            assert not [name for name in element.attrib if str(name).startswith("on")], element.attrib
            assert not str(element.get("href", "")).lower().startswith(("javascript:", "data:", "//", "http"))
