"""The interface in two languages. Chinese is the source: a sentence is its own key, as with gettext.

Gradio's components take `say(...)` and are translated by Gradio's i18n; what is HTML carries `data-t` and is translated
by `scripts/words.js` from the same table. Numbers stand as {} in it. What documents and users say is never translated.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ui.page.markup import escape

ENGLISH: dict[str, str] = json.loads((Path(__file__).parent / "english.json").read_text(encoding="utf-8"))


def say(chinese: str) -> Any:
    """A label, placeholder or title of a Gradio component."""
    import gradio as gr

    return gr.I18n()(chinese)


def translations() -> Any:
    """Both languages for Gradio; a browser in any other language gets English."""
    import gradio as gr

    chinese = {sentence: sentence for sentence in ENGLISH}
    return gr.I18n(**{"en": ENGLISH, "zh": chinese, "zh-CN": chinese, "zh-TW": chinese})


def t(chinese: str, tag: str = "span", kind: str = "") -> str:
    """An element of fixed words."""
    style = f' class="{kind}"' if kind else ""
    return f"<{tag}{style} data-t>{escape(chinese)}</{tag}>"
