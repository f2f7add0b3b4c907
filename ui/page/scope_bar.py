"""The scope bar above the question box: of which documents, chapters, kinds, speakers and years one asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from corpus.document import Kind
from index.scope import EVERYTHING, Scope
from index.storage import DocumentInfo
from ui.contract import file_name
from ui.page.markup import escape
from ui.page.words import t
from ui.render import KINDS

LONGEST_YEAR = 8  # characters: 2020, 2020年
MOST_CHAPTERS = 200
LABELS = {"docs": "文档", "sections": "章节", "kinds": "类型", "speakers": "说话人", "years": "年份"}


def scope_html(scope: Scope, documents: Sequence[DocumentInfo], chapters: Sequence[str]) -> str:
    """The bar: folded to one line that names the scope, its fields inside."""
    names = {info.doc_id: info.title or file_name(info.source) for info in documents}
    speakers = dict.fromkeys(speaker for info in documents for speaker in info.speakers)
    fields = (
        _select("docs", names, scope.docs),
        _select("sections", {one: one for one in chapters[:MOST_CHAPTERS]}, scope.sections),
        _select(
            "kinds", {kind.value: KINDS[kind] for kind in Kind if kind is not Kind.HEADING}, scope.kinds, fixed=True
        ),
        _select("speakers", {one: one for one in speakers}, scope.speakers),
        f'<label>{t("年份")}<input name="years" inputmode="numeric" maxlength="{LONGEST_YEAR}" size="6" autocomplete="off"'
        f' value="{escape(scope.years[0] if scope.years else "")}"></label>',
    )
    narrowed = scope != EVERYTHING
    clear = f'<button type="button" class="tool" data-do="everything">{t("全部文档")}</button>' if narrowed else ""
    said = scope_text(scope, names) if narrowed else t("全部文档")
    return (
        f'<details class="scope{" narrowed" if narrowed else ""}"><summary>{t("范围")}：{said}</summary>'
        f'<form data-form="scope" data-live>{"".join(fields)}{clear}</form></details>'
    )


def scope_text(scope: Scope, names: Mapping[str, str] | None = None) -> str:
    """A scope in words, as HTML: document names instead of their ids where they are known."""
    values: Iterable[tuple[str, Sequence[str]]] = (
        ("docs", [(names or {}).get(doc, doc if len(doc) != 64 else "…") for doc in scope.docs]),
        ("sections", scope.sections),
        ("kinds", [KINDS[Kind(kind)] for kind in scope.kinds]),
        ("speakers", scope.speakers),
        ("years", scope.years),
    )
    told = (f"{t(LABELS[key])} {escape('、'.join(chosen))}" for key, chosen in values if chosen)
    return " · ".join(told)


def read_scope(fields: Mapping[str, str]) -> Scope:
    """The scope that the browser's form says; what it cannot mean is left out."""
    chosen = {key: (value,) for key in LABELS if (value := fields.get(key, "").strip()[:200])}
    if chosen.get("kinds", ("table",))[0] not in list(Kind):
        del chosen["kinds"]
    return Scope(**chosen)


def _select(key: str, options: Mapping[str, str], chosen: Sequence[str], *, fixed: bool = False) -> str:
    """A list to choose one value from; a value that is chosen and no longer offered stays in it."""
    offered = dict(options) | {value: value for value in chosen if value not in options}
    if not offered:
        return ""
    mark = " data-t" if fixed else ""
    items = "".join(
        f'<option value="{escape(value)}"{" selected" if value in chosen else ""}{mark}>{escape(name)}</option>'
        for value, name in offered.items()
    )
    every = '<option value="" data-t>不限</option>'
    return f'<label>{t(LABELS[key])}<select name="{key}">{every}{items}</select></label>'
