"""历史: the drawer of earlier conversations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import gradio as gr

from corpus.errors import AssistantError
from ui.page.ask_view import AskView
from ui.page.history import FORM, history_html
from ui.page.parts import QUIET, failure_html, fields, html, owner
from ui.page.talks import Talk, Talks

SAME = gr.skip()
Update = tuple[Any, ...]


class HistoryView:
    """The drawer's components, and what happens when somebody uses them."""

    def __init__(self, talks: Talks, ask: AskView) -> None:
        self._talks = talks
        self._ask = ask

    def lay_out(self) -> None:
        """Make the components, inside the block that is open."""
        self.form = html(FORM, "history-form", "look", after="")
        self.list = html("", "history-list", "resume", "rename", "forget")

    def connect(self, header: Any, tabs: Any) -> None:
        """Say which events lead to which method. The button of the header opens the drawer."""
        talk = self._ask.talk
        header.history(self.open, talk, self.list, js="() => yinju.toggleHistory()", **QUIET)
        self.form.look(self.look, talk, self.list, **QUIET)
        self.list.rename(self.rename, talk, self.list, **QUIET)
        self.list.forget(self.forget, talk, [self.list, *self._ask.shown], **QUIET)
        self.list.resume(self.resume, talk, [*self._ask.shown, self._ask.scope, tabs], **QUIET)

    def open(self, talk: Talk, request: gr.Request) -> str:
        """All of the visitor's conversations."""
        return self._listed(owner(request), talk)

    def look(self, talk: Talk, event: gr.EventData, request: gr.Request) -> str:
        """Those that hold the words."""
        return self._listed(owner(request), talk, fields(event).get("words", ""))

    def rename(self, talk: Talk, event: gr.EventData, request: gr.Request) -> str:
        """Give one another title."""
        said = fields(event)
        return self._changed(
            lambda who: self._talks.rename(who, said.get("conversation", ""), said.get("title", "")), talk, request
        )

    def forget(self, talk: Talk, event: gr.EventData, request: gr.Request) -> Update:
        """Delete one; where it is the one on the page, the page begins anew."""
        conversation_id = fields(event).get("conversation", "")
        listed = self._changed(lambda who: self._talks.delete(who, conversation_id), talk, request)
        if conversation_id != talk.conversation_id:
            return listed, *[SAME] * len(self._ask.shown)
        return listed, *self._ask.start_again(talk, request)

    def resume(self, talk: Talk, event: gr.EventData, request: gr.Request) -> Update:
        """Open one, with its scope."""
        who = owner(request)
        try:
            talk = self._talks.resume(who, fields(event).get("conversation", ""))
        except AssistantError as error:
            return *[SAME] * 4, failure_html(error), SAME, SAME, SAME, SAME
        return *self._ask.resume(talk, who), self._ask.bar(talk), gr.Tabs(selected="ask")

    def _changed(self, change: Any, talk: Talk, request: gr.Request) -> str:
        who = owner(request)
        try:
            change(who)
        except AssistantError as error:
            return failure_html(error)
        return self._listed(who, replace(talk))

    def _listed(self, who: str, talk: Talk, words: str = "") -> str:
        return history_html(self._talks.list(who, words), talk.conversation_id, words)
