"""What the views of the page share: HTML components whose buttons and forms are events, and their answers."""

from __future__ import annotations

from typing import Any

import gradio as gr

from corpus.errors import AssistantError
from ui.errors import InterfaceError
from ui.guard.visitors import owner_of
from ui.page.desk import Desk, explain
from ui.page.markup import BACK, Place, escape

LONGEST_FIELD = 4000  # characters of anything that a browser sends
# "multiple": Gradio would otherwise drop a click that comes before the answer to the last one, also with "always_last"
# one that comes within milliseconds; they are answered in turn, so that what was clicked last stays.
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "trigger_mode": "multiple"}
NEWEST: dict[str, Any] = {**QUIET, "trigger_mode": "always_last"}  # where only the newest counts
TRANSLATE = "watch('value', () => yinju.translate(element));"


def html(value: Any, name: str, *events: str, after: str = TRANSLATE) -> Any:
    """An HTML component; what its buttons (data-do) and forms (data-form) are named are its events.

    `after` is JavaScript that runs once, when the component is there.
    """
    listed = ", ".join(f"'{event}'" for event in events)
    script = f"yinju.attach(element, trigger, [{listed}]); {after}"
    return gr.HTML(value, elem_id=name, js_on_load=script, apply_default_css=False)


def fields(event: gr.EventData, longest: int = LONGEST_FIELD) -> dict[str, str]:
    """What a button or a form of an HTML component says: text under every name, at most `longest` characters each."""
    data = event._data if isinstance(event._data, dict) else {}
    return {str(key): str(value)[:longest] for key, value in data.items()}


def owner(request: gr.Request) -> str:
    """Whose conversations and feedback a request may see."""
    return owner_of(request)


def failure_html(error: Exception) -> str:
    """What went wrong, where the content would stand."""
    return failed_html(explain(error))


def failed_html(message: str) -> str:
    """A failure that is already in words."""
    return f'<p class="failed" role="alert">{escape(message)}</p>'


def source_html(desk: Desk, place: str) -> str:
    """The source pane for a place that the browser names; it can name anything."""
    try:
        return desk.source(Place.parse(place))
    except ValueError as error:
        wrong = InterfaceError(f"bad place {place!r}: {error}", "找不到这个位置。请刷新网页后再试。")
        return unshown_html(wrong)
    except AssistantError as error:
        return unshown_html(error)


def unshown_html(error: Exception) -> str:
    """The source pane where it can't show what was asked for; on a phone it lies over the page and needs a way back."""
    return f'<div class="empty">{BACK}{failure_html(error)}</div>'
