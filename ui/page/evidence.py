"""Citations, rival figures and passages that were not cited, as HTML lists under an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from corpus.document import Passage
from index.hit import Hit
from qa.answer import Answer, Citation, Rival, Verdict
from ui.contract import file_name
from ui.export.reference import reference
from ui.page.markup import Place, button, escape, overlap, table_html, trail
from ui.page.reference import lines_text, page_text, plain_reference
from ui.page.words import t
from ui.render import KINDS, LEGS, place

SHOWN_QUOTE = 160  # characters of a quote or passage in a list; the source pane shows all of it
NEAREST = 5  # passages shown at once where nothing was found
SHOWN_WORDS = 6  # of the question, found again in a passage
PLACED = re.compile(r"第 [\d–]+ [行页]")  # as `page_text` and `lines_text` write it
# Characters that no word of a question consists of; a stretch of them says nothing about why a passage was found.
IDLE = frozenset("的了是在有和与及吗呢么什多少哪些几谁何怎样如为对，。？！、；：“”《》（）()?!,. ")


def evidence_html(answer: Answer) -> str:
    """The numbered citations."""
    hits = {hit.passage.passage_id: hit for hit in answer.hits}
    rows = "".join(_citation(n, citation, answer, hits) for n, citation in enumerate(answer.citations, start=1))
    return f'<ol class="evidence" aria-label="引文" data-t>{rows}</ol>' if rows else ""


def rivals_html(rivals: Sequence[Rival]) -> str:
    """Conflicting figures side by side, each with its own place."""
    if not rivals:
        return ""
    cards = "".join(_rival(rival) for rival in rivals)
    return f'<div class="rivals">{t("文中还有不同的说法", "p")}<ul>{cards}</ul></div>'


def related_html(answer: Answer) -> str:
    """The passages that are not cited, folded; where nothing was found, the nearest ones before them, open."""
    cited = {citation.passage.passage_id for citation in answer.citations}
    hits = [hit for hit in answer.hits if hit.passage.passage_id not in cited]
    near = NEAREST if answer.verdict is Verdict.NOT_FOUND else 0
    return _passages("最接近的段落", hits[:near], answer, " open") + _passages("相关但未引用", hits[near:], answer)


def quote_place(citation: Citation) -> Place:
    """Where the source pane shows a citation."""
    table, cell = citation.passage.table, citation.cell
    named = [i for i, name in enumerate(table.header) if name == cell.column] if table and cell else []
    column = named[0] if len(named) == 1 else -1
    return Place(citation.passage.doc_id, citation.char_start, citation.char_end, column)


def shortened(text: str) -> str:
    """Text in one line that fits a list."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_QUOTE else line[: SHOWN_QUOTE - 1] + "…"


def speaker_html(passage: Passage) -> str:
    """Who says it and what was asked, for a passage that somebody speaks."""
    if passage.speaker is None:
        return ""
    office = " · ".join(part for part in (passage.organisation, passage.role) if part)
    said = f'<span class="said"><b>{escape(passage.speaker)}</b>{" " + escape(office) if office else ""}</span>'
    asked = f'<span class="asked">{t("问")}{escape(shortened(passage.asked))}</span>' if passage.asked else ""
    return f"{asked}{said}"


def where_html(source: str, where: str) -> str:
    """The place with the file's name set apart."""
    name = file_name(source)
    parts = where.removeprefix(name).split(" · ")
    fixed = [PLACED.fullmatch(part) or part in KINDS.values() for part in parts]
    shown = " · ".join(t(part) if known else escape(part) for part, known in zip(parts, fixed, strict=True))
    return f'<span class="where"><b>{escape(name)}</b>{shown}</span>'


def shared_words(question: str, text: str) -> tuple[str, ...]:
    """The longest stretches of the question, of two characters at least, that stand in the text."""
    found: list[str] = []
    at = 0
    while at < len(question):
        end = at + 1
        while end <= len(question) and question[at:end] in text and question[end - 1] not in IDLE:
            end += 1
        if end - 1 - at >= 2:
            found.append(question[at : end - 1])
        at = max(end - 1, at + 1)
    return tuple(dict.fromkeys(found))[:SHOWN_WORDS]


def _citation(number: int, citation: Citation, answer: Answer, hits: Mapping[str, Hit]) -> str:
    passage = citation.passage
    label = (
        f'<span class="number">{number}</span>{speaker_html(passage)}'
        f'<span class="quote">{escape(shortened(citation.quote))}</span>'
        f"{where_html(passage.source, place(passage, citation))}"
    )
    opener = button(
        quote_place(citation), label, kind="cite", name=f"引文 {number}，在原文中查看：{shortened(citation.quote)}"
    )
    hit = hits.get(passage.passage_id)
    tools = (
        f'<div class="cite-tools">{_copy("复制引文", plain_reference(citation))}'
        f"{_copy('GB/T 7714', reference(citation))}{_why(hit, answer) if hit else ''}</div>"
    )
    peek = f'<template class="peek">{_peek(citation)}</template>'
    return f'<li data-number="{number}">{opener}{_rows(citation)}{_also(citation.also)}{tools}{peek}</li>'


def _peek(citation: Citation) -> str:
    """What hovering over a chip shows."""
    passage = citation.passage
    where = " · ".join(t(piece) for piece in (page_text(citation), lines_text(citation)) if piece)
    path = f'<p class="path">{trail(passage.heading_path)}</p>' if passage.heading_path else ""
    return (
        f'{speaker_html(passage)}<p class="quote">{escape(shortened(citation.quote))}</p>'
        f'<p class="title">{escape(passage.title)}</p>{path}<p class="where">{where}</p>'
    )


def _rows(citation: Citation) -> str:
    """The cited rows of a table as a table."""
    table = citation.passage.table
    if table is None:
        return ""
    place = quote_place(citation)
    rows = tuple(row for row in table.rows if overlap(place.mark, (row.start, row.end)))
    if not rows:
        return ""
    part = replace(table, rows=rows, note="")
    return f'<div class="cited-rows">{table_html(citation.passage, part, place)}</div>'


def _also(places: Sequence[Citation]) -> str:
    links = "".join(
        button(quote_place(one), escape(_brief(one)), kind="link", name=f"另见：{_brief(one)}") for one in places
    )
    return f'<p class="also">{t("另见")}{links}</p>' if links else ""


def _brief(citation: Citation) -> str:
    page = page_text(citation)
    return f"{file_name(citation.passage.source)} {page or lines_text(citation)}"


def _rival(rival: Rival) -> str:
    when = f'<span class="when">{escape(rival.when)}</span>' if rival.when else ""
    label = (
        f'<b>{escape(rival.text)}</b>{when}<span class="quote">{escape(shortened(rival.citation.quote))}</span>'
        f"{where_html(rival.citation.passage.source, place(rival.citation.passage, rival.citation))}"
    )
    return f"<li>{button(quote_place(rival.citation), label, kind='cite', name=f'另一处：{rival.text}')}</li>"


def _passages(label: str, hits: Sequence[Hit], answer: Answer, opened: str = "") -> str:
    rows = "".join(f"<li>{_hit(hit, answer)}</li>" for hit in hits)
    heading = f"<summary>{t(label)}（{len(hits)}）</summary>"
    return f'<details class="related"{opened}>{heading}<ol>{rows}</ol></details>' if hits else ""


def _hit(hit: Hit, answer: Answer) -> str:
    passage = hit.passage
    label = (
        f'{speaker_html(passage)}<span class="quote">{escape(shortened(passage.text))}</span>'
        f"{where_html(passage.source, place(passage))}"
    )
    name = f"{KINDS[passage.kind]}，在原文中查看：{shortened(passage.text)}"
    opener = button(Place(passage.doc_id, passage.start, passage.start), label, kind="cite", name=name)
    return f'{opener}<div class="cite-tools">{_why(hit, answer)}</div>'


def _why(hit: Hit, answer: Answer) -> str:
    """Why the search brought this passage: the question's words in it, and what each leg of the search gave."""
    return f'<details class="why"><summary class="tool">{t("为什么命中")}</summary><p>{"".join(_reasons(hit, answer))}</p></details>'


def _reasons(hit: Hit, answer: Answer) -> Iterator[str]:
    passage = hit.passage
    around = " ".join((passage.text, *passage.heading_path, passage.asked or "", passage.speaker or ""))
    if words := shared_words(answer.understood_as, around):
        yield t("问题里的词") + "".join(f"<q>{escape(word)}</q>" for word in words)
    for name, value in hit.parts:
        if value > 0:
            yield f'<span class="leg">{t(LEGS.get(name, name))} <b>{value:.2f}</b></span>'
    yield f'<span class="leg">{t("名次")} <b>{hit.rank}</b></span>'


def _copy(label: str, text: str) -> str:
    return f'<button type="button" class="tool" data-copy="{escape(text)}">{t(label)}</button>'
