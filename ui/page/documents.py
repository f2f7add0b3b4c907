"""The library as the page shows it."""

from __future__ import annotations

from collections.abc import Sequence

from index.storage import DocumentInfo
from ui.contract import file_name
from ui.page.markup import escape


def library_html(documents: Sequence[DocumentInfo]) -> str:
    """The documents, one a card, with what the reader should know of each."""
    if not documents:
        return '<p class="empty">文库还是空的。添加一份 .txt 或 .md 文件，就可以开始提问。</p>'
    return f'<ul class="documents" aria-label="文库中的文档">{"".join(map(_document, documents))}</ul>'


def summary_text(documents: Sequence[DocumentInfo]) -> str:
    """The library in one line."""
    if not documents:
        return "文库是空的"
    characters = sum(document.characters for document in documents)
    amount = f"{characters / 10000:.1f} 万字" if characters >= 10000 else f"{characters} 字"
    return f"{len(documents)} 份文档 · {amount}"


def taking_in_html(name: str, done: int, total: int) -> str:
    """How far an import is: the file that is being read, or what comes after the last."""
    what = f"正在读取《{name}》（{done + 1}/{total}）" if name else "正在整理文库…"
    return f'<p class="working"><progress max="{total}" value="{done}"></progress>{escape(what)}</p>'


def outcome_html(taken: Sequence[DocumentInfo], failures: Sequence[str]) -> str:
    """What has become of the files that were added."""
    lines = [f'<p class="ok">已加入：{escape(document.title)}（{document.passages} 个段落）</p>' for document in taken]
    lines += [f'<p class="failed">{escape(failure)}</p>' for failure in failures]
    return "".join(lines) or '<p class="ok">文库中已有相同的文件，没有变化。</p>'


def _document(document: DocumentInfo) -> str:
    facts = [f"{document.characters} 字", f"{document.passages} 个段落"]
    facts += [f"{document.tables} 张表"] if document.tables else []
    facts += [f"{len(document.speakers)} 位受访者"] if document.speakers else []
    warnings = "".join(f'<p class="warning">{escape(warning)}</p>' for warning in document.warnings)
    return (
        f'<li><h3>{escape(document.title)}</h3><p class="file">{escape(file_name(document.source))}</p>'
        f'<p class="facts">{" · ".join(facts)}</p>{warnings}</li>'
    )
