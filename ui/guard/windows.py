"""Whose browser window is whose. Gradio keeps a window's state and events under a name that the browser chooses.

Whoever knew another's name could listen to its answers or ask in its place; here a name belongs to its first user.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from urllib.parse import parse_qs

from ui.guard.limits import LONGEST_NAME

MOST = 10_000  # windows that are remembered; the ones not used for longest go first
IN_BODY = re.compile(r"/gradio_api/(queue/join|cancel|reset/?|call/.+)")  # of what is posted
IN_PATH = re.compile(r"/gradio_api/(heartbeat|call/.+)/[^/]+")  # Gradio takes the last part of a call for a window too


class Windows:
    """The owner of each window."""

    def __init__(self) -> None:
        self._owners: OrderedDict[str, str] = OrderedDict()

    def accept(self, window: str, owner: str) -> bool:
        """Whether the window is the owner's; one that nobody had becomes theirs. "" is no window and nobody's."""
        if not window:
            return True
        if len(window) > LONGEST_NAME:
            return False
        known = self._owners.setdefault(window, owner)
        self._owners.move_to_end(window)
        while len(self._owners) > MOST:
            self._owners.popitem(last=False)
        return known == owner


def window_in_url(path: str, query: bytes) -> str:
    """The window that the address of something fetched names; "" for none."""
    if IN_PATH.fullmatch(path):
        return path.rsplit("/", 1)[-1]
    said = parse_qs(query.decode("latin-1"))
    return (said.get("session_hash") or said.get("upload_id") or [""])[0]  # an upload's progress tells file names


def window_in_body(body: object) -> str:
    """The window that a request of Gradio's browser code, parsed, names; "" for none."""
    return str(body.get("session_hash") or "") if isinstance(body, dict) else ""
