"""The conversation as HTML: each question with its verdict, its answer, its evidence and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from index.scope import EVERYTHING
from qa.answer import Answer, Citation
from ui.exchange import Exchange
from ui.export import Form
from ui.feedback import Mark
from ui.page.evidence import evidence_html, quote_place, related_html, rivals_html
from ui.page.markup import button, escape
from ui.page.scope_bar import scope_text
from ui.page.words import t
from ui.render import VERDICTS, marked_parts, place

NOT_FOUND_TEXT = "文档中没有找到能回答这个问题的内容。下面是最接近的段落，点开可看原文。"
RELATED_TEXT = "没有找到直接的答案；下面这些内容与问题有关，请自行判断。"
FORMATS = {Form.WORD: "Word", Form.MARKDOWN: "Markdown", Form.EXCEL: "Excel"}

# Of the conversation on the page, whichever that is: `yinju.export` knows its name.
CONVERSATION_EXPORTS = (
    f'<details class="menu up"><summary class="tool">{t("导出对话")}</summary><div>'
    + "".join(
        f'<button type="button" class="tool" data-export="{form}">{name}</button>' for form, name in FORMATS.items()
    )
    + "</div></details>"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A conversation as one visitor sees it."""

    exchanges: tuple[Exchange, ...] = ()
    conversation_id: str = ""  # "" until the first question
    marks: Mapping[str, Mark] = field(default_factory=dict)  # the visitor's feedback by exchange_id
    pending: str = ""  # the question that is being answered


def transcript_html(shown: Shown, first: int = 0, last: int | None = None) -> str:
    """What is new in the conversation: its exchanges `first` (from 0) to `last` (exclusive), and what is pending.

    The page keeps those that it has, up to `data-length` of them: a long conversation drawn anew at each turn takes
    seconds (measured: 7 s at 40 exchanges on a busy machine).
    """
    blocks = [_exchange(one, n, shown) for n, one in enumerate(shown.exchanges[first:last], start=first + 1)]
    length = len(shown.exchanges)
    if shown.pending:
        length += 1
        blocks.append(_pending(shown.pending, length))
    return (
        f'<div class="news" data-conversation="{escape(shown.conversation_id)}" data-length="{length}">'
        f"{''.join(blocks)}</div>"
    )


def spoken(exchange: Exchange) -> str:
    """What a screen reader says when the answer has come, as HTML."""
    if exchange.answer is None:
        return escape(exchange.error)
    answer = exchange.answer
    return f"{t(VERDICTS[answer.verdict])}。{escape(answer.text)}（{t(f'{len(answer.citations)} 处引文')}）"


def answer_html(answer: Answer) -> str:
    """The answer's text, each part with the chips of its citations before the mark that ends it."""
    if not answer.answerable:
        return t(NOT_FOUND_TEXT, "p", "text none")
    return f'<p class="text">{"".join(_parts(answer))}</p>'


def _parts(answer: Answer) -> list[str]:
    """Stretches of the text in order: what stands between the parts is shown as it is."""
    if not answer.parts:
        return [_part(part, [n - 1 for n in numbers], answer) for part, numbers in marked_parts(answer)]
    pieces: list[str] = []
    at = 0
    for part in answer.parts:
        start = answer.text.find(part.text, at)
        if start < 0:  # a part that is not in the text: show it with its citations all the same
            start = at
        else:
            pieces.append(escape(answer.text[at:start]))
            at = start + len(part.text)
        pieces.append(_part(part.text, part.citations, answer))
    return [*pieces, escape(answer.text[at:])]


def _part(text: str, citations: Sequence[int], answer: Answer) -> str:
    kept = text.rstrip().rstrip("；;。")
    chips = "".join(_chip(i + 1, answer.citations[i]) for i in citations if i < len(answer.citations))
    return f"{escape(kept)}{chips}{escape(text[len(kept) :])}"


def _chip(number: int, citation: Citation) -> str:
    where = place(citation.passage, citation)
    return button(quote_place(citation), f"[{number}]", kind="chip", name=f"引文 {number}：{where}")


def _question(text: str) -> str:
    return f'<div class="question"><p>{escape(text)}</p></div>'


def _pending(question: str, n: int) -> str:
    stop = f'<button type="button" class="tool" data-do="stop">{t("停止")}</button>'
    dots = '<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>'
    waiting = f'<div class="answer waiting">{dots}{t("正在查找…")}{stop}</div>'
    return f'<article class="exchange" data-number="{n}">{_question(question)}{waiting}</article>'


def _exchange(exchange: Exchange, n: int, shown: Shown) -> str:
    answer = exchange.answer
    if answer is None:
        body = f'<div class="answer error" role="alert"><p>{escape(exchange.error)}</p>{_tools(exchange, shown)}</div>'
    else:
        hint = t(RELATED_TEXT, "p", "hint") if answer.verdict == "related" else ""
        body = (
            f'<div class="answer {answer.verdict.value}">{_verdict(exchange, answer)}{hint}{answer_html(answer)}'
            f"{rivals_html(answer.rivals)}{evidence_html(answer)}{related_html(answer)}{_tools(exchange, shown)}</div>"
        )
    return (
        f'<article class="exchange" id="a{n}" data-exchange="{escape(exchange.exchange_id)}" data-number="{n}">'
        f"{_question(exchange.question)}{body}</article>"
    )


def _verdict(exchange: Exchange, answer: Answer) -> str:
    total = dict(answer.timings_ms).get("total")
    spent = f'<span class="spent" data-t>{total:.0f} 毫秒</span>' if total is not None else ""
    scope = (
        f'<span class="scoped">{t("范围")}：{scope_text(exchange.scope)}</span>' if exchange.scope != EVERYTHING else ""
    )
    badge = t(VERDICTS[answer.verdict], kind="badge")
    return f'<p class="verdict">{badge}{scope}{spent}</p>{_understood(answer)}'


def _understood(answer: Answer) -> str:
    """What was searched for, with one click to change it, and what was read out of the question."""
    notes = "".join(
        f'<span class="note">{t(one.label)} <b>{escape(one.value)}</b></span>' for one in answer.understanding
    )
    if answer.understood_as == answer.question:
        return f'<p class="understood">{notes}</p>' if notes else ""
    edit = (
        f'<button type="button" class="tool" data-put="{escape(answer.understood_as)}" aria-label="修改理解后的问题" data-t>'
        "修改</button>"
    )
    return f'<p class="understood">{t("已理解为")}：<q>{escape(answer.understood_as)}</q>{edit}{notes}</p>'


def suggestions_html(questions: Sequence[str]) -> str:
    """Questions to go on with."""
    buttons = "".join(
        f'<button type="button" class="suggestion" data-do="ask" data-question="{escape(question)}">{escape(question)}</button>'
        for question in questions
    )
    return (
        f'<div class="suggestions" role="group" aria-label="接着问" data-t>{t("接着问", kind="label")}{buttons}</div>'
        if buttons
        else ""
    )


def _tools(exchange: Exchange, shown: Shown) -> str:
    """What can be done with one answer."""
    name = escape(exchange.exchange_id)
    tool = '<button type="button" class="tool" data-do="{}" data-exchange="{}">{}</button>'
    tools = [f'<button type="button" class="tool" data-copy-answer>{t("复制")}</button>'] if exchange.answer else []
    tools += [tool.format("retry", name, t("重答")), tool.format("edit", name, t("修改问题"))]
    if exchange.answer and exchange.exchange_id and shown.conversation_id:
        tools += [
            f'<button type="button" class="tool" data-link="{name}">{t("链接")}</button>',
            _export(shown.conversation_id, exchange.exchange_id),
        ]
        tools += [_marks(exchange.exchange_id, shown.marks.get(exchange.exchange_id))]
    return f'<div class="tools">{"".join(tools)}</div>'


def _export(conversation_id: str, exchange_id: str) -> str:
    """A menu of the forms of an export."""
    address = f"export/answers/{escape(conversation_id)}/{escape(exchange_id)}"
    choices = "".join(
        f'<a class="tool" role="button" download href="{address}.{form}">{name}</a>' for form, name in FORMATS.items()
    )
    return f'<details class="menu"><summary class="tool">{t("导出")}</summary><div>{choices}</div></details>'


def _marks(exchange_id: str, given: Mark | None) -> str:
    buttons = "".join(
        f'<button type="button" class="tool mark" data-do="rate" data-exchange="{escape(exchange_id)}" data-mark="{mark.value}"'
        f' aria-pressed="{"true" if mark is given else "false"}">{t(mark.value)}</button>'
        for mark in Mark
    )
    return f'<span class="marks" role="group" aria-label="这个答案怎么样" data-t>{buttons}</span>'
