"""The chat page: four ways into the library on one side, the source on the other.

The layout is Gradio's; what stands in it is HTML of `ui/page`, whose buttons and forms are events of its components
(`ui/page/parts.py`). Each view lays itself out and then says what its events do.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import gradio as gr

from corpus.errors import AssistantError
from corpus.formats.registry import FORMATS
from ui.conversations import FILE as CONVERSATIONS
from ui.conversations import Conversations
from ui.feedback import FILE as FEEDBACK
from ui.feedback import FeedbackBook
from ui.page.ask_view import AskView
from ui.page.desk import Desk, explain
from ui.page.empty import EMPTY_SOURCE, header_html
from ui.page.findings_view import FindingsView
from ui.page.history_view import HistoryView
from ui.page.imports import Imports
from ui.page.library_view import LibraryView
from ui.page.parts import QUIET, TRANSLATE, failure_html, html, owner
from ui.page.talks import Talk, Talks
from ui.page.theme import theme
from ui.page.words import ENGLISH, say, translations

PAGE = Path(__file__).parent / "page"
REVEAL = "watch('value', () => yinju.revealSource(element));"
SPEAK = f"element.setAttribute('role', 'status'); element.setAttribute('aria-live', 'polite'); {TRANSLATE}"


def build(desk: Desk) -> gr.Blocks:
    """The page."""
    suffixes = sorted(FORMATS)
    talks = Talks(desk, Conversations(desk.folder / CONVERSATIONS), FeedbackBook(desk.folder / FEEDBACK))
    page: gr.Blocks
    with gr.Blocks(title="引据", analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)) as page:
        header = html(header_html(""), "header", "history", after=f"{TRANSLATE} yinju.light();")
        status = gr.HTML("", elem_id="status", js_on_load=SPEAK)
        source = html(EMPTY_SOURCE, "source", "show", "preview", after=REVEAL)
        source.unrender()
        ask = AskView(desk, talks, source, status)
        findings = FindingsView(desk, source)
        library = LibraryView(desk, Imports(desk.add, explain), talks, ask, header)
        history = HistoryView(talks, ask)
        with gr.Column(elem_id="history-side", min_width=0):
            history.lay_out()
        with gr.Row(elem_id="desk", equal_height=True):
            with gr.Column(elem_id="views", scale=6, min_width=320), gr.Tabs(elem_id="ways") as tabs:
                with gr.Tab(say("问答"), id="ask", elem_id="conversation"):
                    ask.lay_out(suffixes)
                with gr.Tab(say("原话"), id="quotes") as quotes_tab:
                    findings.lay_out_quotes()
                with gr.Tab(say("政策"), id="policies") as policies_tab:
                    findings.lay_out_policies()
                with gr.Tab(say("文库"), id="library"):
                    library.lay_out(suffixes)
            with gr.Column(elem_id="source-side", scale=5, min_width=320):
                source.render()
        ask.connect()
        findings.connect(quotes_tab, policies_tab)
        library.connect(tabs)
        history.connect(header, tabs)

        def arrive(address: str, talk: Talk, request: gr.Request) -> tuple[Any, ...]:
            """What the page shows first: the conversation that its address names, or a new one."""
            who = owner(request)
            said: Any = gr.skip()
            if named := parse_qs(address.lstrip("?")).get("c"):
                try:
                    talk = talks.resume(who, named[0])
                except AssistantError as error:
                    said = failure_html(error)
            conversation = list(ask.resume(talk, who))
            conversation[1] = gr.skip()  # somebody may have begun to type
            conversation[4] = said
            return *conversation, *library.stock(talk), *library.watch(), library.dictionary()

        address = gr.Textbox(visible=False)
        arrived = [*ask.shown, *library.holdings, *library.progress, library.words]
        page.load(arrive, [address, ask.talk], arrived, js="(_, talk) => [location.search, talk]", **QUIET)
    return page


def appearance() -> dict[str, Any]:
    """How the page looks and behaves, as arguments of `gradio.mount_gradio_app`."""
    style = "".join(file.read_text(encoding="utf-8") for file in sorted((PAGE / "styles").glob("*.css")))
    script = "".join(file.read_text(encoding="utf-8") for file in sorted((PAGE / "scripts").glob("*.js")))
    english = json.dumps(ENGLISH, ensure_ascii=False).replace("<", "\\u003c")
    return {
        # In the head as they are: Gradio would prefix every rule of its `css` with its own version number.
        "head": f"<style>{style}</style><script>const YINJU_ENGLISH = {english};\n{script}</script>",
        "theme": theme(),
        "i18n": translations(),
        "footer_links": [],
        "run_history": False,
        "favicon_path": str(PAGE / "icon.svg"),
        "show_error": False,
        "max_file_size": "200mb",
    }
