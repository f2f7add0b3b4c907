"""Whose browser window is whose. Gradio keeps a window's state and events under a name that the browser chooses.

Whoever knew another's name could listen to its answers or ask in its place; here a name belongs to its first user.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from urllib.parse import parse_qs

MOST = 10_000  # windows that are remembered; the ones not used for longest go first
IN_BODY = frozenset({"/gradio_api/queue/join", "/gradio_api/cancel", "/gradio_api/reset", "/gradio_api/reset/"})


class Windows:
    """The owner of each window."""

    def __init__(self) -> None:
        self._owners: OrderedDict[str, str] = OrderedDict()

    def accept(self, window: str, owner: str) -> bool:
        """Whether the window is the owner's; one that nobody had becomes theirs. "" is no window and nobody's."""
        if not window:
            return True
        known = self._owners.setdefault(window, owner)
        self._owners.move_to_end(window)
        while len(self._owners) > MOST:
            self._owners.popitem(last=False)
        return known == owner


def window_in_url(path: str, query: bytes) -> str:
    """The window that an address names; "" for none."""
    if path.startswith("/gradio_api/heartbeat/"):
        return path.rsplit("/", 1)[-1]
    return parse_qs(query.decode("latin-1")).get("session_hash", [""])[0]


def window_in_body(body: bytes) -> str:
    """The window that a request of Gradio's browser code names; "" for none."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    return str(value.get("session_hash") or "") if isinstance(value, dict) else ""
