"""原话: what people said word for word, by speaker and topic, and whether a pasted quotation is in the documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from corpus.speech.people import Person
from qa.checking import Difference, Kind
from qa.quotes import Check, Quote, QuoteCheck
from ui.page.evidence import quote_place, where_html
from ui.page.markup import button, download_html, escape
from ui.page.reference import plain_reference
from ui.page.words import t
from ui.render import place

MOST_PEOPLE = 30  # above the quotes
LONGEST_CHECKED = 2000  # characters of a pasted quotation


def quotes_form(people: Sequence[Person], asked: Mapping[str, str]) -> str:
    """Whose words on what, as it is asked for; and a box for a quotation to check."""
    said = {key: escape(asked.get(key, "")) for key in ("speaker", "about", "organisation")}
    names = "".join(f'<option value="{escape(name)}">' for name in dict.fromkeys(one.name for one in people))
    organisations = "".join(
        f'<option value="{escape(name)}">' for name in dict.fromkeys(one.organisation for one in people) if name
    )
    return (
        f'<form class="fields" data-form="find"><label>{t("说话人")}<input name="speaker" list="speakers" maxlength="80"'
        f' value="{said["speaker"]}"'
        f' autocomplete="off"></label><label>{t("话题")}<input name="about" type="search" maxlength="200"'
        f' value="{said["about"]}"'
        f' autocomplete="off"></label><label>{t("机构")}<input name="organisation" list="organisations" maxlength="80"'
        f' value="{said["organisation"]}"'
        f' autocomplete="off"></label><button class="go">{t("查找")}</button>'
        f'<datalist id="speakers">{names}</datalist><datalist id="organisations">{organisations}</datalist></form>'
        f'<details class="check"><summary>{t("核对一段引文")}</summary><form data-form="verify">'
        f'<textarea name="text" rows="3" maxlength="{LONGEST_CHECKED}" aria-label="要核对的引文" placeholder="粘贴一段引文，'
        f'看它与原文是否一致" data-t></textarea><button class="go">{t("核对")}</button></form></details>'
    )


def quotes_html(quotes: Sequence[Quote], most: int, asked: Mapping[str, str], everybody: Sequence[Quote] = ()) -> str:
    """The rows, each verbatim with the question before it; above them who of `everybody` speaks of the same."""
    people = _people(everybody, asked)
    if not quotes:
        return people + t("没有找到这样的原话。可以放宽条件，或换一个说法。", "p", "empty")
    more = t("只列出最前面的，请再加条件。", "span", "facts") if len(quotes) >= most else ""
    save = download_html("quotes", asked, ("speaker", "about", "organisation"), limit=most)
    rows = "".join(_row(quote) for quote in quotes)
    return (
        f'{people}<p class="facts" role="status"><span data-t>{len(quotes)} 条原话</span> {more} {save}</p>'
        f'<ul class="rows quotes">{rows}</ul>'
    )


def _people(quotes: Sequence[Quote], asked: Mapping[str, str]) -> str:
    """Who speaks of the topic and how often, most first: one click shows only theirs, another everybody's again."""
    counts = Counter(quote.speaker for quote in quotes)
    if len(counts) < 2:
        return ""
    kept = "".join(f' data-{key}="{escape(asked.get(key, ""))}"' for key in ("about", "organisation"))
    buttons = "".join(
        f'<button type="button" class="tool mark" data-do="find" data-speaker="{escape("" if chosen else name)}"{kept}'
        f' aria-pressed="{str(chosen).lower()}">{escape(name)} <b>{count}</b></button>'
        for name, count in counts.most_common(MOST_PEOPLE)
        for chosen in (asked.get("speaker", "").strip() == name,)
    )
    return f'<div class="people" role="group" aria-label="谁谈到" data-t>{t("谁谈到", kind="label")}{buttons}</div>'


def check_html(check: QuoteCheck) -> str:
    """The verdict on a pasted quotation, with the characters in which it differs."""
    kind = {Check.SAME: "found", Check.SIMILAR: "related", Check.NOT_FOUND: "not_found"}[check.verdict]
    badge = f'<p class="verdict" role="status">{t(check.verdict.value, kind="badge")}</p>'
    if check.citation is None:
        return f'<div class="answer {kind}">{badge}{t("文库里没有这段话，也没有相近的话。", "p")}</div>'
    pasted = "".join(_compared(check.text, check.differences, pasted=True))
    source = "".join(_compared(check.citation.quote, check.differences, pasted=False, first=check.citation.char_start))
    lines = f"<dt>{t('您的')}</dt><dd>{pasted}</dd><dt>{t('原文')}</dt><dd>{source}</dd>"
    said = _said(check.quote) if check.quote else ""
    opener = button(
        quote_place(check.citation),
        where_html(check.citation.passage.source, place(check.citation.passage, check.citation)),
        kind="cite row",
        name="在原文中查看",
    )
    return f'<div class="answer {kind} rows">{badge}<dl class="compared">{lines}</dl>{said}{opener}</div>'


def _row(quote: Quote) -> str:
    asked = f'<span class="asked">{t("问")}{escape(quote.asked)}</span>' if quote.asked else ""
    label = (
        f'{asked}{_said(quote)}<span class="quote">{escape(quote.text)}</span>'
        f"{where_html(quote.citation.passage.source, place(quote.citation.passage, quote.citation))}"
    )
    name = f"{quote.speaker}，在原文中查看"
    copy = f'<button type="button" class="tool" data-copy="{escape(plain_reference(quote.citation))}" data-t>复制引文</button>'
    opener = button(quote_place(quote.citation), label, kind="cite row", name=name)
    return f'<li>{opener}<div class="cite-tools">{copy}</div></li>'


def _said(quote: Quote) -> str:
    office = " · ".join(part for part in (quote.organisation, quote.role) if part)
    reported = "" if quote.direct else f" {t('转述', kind='tag')}"
    return f'<span class="said"><b>{escape(quote.speaker)}</b> {escape(office)}{reported}</span>'


def _compared(text: str, differences: Sequence[Difference], *, pasted: bool, first: int = 0) -> Iterator[str]:
    """A text with the characters marked that the other does not have; `first` is its offset in its document."""
    tag = "del" if pasted else "ins"
    at = 0
    for one in differences:
        start, end = (one.start, one.end) if pasted else (one.source_start - first, one.source_end - first)
        if start < end:
            yield f"{escape(text[at:start])}<{tag}>{escape(text[start:end])}</{tag}>"
            at = end
        elif one.kind is not Kind.REPLACED:  # nothing stands here: show where
            yield f'{escape(text[at:start])}<{tag} class="gap">‸</{tag}>'
            at = start
    yield escape(text[at:])
