"""Quotes, checked quotations and policies, for a terminal and as JSON. Keys are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from corpus.document import Policy
from qa.checking import Kind
from qa.policies import citation_of, status_of
from qa.quotes import Quote, QuoteCheck
from ui.contract import Json, citation_json
from ui.render import one_line, place


def quotes_text(quotes: Sequence[Quote]) -> str:
    """Each quote with who says it, the question it answers and its place."""
    lines: list[str] = []
    for number, quote in enumerate(quotes, start=1):
        lines += [f"{number:>2}. {who(quote)}" + ("" if quote.direct else "（转述）")]
        lines += [f"    问：{one_line(quote.asked)}"] if quote.asked else []
        lines += [f"    {one_line(quote.text)}", f"    —— {place(quote.citation.passage, quote.citation)}", ""]
    return "\n".join(lines).rstrip()


def quote_check_text(found: QuoteCheck) -> str:
    """The verdict, the text with its differences marked, and the true place."""
    if found.citation is None:
        return f"【{found.verdict}】文库里没有这段话，也没有与它相近的话。"
    lines = [f"【{found.verdict}】" + (f"有 {len(found.differences)} 处不同" if found.differences else "")]
    if found.differences:
        lines += [f"你的文字：{one_line(marked(found))}", f"原文：    {one_line(found.citation.quote)}"]
    if found.quote:
        lines.append(f"说话人：  {who(found.quote)}")
        lines += [f"所答：    {one_line(found.quote.asked)}"] if found.quote.asked else []
    lines.append(f"出处：    {place(found.citation.passage, found.citation)}")
    lines += [f"另见：    {place(other.passage, other)}" for other in found.citation.also]
    return "\n".join(lines)


def policies_text(policies: Sequence[Policy]) -> str:
    """Each policy with its date, place and issuer, and where it stands."""
    lines: list[str] = []
    for number, policy in enumerate(policies, start=1):
        citation = citation_of(policy)
        told = (policy.date or "时间未写明", policy.place, policy.issuer, policy.number, status_of(policy))
        more = f"，共 {len(policy.mentions)} 处" if len(policy.mentions) > 1 else ""
        lines.append(f"{number:>2}. 《{policy.name}》")
        lines.append("    " + " · ".join(one_line(part) for part in told if part))
        lines.append(f"    —— {place(citation.passage, citation)}{more}")
    return "\n".join(lines)


def who(quote: Quote) -> str:
    """周岸（北港渔业 董事长）."""
    post = " ".join(part for part in (quote.organisation, quote.role) if part)
    return f"{quote.speaker}（{post}）" if post else quote.speaker


def marked(found: QuoteCheck) -> str:
    """The pasted text with its differences: 〔写成→原文〕, 〔多出：…〕, 〔缺少：…〕."""
    parts, end = [], 0
    for one in found.differences:
        parts.append(found.text[end : one.start])
        if one.kind is Kind.REPLACED:
            parts.append(f"〔{one.text}→{one.source}〕")
        else:
            parts.append(f"〔多出：{one.text}〕" if one.kind is Kind.EXTRA else f"〔缺少：{one.source}〕")
        end = one.end
    return "".join([*parts, found.text[end:]])


def quote_json(quote: Quote) -> Json:
    """Words with who says them and their citation."""
    return {
        "text": quote.text,
        "speaker": quote.speaker,
        "organisation": quote.organisation,
        "role": quote.role,
        "asked": quote.asked,
        "direct": quote.direct,
        "score": round(float(quote.score), 4),
        "citation": citation_json(quote.citation) | {"speaker": quote.speaker},
    }


def quote_check_json(found: QuoteCheck) -> Json:
    """What became of a pasted text; the offsets of `differences` count characters of the text and of the document."""
    quote, citation = found.quote, found.citation
    return {
        "text": found.text,
        "verdict": found.verdict.value,
        "similarity": round(found.similarity, 4),
        "differences": [asdict(one) for one in found.differences],
        "speaker": quote and quote.speaker,
        "organisation": quote and quote.organisation,
        "role": quote and quote.role,
        "asked": quote and quote.asked,
        "citation": citation and citation_json(citation) | {"speaker": quote and quote.speaker},
        "also": [citation_json(other) for other in citation.also] if citation else [],
    }


def policy_json(policy: Policy) -> Json:
    """A policy with the place that tells most of it, and the other places that name it."""
    citation = citation_of(policy)
    return {
        "name": policy.name,
        "date": policy.date,
        "issuer": policy.issuer,
        "place": policy.place,
        "number": policy.number,
        "status": status_of(policy),
        "citation": citation_json(citation),
        "also": [citation_json(other) for other in citation.also],
    }
