"""The conversation as HTML: each question with its verdict, its answer, its citations and the passages not cited."""

from __future__ import annotations

from collections.abc import Sequence

from index.hit import Hit
from qa.answer import Answer, Citation, Verdict
from ui.contract import file_name
from ui.exchange import Exchange
from ui.page.markup import Place, button, escape
from ui.render import KINDS, VERDICTS, marked_parts, place

SHOWN_QUOTE = 160  # characters of a quote or passage in a list; the source pane shows all of it
NOT_FOUND_TEXT = "文档中没有找到能回答这个问题的内容。下面是最接近的段落，点开可看原文。"


def transcript_html(exchanges: Sequence[Exchange], pending: str = "") -> str:
    """The conversation, oldest first; `pending` is the question that is being answered."""
    blocks = [_exchange(one) for one in exchanges]
    if pending:
        waiting = '<div class="answer waiting"><span></span><span></span><span></span>正在查找…</div>'
        blocks.append(f'<article class="exchange">{_question(pending)}{waiting}</article>')
    return "".join(blocks)


def spoken(exchange: Exchange) -> str:
    """What a screen reader says when the answer has come."""
    if exchange.answer is None:
        return exchange.error
    answer = exchange.answer
    return f"{VERDICTS[answer.verdict]}。{answer.text}（{len(answer.citations)} 处引文）"


def quote_place(citation: Citation) -> Place:
    """Where the source pane shows a citation."""
    table, cell = citation.passage.table, citation.cell
    named = [i for i, name in enumerate(table.header) if name == cell.column] if table and cell else []
    column = named[0] if len(named) == 1 else -1
    return Place(citation.passage.doc_id, citation.char_start, citation.char_end, column)


def _question(text: str) -> str:
    return f'<div class="question"><p>{escape(text)}</p></div>'


def _exchange(exchange: Exchange) -> str:
    answer = exchange.answer
    if answer is None:
        body = f'<div class="answer error" role="alert"><p>{escape(exchange.error)}</p></div>'
    else:
        body = (
            f'<div class="answer {answer.verdict.value}">{_verdict(answer)}{_text(answer)}'
            f"{_evidence(answer)}{_related(answer)}</div>"
        )
    return f'<article class="exchange">{_question(exchange.question)}{body}</article>'


def _verdict(answer: Answer) -> str:
    understood = ""
    if answer.understood_as != answer.question:
        understood = f'<p class="understood">已理解为：<q>{escape(answer.understood_as)}</q></p>'
    total = dict(answer.timings_ms).get("total")
    spent = f'<span class="spent">{total:.0f} 毫秒</span>' if total is not None else ""
    return f'<p class="verdict"><span class="badge">{VERDICTS[answer.verdict]}</span>{spent}</p>{understood}'


def _text(answer: Answer) -> str:
    if not answer.answerable:
        return f'<p class="text none">{NOT_FOUND_TEXT}</p>'
    parts = (
        escape(part.rstrip())
        + "".join(_chip(number, answer.citations[number - 1]) for number in numbers)
        + part[len(part.rstrip()) :]
        for part, numbers in marked_parts(answer)
    )
    return f'<p class="text">{"".join(parts)}</p>'


def _chip(number: int, citation: Citation) -> str:
    where = place(citation.passage, citation)
    return button(
        quote_place(citation),
        str(number),
        kind="chip",
        name=f"引文 {number}：{where}",
        hint=f"{citation.quote}\n{where}",
    )


def _evidence(answer: Answer) -> str:
    items = (
        button(
            quote_place(citation),
            f'<span class="number">{number}</span><span class="quote">{escape(_short(citation.quote))}</span>'
            f"{_where(citation.passage.source, place(citation.passage, citation))}",
            kind="cite",
            name=f"引文 {number}，在原文中查看：{_short(citation.quote)}",
        )
        for number, citation in enumerate(answer.citations, start=1)
    )
    rows = "".join(f"<li>{item}</li>" for item in items)
    return f'<ol class="evidence" aria-label="引文">{rows}</ol>' if rows else ""


def _related(answer: Answer) -> str:
    """The passages that are not cited: open at once where nothing was found, folded otherwise."""
    cited = {citation.passage.passage_id for citation in answer.citations}
    hits = [hit for hit in answer.hits if hit.passage.passage_id not in cited]
    if not hits:
        return ""
    rows = "".join(f"<li>{_hit(hit)}</li>" for hit in hits)
    opened = " open" if answer.verdict is Verdict.NOT_FOUND else ""
    label = "最接近的段落" if answer.verdict is Verdict.NOT_FOUND else "相关但未引用"
    return f'<details class="related"{opened}><summary>{label}（{len(hits)}）</summary><ol>{rows}</ol></details>'


def _hit(hit: Hit) -> str:
    passage = hit.passage
    label = f'<span class="quote">{escape(_short(passage.text))}</span>{_where(passage.source, place(passage))}'
    name = f"{KINDS[passage.kind]}，在原文中查看：{_short(passage.text)}"
    return button(Place(passage.doc_id, passage.start, passage.start), label, kind="cite", name=name)


def _where(source: str, where: str) -> str:
    """The place with the file's name set apart."""
    name = file_name(source)
    return f'<span class="where"><b>{escape(name)}</b>{escape(where.removeprefix(name))}</span>'


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_QUOTE else line[: SHOWN_QUOTE - 1] + "…"
