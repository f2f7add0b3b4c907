"""Who a request comes from: the name under which conversations and exports are kept apart.

The gate (`ui/guard/gate.py`) decides it once and passes it on as a request header, because Gradio hands headers, but
not the rest of a request, through its queue. What a client sends under that name is thrown away.
"""

from __future__ import annotations

from typing import Any

OWNER_HEADER = "x-yinju-owner"


def owner_of(request: Any) -> str:
    """The owner of a request: of FastAPI, Starlette or `gr.Request`. "user:NAME" after a login, else "visitor:RANDOM".

    Raises KeyError for a request that did not pass the gate: nobody's things are shown to it.
    """
    return str(request.headers[OWNER_HEADER])
