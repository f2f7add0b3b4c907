"""The chat page: the answer first, its source beside it.

The layout is Gradio's; what stands in it is HTML of `ui/page`. A click on anything with `data-place` shows that place
in the source pane, one on `data-question` asks. Each visitor's conversation lives in a `gr.State` and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import gradio as gr

from ui.errors import InterfaceError
from ui.exchange import Exchange
from ui.page.desk import Desk, explain
from ui.page.documents import library_html, outcome_html, summary_text, taking_in_html
from ui.page.empty import EMPTY_SOURCE, welcome_html
from ui.page.markup import Place, escape
from ui.page.theme import theme
from ui.page.transcript import quote_place, spoken, transcript_html

PAGE = Path(__file__).parent / "page"
FILE_TYPES = [".txt", ".text", ".md", ".markdown"]
REFRESH = 0.3  # seconds between two reports of an import
LONGEST_QUESTION = 2000  # characters; a pasted chapter is not a question

# Runs once for each HTML component: buttons inside it become events of the component.
CLICKS = """
element.addEventListener('click', event => {
  const target = event.target.closest('[data-place], [data-question]');
  if (!target) return;
  if (target.dataset.place) { yinju.open(target); trigger('select', {place: target.dataset.place}); }
  else trigger('submit', {question: target.dataset.question});
});
"""
FOLLOW = "watch('value', () => yinju.followTranscript(element));"
REVEAL = "watch('value', () => yinju.revealSource(element));"
SPEAK = "element.setAttribute('role', 'status'); element.setAttribute('aria-live', 'polite');"

Exchanges = tuple[Exchange, ...]


def build(desk: Desk) -> gr.Blocks:
    """The page."""
    page: gr.Blocks
    with gr.Blocks(title="引据", analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)) as page:
        exchanges = gr.State(())
        header = gr.HTML(_header(desk), elem_id="header", js_on_load="yinju.header(element);")
        status = gr.HTML("", elem_id="status", js_on_load=SPEAK)
        with gr.Tabs(elem_id="ways"):
            with gr.Tab("问答", id="ask"), gr.Row(elem_id="desk", equal_height=True):
                with gr.Column(elem_id="conversation", scale=6, min_width=320):
                    transcript = gr.HTML(
                        lambda: _welcome(desk),
                        elem_id="transcript",
                        js_on_load=CLICKS + FOLLOW,
                        apply_default_css=False,
                    )
                    with gr.Row(elem_id="ask-bar"):
                        question = gr.Textbox(
                            placeholder="就文库里的文档提问，回车发送", label="问题", show_label=False, container=False,
                            lines=1, max_lines=5, max_length=LONGEST_QUESTION, autofocus=True, elem_id="question", scale=8,
                        )  # fmt: skip
                        send = gr.Button("提问", variant="primary", elem_id="send", scale=0, min_width=76)
                    with gr.Row(elem_id="below"):
                        fresh = gr.Button("新对话", size="sm", elem_id="fresh", scale=0, min_width=72)
                        attach = gr.UploadButton(
                            "添加文件", size="sm", file_count="multiple", file_types=FILE_TYPES, elem_id="attach",
                            scale=0, min_width=84,
                        )  # fmt: skip
                        outcome = gr.HTML("", elem_id="outcome")
                with gr.Column(elem_id="source-side", scale=5, min_width=320):
                    source = gr.HTML(EMPTY_SOURCE, elem_id="source", js_on_load=REVEAL, apply_default_css=False)
            with gr.Tab("文库", id="library"):
                shelf = gr.HTML(lambda: library_html(desk.documents()), elem_id="shelf", apply_default_css=False)

        shown = [exchanges, question, transcript, source, status]
        asking: dict[str, Any] = {
            "outputs": shown,
            "show_progress": "hidden",
            "concurrency_limit": 2,
            "concurrency_id": "ask",
        }

        def ask(text: str, earlier: Exchanges) -> Iterator[tuple[Any, ...]]:
            """Show the question at once, then its answer with its first citation opened."""
            text = text.strip()
            if not text:
                yield earlier, "", gr.skip(), gr.skip(), gr.skip()
                return
            yield earlier, "", transcript_html(earlier, pending=text), gr.skip(), "正在查找…"
            exchange = desk.ask(text, earlier)
            later = (*earlier, exchange)
            yield later, gr.skip(), transcript_html(later), _opened(desk, exchange), escape(spoken(exchange))

        def ask_example(earlier: Exchanges, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
            """Ask what a button says."""
            yield from ask(str(getattr(event, "question", ""))[:LONGEST_QUESTION], earlier)

        def show(event: gr.EventData) -> str:
            """The source pane for the clicked place."""
            return _source(desk, str(getattr(event, "place", "")))

        def start_again() -> tuple[Any, ...]:
            """A new conversation."""
            return (), "", _welcome(desk), EMPTY_SOURCE, "已开始新对话"

        def upload(files: Sequence[str]) -> Iterator[tuple[Any, ...]]:
            """Take files in: first what is being done, then what has become of them."""
            for news in _taking_in(desk, [Path(file) for file in files or ()]):
                yield news, gr.skip(), gr.skip()
            yield news, library_html(desk.documents()), _header(desk)

        typed = gr.on([question.submit, send.click], ask, [question, exchanges], api_visibility="private", **asking)
        example = transcript.submit(ask_example, exchanges, api_visibility="private", **asking)
        transcript.select(show, None, source, show_progress="hidden", api_visibility="private")
        fresh.click(
            start_again, None, shown, cancels=[typed, example], show_progress="hidden", api_visibility="private"
        )
        taken = attach.upload(
            upload,
            attach,
            [outcome, shelf, header],
            show_progress="hidden",
            concurrency_limit=1,
            api_visibility="private",
        )
        taken.then(
            lambda earlier: gr.skip() if earlier else _welcome(desk),
            exchanges,
            transcript,
            show_progress="hidden",
            api_visibility="private",
        )
    return page


def appearance() -> dict[str, Any]:
    """How the page looks and behaves, as arguments of `gradio.mount_gradio_app`."""
    style = (PAGE / "style.css").read_text(encoding="utf-8")
    script = (PAGE / "script.js").read_text(encoding="utf-8")
    return {
        # In the head as they are: Gradio would prefix every rule of its `css` with its own version number.
        "head": f"<style>{style}</style><script>{script}</script>",
        "theme": theme(),
        "footer_links": [],
        "run_history": False,
        "favicon_path": str(PAGE / "icon.svg"),
        "show_error": False,
        "max_file_size": "200mb",
    }


def _taking_in(desk: Desk, files: Sequence[Path]) -> Iterator[str]:
    """Take files in on another thread: HTML of how far it is, a few times a second, and at last of the outcome."""
    stages: list[tuple[str, int, int]] = [("", 0, len(files))]
    with ThreadPoolExecutor(max_workers=1) as worker:
        work = worker.submit(desk.add, files, lambda *stage: stages.append(stage))
        while not wait([work], timeout=REFRESH).done:
            yield taking_in_html(*stages[-1])
    error = work.exception()
    if isinstance(error, Exception):
        yield outcome_html([], [explain(error)])
    else:
        yield outcome_html(*work.result())


def _header(desk: Desk) -> str:
    return (
        '<div class="header"><div class="brand"><span class="seal" aria-hidden="true">引</span><h1>引据</h1>'
        "<p>答案逐字摘自原文，句句有出处</p></div>"
        f'<div class="tools"><span class="holdings">{summary_text(desk.documents())}</span>'
        '<button type="button" id="light" aria-label="切换浅色或深色" title="切换浅色或深色">◐</button></div></div>'
    )


def _welcome(desk: Desk) -> str:
    return welcome_html(desk.examples(), empty=not desk.documents())


def _opened(desk: Desk, exchange: Exchange) -> Any:
    """The source pane after an answer: its first citation."""
    if exchange.answer is None or not exchange.answer.citations:
        return EMPTY_SOURCE
    return _source(desk, str(quote_place(exchange.answer.citations[0])))


def _source(desk: Desk, place: str) -> str:
    try:
        return desk.source(_parsed(place))
    except Exception as error:
        return f'<p class="empty" role="alert">{escape(explain(error))}</p>'


def _parsed(place: str) -> Place:
    """The place that the browser names. Raises InterfaceError: anybody can send anything."""
    try:
        return Place.parse(place)
    except ValueError as error:
        raise InterfaceError(f"bad place {place!r}", "找不到这个位置。请刷新网页后再试。") from error
