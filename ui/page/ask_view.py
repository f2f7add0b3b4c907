"""问答: the conversation, the scope bar and the question box."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import gradio as gr

from corpus.errors import AssistantError
from ui.page.desk import Desk
from ui.page.empty import EMPTY_SOURCE, WELCOME, welcome_html
from ui.page.evidence import quote_place
from ui.page.parts import NEWEST, QUIET, TRANSLATE, failed_html, failure_html, fields, html, owner, source_html
from ui.page.scope_bar import read_scope, scope_html
from ui.page.talks import Talk, Talks, find
from ui.page.transcript import CONVERSATION_EXPORTS, spoken, suggestions_html, transcript_html
from ui.page.words import say, t
from ui.records import new_id

LONGEST_QUESTION = 2000  # characters; a pasted chapter is not a question
ACTS = ("show", "ask", "retry", "edit", "rate", "stop", "redraw")  # what the conversation's buttons are named
TELL = f"yinju.tell(element, trigger, {list(ACTS)});"
ASKING: dict[str, Any] = {"concurrency_limit": 2, "concurrency_id": "ask", **QUIET, "trigger_mode": "once"}
# A list that somebody chose from keeps his choice, whatever its options say, until its form is reset.
AS_SENT = f"{TRANSLATE} watch('value', () => element.querySelector('form')?.reset());"
SAME = gr.skip()  # leaves a component as it is
Update = tuple[Any, ...]  # for AskView.shown: talk, question, transcript, source, status, note, next


class AskView:
    """The view's components, and what happens when somebody uses them. `source` and `status` belong to the page."""

    def __init__(self, desk: Desk, talks: Talks, source: Any, status: Any) -> None:
        self._desk = desk
        self._talks = talks
        self.source = source
        self.status = status

    def lay_out(self, suffixes: Sequence[str]) -> None:
        """Make the components, inside the block that is open."""
        self.talk = gr.State(Talk())
        self.transcript = html(WELCOME, "transcript", *ACTS, after=f"{TELL} watch('value', () => {{ {TELL} }});")
        self.next = html("", "next", "ask")
        self.scope = html("", "scope", "scope", "everything", after=AS_SENT)
        self.note = html("", "note", "keep")
        with gr.Row(elem_id="ask-bar"):
            self.question = gr.Textbox(
                placeholder=say("就文库里的文档提问"), label=say("问题"), show_label=False, container=False,
                lines=1, max_lines=5, max_length=LONGEST_QUESTION, autofocus=True, elem_id="question", scale=8,
            )  # fmt: skip
            self.send = gr.Button(say("提问"), variant="primary", elem_id="send", scale=0, min_width=76)
        with gr.Row(elem_id="below"):
            self.fresh = gr.Button(say("新对话"), size="sm", elem_id="fresh", scale=0, min_width=72)
            self.attach = gr.UploadButton(
                say("添加文件"), size="sm", file_count="multiple", file_types=list(suffixes), elem_id="attach", scale=0,
                min_width=84,
            )  # fmt: skip
            html(CONVERSATION_EXPORTS, "whole", after="")
            self.outcome = html("", "outcome")
        self.shown = [self.talk, self.question, self.transcript, self.source, self.status, self.note, self.next]

    def connect(self) -> None:
        """Say which events lead to which method."""
        talk, transcript, shown = self.talk, self.transcript, self.shown
        typed = gr.on([self.question.submit, self.send.click], self.ask, [self.question, talk], shown, **ASKING)
        asking = [typed, transcript.ask(self.ask_it, talk, shown, **ASKING)]
        asking.append(self.next.ask(self.ask_it, talk, shown, **ASKING))
        asking.append(transcript.retry(self.ask_again, talk, shown, **ASKING))
        for asked in asking:
            asked.then(self.suggest, talk, self.next, **NEWEST)
        transcript.stop(self.stop, talk, shown, cancels=asking, **QUIET)
        self.fresh.click(self.start_again, talk, shown, cancels=asking, **QUIET)
        transcript.edit(self.edit, talk, shown, **QUIET)
        self.note.keep(self.keep, talk, shown, **QUIET)
        transcript.redraw(self.redraw, talk, transcript, **QUIET)
        transcript.rate(self.rate, talk, [transcript, self.status], **QUIET)
        transcript.show(self.show, None, self.source, **QUIET)  # one after the other: the last click stays
        for narrowing in (self.scope.scope, self.scope.everything):
            narrowing(self.narrow, talk, [talk, self.scope], **QUIET)

    def ask(self, text: str, talk: Talk, request: gr.Request) -> Iterator[Update]:
        """What stands in the question box, which is empty then."""
        yield from self._ask(text, talk, request, "")

    def _ask(self, text: str, talk: Talk, request: gr.Request, box: Any) -> Iterator[Update]:
        """Show the question at once, then its answer with its first citation opened. `box`: for the question box."""
        who, text = owner(request), text.strip()[:LONGEST_QUESTION]
        if not text:
            yield SAME, box, *[SAME] * 5
            return
        talk = replace(self._talks.without_edited(who, talk), pending=text, asking=new_id())
        told = len(talk.exchanges)
        yield talk, box, self._page(who, talk, told), SAME, t("正在查找…"), "", ""
        talk = self._talks.answer(who, talk)
        if len(talk.exchanges) > told:
            yield self._answered(who, talk, SAME)
        else:  # stopped; what the page shows then comes from there
            yield talk, *[SAME] * 6

    def _answered(self, who: str, talk: Talk, text: Any) -> Update:
        """The last exchange, with its first citation opened."""
        page = self._page(who, talk, len(talk.exchanges) - 1)
        said = spoken(talk.exchanges[-1])
        if talk.unsaved:
            said = f'<div class="heard">{said}</div>' + failed_html(f"这个回答没有存进历史：{talk.unsaved}")
        return replace(talk, unsaved=""), text, page, self._opened(talk), said, SAME, SAME

    def suggest(self, talk: Talk) -> str:
        """Questions to go on with: for what stands below the conversation."""
        return suggestions_html(() if talk.pending else self._desk.suggestions(talk.exchanges))

    def ask_it(self, talk: Talk, event: gr.EventData, request: gr.Request) -> Iterator[Update]:
        """Ask what a button says."""
        yield from self._ask(fields(event).get("question", ""), talk, request, _draft(talk))

    def ask_again(self, talk: Talk, event: gr.EventData, request: gr.Request) -> Iterator[Update]:
        """Put the question of an exchange once more, in the place of it and of what followed."""
        exchange_id = fields(event).get("exchange", "")
        question = talk.exchanges[find(talk, exchange_id)].question
        yield from self._ask(question, replace(talk, editing=exchange_id), request, _draft(talk))

    def stop(self, talk: Talk, request: gr.Request) -> Update:
        """Give up the pending question; it goes back into the box."""
        if not talk.pending:  # the answer was quicker than the hand
            return (SAME,) * len(self.shown)
        who, ended = owner(request), self._talks.stop(talk)
        if len(ended.exchanges) > len(talk.exchanges):
            return self._answered(who, ended, "")
        return ended, talk.pending, self._page(who, ended, len(ended.exchanges)), SAME, t("已停止"), SAME, SAME

    def start_again(self, talk: Talk, request: gr.Request) -> Update:
        """A new conversation, of the same part of the library."""
        box, talk = _draft(talk), Talk(scope=talk.scope)
        return talk, box, self._page(owner(request), talk), EMPTY_SOURCE, t("已开始新对话"), "", ""

    def edit(self, talk: Talk, event: gr.EventData) -> Update:
        """Put the question of an exchange into the box; what is sent next replaces it and what followed."""
        exchange_id = fields(event).get("exchange", "")
        text = talk.exchanges[find(talk, exchange_id)].question
        cancel = f'<button type="button" class="tool" data-do="keep">{t("不改了")}</button>'
        said = f"<p>{t('正在修改问题；发送后，它和它后面的回答会被替换。')}{cancel}</p>"
        return replace(talk, editing=exchange_id), text, SAME, SAME, SAME, said, SAME

    def keep(self, talk: Talk) -> Update:
        """Leave the question as it is after all."""
        return replace(talk, editing=""), "", SAME, SAME, SAME, "", SAME

    def rate(self, talk: Talk, event: gr.EventData, request: gr.Request) -> Update:
        """Keep the visitor's word on an answer: for the transcript and the status."""
        said, who = fields(event), owner(request)
        try:
            self._talks.rate(who, talk, said.get("exchange", ""), said.get("mark", ""))
        except (AssistantError, ValueError) as error:
            return SAME, failure_html(error)
        at = find(talk, said.get("exchange", ""))
        return self._page(who, talk, at, at + 1), t("已记下，谢谢")

    def show(self, event: gr.EventData) -> str:
        """The source pane for the clicked place."""
        return source_html(self._desk, fields(event).get("place", ""))

    def narrow(self, talk: Talk, event: gr.EventData, request: gr.Request) -> Update:
        """Ask of another part of the library from now on: for the talk and the scope bar."""
        talk = self._talks.narrow(owner(request), talk, read_scope(fields(event)))
        return talk, self.bar(talk)

    def resume(self, talk: Talk, who: str) -> Update:
        """Everything as a conversation left it."""
        return talk, "", self._page(who, talk), self._opened(talk), "", "", ""

    def bar(self, talk: Talk) -> str:
        """The scope bar."""
        return scope_html(talk.scope, self._desk.documents(), self._desk.chapters(talk.scope.docs))

    def redraw(self, talk: Talk, request: gr.Request) -> str:
        """The whole conversation: a page asks for it that has missed a part."""
        return self._page(owner(request), talk)

    def _page(self, who: str, talk: Talk, first: int = 0, last: int | None = None) -> str:
        """The empty page, or these exchanges of the conversation."""
        if not talk.exchanges and not talk.pending:
            return welcome_html(self._desk.examples(), empty=not self._desk.documents())
        return transcript_html(self._talks.shown(who, talk), first, last)

    def _opened(self, talk: Talk) -> str:
        """The source pane after an answer: its first citation."""
        answer = talk.exchanges[-1].answer if talk.exchanges else None
        if answer is None or not answer.citations:
            return EMPTY_SOURCE
        return source_html(self._desk, str(quote_place(answer.citations[0])))


def _draft(talk: Talk) -> Any:
    """For the question box, where a button was used: what somebody began to type stays, a question in editing goes."""
    return "" if talk.editing else SAME
