"""政策: a table of the policies that the documents name, to sort by its headings; a name opens its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corpus.document import Policy
from corpus.policies.dates import date_key
from qa.policies import citation_of, status_of
from ui.page.evidence import quote_place
from ui.page.markup import button, download_html, escape
from ui.page.words import t

MOST = 300  # rows of the table
COLUMNS = {"name": "名称", "place": "地方", "issuer": "发布机构", "date": "时间", "status": "状态", "number": "文号"}
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
    shown = [_cells(policy) for policy in policies[:MOST]]
    columns = [name for name in COLUMNS if name == "name" or any(cells[name] for cells in shown)]
    heads = "".join(
        f'<th scope="col" aria-sort="none"><button type="button" data-t>{COLUMNS[name]}</button></th>'
        for name in columns
    )
    rows = "".join(_row(policy, cells, columns) for policy, cells in zip(policies, shown, strict=False))
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


def _cells(policy: Policy) -> dict[str, str]:
    """What is told of a policy, by column."""
    return {
        "name": policy.name,
        "place": policy.place,
        "issuer": policy.issuer,
        "date": policy.date,
        "status": status_of(policy),
        "number": policy.number,
    }


def _row(policy: Policy, cells: Mapping[str, str], columns: Sequence[str]) -> str:
    order = dict(cells) | {"date": "-".join(f"{part:04d}" for part in date_key(policy.date)) if policy.date else ""}
    inner = {name: f"<span{' data-t' if name == 'status' else ''}>{escape(cells[name])}</span>" for name in columns}
    inner["name"] = _name(policy)
    return f"<tr>{''.join(_cell(name, order[name], inner[name]) for name in columns)}</tr>"


def _cell(name: str, order: str, inner: str) -> str:
    return f'<td class="{name}-cell" data-sort="{escape(order)}">{inner}</td>'


def _name(policy: Policy) -> str:
    """The name, which opens its place, and the other places that name it."""
    citation = citation_of(policy)
    name = button(quote_place(citation), escape(policy.name), kind="name", name=f"{policy.name}，在原文中查看")
    more = "".join(
        button(quote_place(other), str(n), kind="link", name=f"{policy.name}，第 {n} 处")
        for n, other in enumerate(citation.also[:5], start=2)
    )
    return f'{name} <span class="facts">{t("另见")} {more}</span>' if more else name
