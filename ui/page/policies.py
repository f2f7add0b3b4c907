"""政策: a table of the policies that the documents name, to sort by its headings; a name opens its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corpus.dates import date_key
from corpus.document import Policy
from qa.policies import citation_of
from ui.page.evidence import quote_place
from ui.page.markup import button, download_html, escape
from ui.page.words import t

MOST = 300  # rows of the table
COLUMNS = ("名称", "地方", "发布机构", "时间", "文号")
FORM = (
    f'<form class="fields" data-form="find"><label>{t("名称")}<input name="name" type="search" maxlength="80"'
    f' autocomplete="off"></label><label>{t("地方")}<input name="place" maxlength="40" autocomplete="off"></label>'
    f'<label>{t("发布机构")}<input name="issuer" maxlength="80" autocomplete="off"></label>'
    f'<label>{t("年份")}<input name="year" inputmode="numeric" maxlength="8" autocomplete="off"></label>'
    f'<button class="go">{t("查找")}</button></form>'
)


def policies_html(policies: Sequence[Policy], asked: Mapping[str, str]) -> str:
    """The table."""
    if not policies:
        return t("没有找到这样的政策。可以放宽条件。", "p", "empty")
    heads = "".join(
        f'<th scope="col" aria-sort="none"><button type="button" data-t>{name}</button></th>' for name in COLUMNS
    )
    rows = "".join(_row(policy) for policy in policies[:MOST])
    more = t("只列出最前面的，请再加条件。") if len(policies) > MOST else ""
    save = download_html(
        "policies",
        dict(asked) | {"year": str(read_year(asked.get("year", "")) or "")},
        ("name", "place", "issuer", "year"),
    )
    return (
        f'<p class="facts" role="status"><span data-t>{len(policies)} 项政策</span> {more} {save}</p>'
        '<div class="wide" tabindex="0" role="region" aria-label="政策列表" data-t>'
        f'<table class="policies rows"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def read_year(text: str) -> int | None:
    """The year that somebody wrote, or None."""
    digits = "".join(c for c in text if c.isdecimal())[:4]
    return int(digits) if len(digits) == 4 else None


def _row(policy: Policy) -> str:
    citation = citation_of(policy)
    name = button(quote_place(citation), escape(policy.name), kind="name", name=f"{policy.name}，在原文中查看")
    more = "".join(
        button(quote_place(other), str(n), kind="link", name=f"{policy.name}，第 {n} 处")
        for n, other in enumerate(citation.also[:5], start=2)
    )
    order = "-".join(f"{part:04d}" for part in date_key(policy.date)) if policy.date else ""
    also = f' <span class="facts">{t("另见")} {more}</span>' if more else ""
    return (
        f'<tr><td data-sort="{escape(policy.name)}">{name}{also}</td><td>{escape(policy.place)}</td>'
        f'<td>{escape(policy.issuer)}</td><td data-sort="{order}">{escape(policy.date)}</td><td>{escape(policy.number)}</td></tr>'
    )
