"""The source pane: a passage in its surroundings, the quote highlighted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from corpus.document import Kind, Passage
from qa.answer import Citation
from ui.contract import file_name
from ui.export.reference import reference
from ui.page.markup import BACK, Place, Span, escape, marked, table_html, trail
from ui.page.reference import lines_text, page_text, plain_reference
from ui.page.words import t
from ui.render import KINDS

AROUND = 900  # characters of text shown before and after the passage
SHORT_ASIDE = 4  # lines between two passages that are shown unfolded


def source_html(text: str, passages: Sequence[Passage], place: Place) -> str:
    """The pane's content: `text` and `passages` are the whole document's, in its order; it has a passage."""
    at = max(bisect_right([passage.start for passage in passages], place.start) - 1, 0)
    shown = range(_reach(passages, at, -1), _reach(passages, at, 1) + 1)
    body = "".join(_pieces(text, passages, shown, at, place))
    return f'{_header(passages[at], place.mark)}<div class="page-text">{body}</div>'


def _reach(passages: Sequence[Passage], at: int, step: int) -> int:
    """How far the surroundings go: the index of the last passage to show in one direction."""
    room = AROUND
    while 0 <= at + step < len(passages) and room > 0:
        at += step
        room -= len(passages[at].text)
    return at


def _header(passage: Passage, mark: Span) -> str:
    """Which document and where in it, the ways to the places before and after, and the quote to take away."""
    quote = _quoted(passage, mark)
    where = "".join(t(part) for part in (page_text(quote), lines_text(quote)) if part)
    path = f'<p class="path">{trail(passage.heading_path)}</p>' if passage.heading_path else ""
    return (
        f"<header>{_bar(quote if mark[0] < mark[1] else None)}<h2>{escape(passage.title)}</h2>"
        f'<p class="where"><span class="file">{escape(file_name(passage.source))}</span>'
        f"{where}{t(KINDS[passage.kind])}</p>{path}</header>"
    )


def _bar(quote: Citation | None) -> str:
    step = '<button type="button" class="tool" data-step="{}" title="{}" data-t disabled>{}</button>'
    copies = ""
    if quote is not None:
        copy = '<button type="button" class="tool {}" data-copy="{}" data-t>{}</button>'
        copies = copy.format("", escape(plain_reference(quote)), "复制引文")
        copies += copy.format("gbt", escape(reference(quote)), "GB/T 7714")
    return (
        f'<div class="bar">{BACK}'
        f"{step.format(-1, '快捷键 k', '上一处')}{step.format(1, '快捷键 j', '下一处')}"
        f'<span class="counter" aria-live="polite"></span><span class="room"></span>{copies}</div>'
    )


def _quoted(passage: Passage, mark: Span) -> Citation:
    """The quote, or the whole passage where none is marked."""
    if mark[0] >= mark[1]:
        return Citation(passage, 0, len(passage.text))
    start = min(max(mark[0] - passage.start, 0), len(passage.text))
    return Citation(passage, start, min(max(mark[1] - passage.start, start), len(passage.text)))


def _pieces(text: str, passages: Sequence[Passage], shown: range, at: int, place: Place) -> Iterator[str]:
    """The passages, and dimmed between them what the splitter set aside (page headers, page numbers)."""
    end = passages[shown[0]].start
    for i in shown:
        passage = passages[i]
        yield _aside(text[end : passage.start].strip())
        inner = _passage(passage, place, previous=passages[i - 1] if i > shown[0] else None)
        current = ' id="cited" aria-current="true"' if i == at else ""
        yield f'<section class="passage {passage.kind.value}"{current}>{inner}</section>'
        end = max(end, passage.end)


def _aside(text: str) -> str:
    """What stands between two passages, dimmed; folded where it is long, as a table of contents is."""
    lines = text.count("\n") + 1
    if lines <= SHORT_ASIDE:
        return f'<p class="aside">{escape(text)}</p>' if text else ""
    summary = f"<summary data-t>此处略去 {lines} 行（目录、页眉等）</summary>"
    return f'<details class="aside">{summary}{escape(text)}</details>'


def _passage(passage: Passage, place: Place, previous: Passage | None) -> str:
    if passage.table is not None:
        return table_html(passage, passage.table, place)
    if passage.kind is Kind.HEADING:
        return f"<h3>{marked(passage.text, passage.start, place.mark)}</h3>"
    return f"{_speaker(passage, previous)}<p>{''.join(_lines(passage, place.mark))}</p>"


def _lines(passage: Passage, mark: Span) -> Iterator[str]:
    """The text line by line, blank lines narrowed; the headings that it begins with stand out."""
    headings = ["".join(heading.split()) for heading in passage.heading_path]
    at, leading = passage.start, True
    for line in passage.text.splitlines(keepends=True):
        words = "".join(line.split()).lstrip("#")
        leading = leading and any(words in heading for heading in headings)  # "" is in each
        style = "gap" if not words else "line heading" if leading else "line"
        yield f'<span class="{style}">{marked(line, at, mark)}</span>'
        at += len(line)


def _speaker(passage: Passage, previous: Passage | None) -> str:
    """Who speaks and what was asked, where that changes."""
    if passage.speaker is None or (previous is not None and _turn(previous) == _turn(passage)):
        return ""
    about = " · ".join(part for part in (passage.organisation, passage.role) if part)
    asked = f'<p class="asked">{t("问")}{escape(passage.asked)}</p>' if passage.asked else ""
    office = f" <small>{escape(about)}</small>" if about else ""
    return f'{asked}<p class="speaker"><b>{escape(passage.speaker)}</b>{office}</p>'


def _turn(passage: Passage) -> tuple[str | None, str | None]:
    return passage.speaker, passage.asked
