"""原话 and 政策: a form and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import gradio as gr

from corpus.errors import AssistantError
from index.store import Store
from qa.policies import find_policies
from qa.quotes import check, find_quotes, speakers
from ui.page import policies, quotes
from ui.page.desk import Desk
from ui.page.parts import QUIET, failure_html, fields, html, source_html

MOST_QUOTES = 100
MOST_COUNTED = 1000  # quotes, to tell who speaks how often
Fields = Mapping[str, str]


class FindingsView:
    """Both views; each shows everything that there is when its tab is opened for the first time."""

    def __init__(self, desk: Desk, source: Any) -> None:
        self._desk = desk
        self._source = source

    def lay_out_quotes(self) -> None:
        """Make the components of 原话, inside the block that is open."""
        self.quotes_asked = gr.State({})
        self.quotes_form = html("", "quotes-form", "find", "verify")
        self.quotes = html("", "quotes", "show", "find")

    def lay_out_policies(self) -> None:
        """Make the components of 政策, inside the block that is open."""
        self.policies_asked = gr.State({})
        self.policies_form = html(policies.FORM, "policies-form", "find")
        self.policies = html("", "policies", "show")

    def connect(self, quotes_tab: Any, policies_tab: Any) -> None:
        """Say which events lead to which method."""
        quotes_tab.select(self.open_quotes, self.quotes_asked, [self.quotes_form, self.quotes], **QUIET)
        policies_tab.select(lambda asked: self._policies(asked), self.policies_asked, self.policies, **QUIET)
        for asking in (self.quotes_form, self.quotes):
            asking.find(self.find_quotes, None, [self.quotes_asked, self.quotes_form, self.quotes], **QUIET)
        self.quotes_form.verify(self.verify, None, self.quotes, **QUIET)
        self.policies_form.find(self.find_policies, None, [self.policies_asked, self.policies], **QUIET)
        for component in (self.quotes, self.policies):
            component.show(self.show, None, self._source, **QUIET)

    def open_quotes(self, asked: Fields) -> tuple[Any, Any]:
        """The form with everybody's names, and all quotes; what was looked for already stays as it is."""
        if asked:
            return gr.skip(), gr.skip()
        return self._form({}), self._quotes({})

    def find_quotes(self, event: gr.EventData) -> tuple[Fields, str, str]:
        """The quotes that the form, or a name above them, asks for."""
        asked = fields(event)
        return asked, self._form(asked), self._quotes(asked)

    def verify(self, event: gr.EventData) -> str:
        """Whether a pasted quotation is in the documents."""
        text = fields(event).get("text", "").strip()[: quotes.LONGEST_CHECKED]
        return self._read(lambda library: quotes.check_html(check(library, text))) if text else ""

    def find_policies(self, event: gr.EventData) -> tuple[Fields, str]:
        """The policies that the form asks for."""
        asked = fields(event)
        return asked, self._policies(asked)

    def show(self, event: gr.EventData) -> str:
        """The source pane for the clicked place."""
        return source_html(self._desk, fields(event).get("place", ""))

    def _form(self, asked: Fields) -> str:
        return str(self._read(lambda library: quotes.quotes_form(speakers(library), asked)))

    def _quotes(self, asked: Fields) -> str:
        return str(self._read(lambda library: _quotes_html(library, asked)))

    def _policies(self, asked: Fields) -> str:
        return str(self._read(lambda library: policies.policies_html(_policies(library, asked), asked)))

    def _read(self, make: Callable[[Store], Any]) -> Any:
        """What is made of the library, or as HTML why that went wrong."""
        try:
            with self._desk.reading() as library:
                return make(library)
        except AssistantError as error:
            return failure_html(error)


def _quotes_html(library: Store, asked: Fields) -> str:
    said = {key: asked.get(key, "").strip() or None for key in ("speaker", "about", "organisation")}
    found = find_quotes(library, **said, limit=MOST_QUOTES)
    everybody = find_quotes(library, about=said["about"], organisation=said["organisation"], limit=MOST_COUNTED)
    return quotes.quotes_html(found, MOST_QUOTES, asked, everybody)


def _policies(library: Store, asked: Fields) -> tuple[Any, ...]:
    said = {key: asked.get(key, "").strip() for key in ("name", "place", "issuer")}
    return find_policies(library, **said, year=policies.read_year(asked.get("year", "")))
