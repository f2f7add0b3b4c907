"""What stands on the page before the first question."""

from __future__ import annotations

from collections.abc import Sequence

from ui.page.markup import escape

EMPTY_SOURCE = (
    '<div class="empty"><p class="big">原文</p>'
    "<p>提问以后，这里显示引文所在的原文，引用的字句会标出来。<br>点击答案里的编号可以切换出处。</p></div>"
)


def welcome_html(examples: Sequence[str], *, empty: bool) -> str:
    """The empty conversation: what to do, and questions to start with."""
    if empty:
        return (
            '<div class="welcome"><h2>先添加一份文档</h2>'
            "<p>点下面的“添加文件”，选择 .txt 或 .md 文件。文件只留在这台电脑上，不会上传到任何地方。</p></div>"
        )
    buttons = "".join(
        f'<li><button type="button" class="example" data-question="{escape(question)}">{escape(question)}</button></li>'
        for question in examples
    )
    tries = f'<p class="try">可以先试试：</p><ul class="examples">{buttons}</ul>' if buttons else ""
    return (
        '<div class="welcome"><h2>想从文档里知道什么？</h2>'
        f"<p>答案都摘自原文，每一处都能点开核对；文档里没有的，会直接告诉您没有。</p>{tries}</div>"
    )
