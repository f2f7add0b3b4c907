"""The visitor's earlier conversations: to search, open, rename and delete."""

from __future__ import annotations

from collections.abc import Sequence

from ui.conversations import Conversation
from ui.page.markup import escape
from ui.page.words import t

FORM = (
    f'<div class="heading">{t("历史对话", "h2")}<button type="button" class="tool" data-drawer>{t("关闭")}</button></div>'
    '<form data-form="look" data-live role="search"><input name="words" type="search" placeholder="搜索对话"'
    ' aria-label="搜索对话" data-t maxlength="80" autocomplete="off"></form>'
)


def history_html(conversations: Sequence[Conversation], current: str = "", searched: str = "") -> str:
    """The list, the last used first."""
    if not conversations:
        return t("没有找到这样的对话。" if searched else "还没有对话。提问以后会自动保存在这台电脑上。", "p", "empty")
    return f'<ul class="conversations">{"".join(_conversation(one, current) for one in conversations)}</ul>'


def _conversation(one: Conversation, current: str) -> str:
    name, title = escape(one.conversation_id), escape(one.title)
    here = ' aria-current="true"' if one.conversation_id == current else ""
    when = escape(one.updated[:16].replace("T", " "))
    rename = (
        f'<details class="menu"><summary class="tool" aria-label="重命名" data-t>{t("重命名")}</summary>'
        f'<form data-form="rename" data-conversation="{name}"><input name="title" value="{title}" maxlength="60"'
        f' aria-label="对话标题" data-t autocomplete="off"><button class="tool">{t("保存")}</button></form></details>'
    )
    delete = (
        f'<details class="menu"><summary class="tool">{t("删除")}</summary><div>{t("删除后不能恢复。", "p")}'
        f'<button type="button" class="tool danger" data-do="forget" data-conversation="{name}">{t("确定删除")}</button>'
        "</div></details>"
    )
    return (
        f'<li{here}><button type="button" class="conversation" data-do="resume" data-conversation="{name}">'
        f'<b>{title}</b><span class="when">{when} · {one.exchanges} {t("问")}</span></button>'
        f'<div class="tools">{rename}{delete}</div></li>'
    )
