"""What stands on the page before the first question."""

from __future__ import annotations

from collections.abc import Sequence

from ui.page.markup import BACK, escape
from ui.page.words import t

EMPTY_SOURCE = (
    f'<div class="empty">{BACK}'
    f"{t('原文', 'p', 'big')}{t('提问以后，这里显示引文所在的原文，引用的字句会标出来。', 'p')}"
    f"{t('点击答案里的编号可以切换出处。', 'p')}</div>"
)
KEYS = (
    ("/", "写问题"), ("Enter", "发送；Shift + Enter 换行"), ("j  k", "下一处、上一处原文"), ("Alt + 1…4", "问答、原话、政策、文库"),
    ("Alt + N", "新对话"), ("Alt + H", "历史"), ("Esc", "关闭、返回"), ("?", "这份说明"),
)  # fmt: skip

WELCOME = f'<div class="news" data-length="0"><div class="welcome">{t("想从文档里知道什么？", "h2")}</div></div>'  # until the page has loaded


def welcome_html(examples: Sequence[str], *, empty: bool) -> str:
    """The empty conversation: what to do, and questions to start with."""
    if empty:
        return (
            f'<div class="news" data-length="0"><div class="welcome">{t("先添加一份文档", "h2")}'
            f"{t('点下面的“添加文件”，或者把文件拖进来。文件只留在这台电脑上，不会上传到任何地方。', 'p')}</div></div>"
        )
    buttons = "".join(
        f'<li><button type="button" class="example" data-do="ask" data-question="{escape(question)}">{escape(question)}'
        "</button></li>"
        for question in examples
    )
    tries = f'{t("可以先试试：", "p", "try")}<ul class="examples">{buttons}</ul>' if buttons else ""
    return (
        f'<div class="news" data-length="0"><div class="welcome">{t("想从文档里知道什么？", "h2")}'
        f"{t('答案都摘自原文，每一处都能点开核对；文档里没有的，会直接告诉您没有。', 'p')}{tries}</div></div>"
    )


def header_html(holdings: str) -> str:
    """The top of the page, with the help that its button opens."""
    rows = "".join(f"<tr><th scope=row><kbd>{escape(key)}</kbd></th><td data-t>{does}</td></tr>" for key, does in KEYS)
    icon = '<button type="button" id="{}" class="icon" aria-label="{}" title="{}" data-t{}>{}</button>'
    return (
        '<div class="header"><div class="brand"><span class="seal" aria-hidden="true">引</span><h1>引据</h1>'
        f'{t("答案逐字摘自原文，句句有出处", "p")}</div><div class="tools">'
        f'<span class="holdings" data-t>{escape(holdings)}</span>'
        f"{icon.format('history-button', '历史对话', '历史对话（Alt + H）', ' data-do=history', '◷')}"
        f"{icon.format('help-button', '快捷键', '快捷键（?）', ' data-open=#help', '?')}"
        f"{icon.format('light', '切换浅色或深色', '切换浅色或深色', '', '◐')}</div></div>"
        f'<dialog id="help" aria-label="快捷键" data-t>{t("快捷键", "h2")}<table>{rows}</table>'
        f'<button type="button" class="tool" data-close data-t>关闭</button></dialog>'
    )
