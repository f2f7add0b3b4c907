"""文库: what is in the library, what is on its way into it, and the words of its own that it knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from corpus.errors import AssistantError
from index.scope import Scope
from ui.page.ask_view import AskView
from ui.page.desk import Desk, explain
from ui.page.documents import brief_html, drop_html, jobs_html, library_html, summary_text, words_html
from ui.page.empty import header_html
from ui.page.imports import Imports
from ui.page.markup import escape
from ui.page.parts import QUIET, failure_html, fields, html, owner, unshown_html
from ui.page.talks import Talk, Talks
from ui.page.words import t

REFRESH = 0.4  # seconds between two looks at an import
LONGEST_DICTIONARY = 50_000  # characters
SAME = gr.skip()
Update = tuple[Any, ...]


class LibraryView:
    """The view's components, and what happens when somebody uses them."""

    def __init__(self, desk: Desk, imports: Imports, talks: Talks, ask: AskView, header: Any) -> None:
        self._desk = desk
        self._imports = imports
        self._talks = talks
        self._ask = ask
        self._header = header

    def lay_out(self, suffixes: Sequence[str]) -> None:
        """Make the components, inside the block that is open."""
        gr.HTML(drop_html(suffixes), elem_id="drop", js_on_load="yinju.translate(element);", apply_default_css=False)
        self.jobs = html("", "jobs", "cancel", "again", "dismiss")
        self.shelf = html("", "shelf", "preview", "only", "remove")
        self.words = html("", "dictionary", "learn")
        self.timer = gr.Timer(REFRESH, active=False)
        self.progress = [self.jobs, self._ask.outcome, self.timer]
        self.holdings = [self.shelf, self._header, self._ask.scope]

    def connect(self, tabs: Any) -> None:
        """Say which events lead to which method."""
        ask, everything = self._ask, [*self.progress, *self.holdings, self._ask.transcript]
        ask.attach.upload(self.upload, ask.attach, [*self.progress, ask.attach], **QUIET)
        self.timer.tick(self.look, ask.talk, everything, **QUIET)
        self.jobs.cancel(self.cancel, None, self.progress, **QUIET)
        self.jobs.again(self.retry, None, self.progress, **QUIET)
        self.jobs.dismiss(self.dismiss, None, self.progress, **QUIET)
        self.shelf.remove(self.remove, ask.talk, [*self.holdings, ask.status], **QUIET)
        self.shelf.only(self.only, ask.talk, [ask.talk, ask.scope, tabs], **QUIET)
        self.words.learn(self.learn, None, self.words, **QUIET)
        # A preview has buttons of its own where it is shown: its places, and the passages that follow.
        for component in (self.shelf, ask.source):
            component.preview(self.preview, None, ask.source, **QUIET)
        ask.source.show(ask.show, None, ask.source, **QUIET)

    def upload(self, files: Sequence[str] | None) -> Update:
        """Queue the files; the button forgets them, so that the same can be chosen again."""
        self._imports.add([Path(file) for file in files or ()])
        return *self.watch(), None

    def look(self, talk: Talk, request: gr.Request) -> Update:
        """How far the imports are; when they are through, what the library is now."""
        if self._imports.busy:
            return *self.watch(), SAME, SAME, SAME, SAME
        page = SAME if talk.exchanges or talk.pending else self._ask.resume(talk, owner(request))[2]
        return *self.watch(), *self.stock(talk), page

    def watch(self) -> Update:
        """For `progress`: the list, the line below the question box, and whether to look again."""
        jobs = self._imports.jobs()
        return jobs_html(jobs), brief_html(jobs), gr.Timer(active=self._imports.busy)

    def stock(self, talk: Talk) -> Update:
        """For `holdings`: the documents, the line at the top of the page, the scope bar."""
        documents = self._desk.documents()
        return library_html(documents), header_html(summary_text(documents)), self._ask.bar(talk)

    def dictionary(self) -> str:
        """The library's own words, as somebody last saved them."""
        return words_html(self._desk.words())

    def cancel(self, event: gr.EventData) -> Update:
        """Take a file back."""
        self._imports.cancel(fields(event).get("job", ""))
        return self.watch()

    def retry(self, event: gr.EventData) -> Update:
        """Try a file again."""
        self._imports.retry(fields(event).get("job", ""))
        return self.watch()

    def dismiss(self) -> Update:
        """Forget what is through."""
        self._imports.dismiss()
        return self.watch()

    def remove(self, talk: Talk, event: gr.EventData) -> Update:
        """Take a document out of the library."""
        try:
            self._desk.remove(fields(event).get("doc", ""))
        except AssistantError as error:
            return SAME, SAME, SAME, failure_html(error)
        return *self.stock(talk), t("已移除")

    def only(self, talk: Talk, event: gr.EventData, request: gr.Request) -> Update:
        """Ask of one document from now on."""
        scope = Scope(docs=(fields(event).get("docs", ""),))
        talk = self._talks.narrow(owner(request), replace(talk), scope)
        return talk, self._ask.bar(talk), gr.Tabs(selected="ask")

    def learn(self, event: gr.EventData) -> str:
        """Take the words of the form as the library's dictionary."""
        try:
            kept = self._desk.learn(fields(event, LONGEST_DICTIONARY).get("words", "").split())
        except AssistantError as error:
            return words_html(self._desk.words(), escape(explain(error)))
        return words_html(kept, t("已保存"))

    def preview(self, event: gr.EventData) -> str:
        """A document's passages, in the source pane."""
        said = fields(event)
        try:
            return self._desk.preview(said.get("doc", ""), int(said.get("first", "0") or 0))
        except (AssistantError, ValueError) as error:
            return unshown_html(error)
