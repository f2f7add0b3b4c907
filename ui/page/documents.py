"""文库: the documents, the files on their way into it, and a document's passages as they are indexed."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.document import Passage
from index.storage import DocumentInfo
from ui.contract import file_name
from ui.page.evidence import speaker_html
from ui.page.imports import Job, State
from ui.page.markup import Place, button, escape, table_html, trail
from ui.page.words import t
from ui.render import KINDS

PREVIEWED = 40  # passages of a preview at a time
SHOWN_WARNINGS = 3  # of a file
DROP = (
    '<div class="drop"><p><b data-t>把文件拖到这里</b> <span data-t>或</span> '
    '<button type="button" class="tool" data-choose data-t>选择文件</button></p><p class="kinds">{kinds}</p></div>'
)


def drop_html(suffixes: Sequence[str]) -> str:
    """Where files are dropped, and which kinds of them can be read."""
    return DROP.format(kinds=escape(" ".join(suffix.lstrip(".") for suffix in suffixes)))


def library_html(documents: Sequence[DocumentInfo]) -> str:
    """The documents, one a card, with what the reader should know of each."""
    if not documents:
        return t("文库还是空的。添加一份文档，就可以开始提问。", "p", "empty")
    return f'<ul class="documents" aria-label="文库中的文档" data-t>{"".join(map(_document, documents))}</ul>'


def words_html(words: Sequence[str], said: str = "") -> str:
    """The library's own dictionary, to edit; `said`, as HTML, became of the last change."""
    return (
        f'<details id="words"{" open" if said else ""}><summary>{t("文库词典")}（{len(words)}）</summary>'
        f'{t("写上本领域的词，一行一个，检索时不会被拆开。", "p")}<form data-form="learn">'
        f'<textarea name="words" rows="5" aria-label="文库词典" data-t>{escape(chr(10).join(words))}</textarea>'
        f'<button class="go">{t("保存")}</button> <span role="status">{said}</span></form></details>'
    )


def summary_text(documents: Sequence[DocumentInfo]) -> str:
    """The library in one line."""
    if not documents:
        return "文库是空的"
    characters = sum(document.characters for document in documents)
    amount = f"{characters / 10000:.1f} 万字" if characters >= 10000 else f"{characters} 字"
    return f"{len(documents)} 份文档 · {amount}"


def jobs_html(jobs: Sequence[Job]) -> str:
    """The files that were added, the newest first."""
    if not jobs:
        return ""
    done = all(job.state not in (State.WAITING, State.WORKING) for job in jobs)
    clear = f'<button type="button" class="tool" data-do="dismiss">{t("清除记录")}</button>' if done else ""
    return f'<ul class="jobs" aria-label="导入" data-t>{"".join(map(_job, reversed(jobs)))}</ul>{clear}'


def brief_html(jobs: Sequence[Job]) -> str:
    """The last upload in a line or two, for below the question box."""
    working = [job for job in jobs if job.state in (State.WAITING, State.WORKING)]
    if working:
        name = escape(working[0].path.name)
        fraction = sum(job.fraction for job in working) / len(working)
        return f'<p class="working">{_bar(fraction, name)}{t("正在导入")} {name}</p>'
    lines = []
    for job in jobs[-3:]:
        kind = "failed" if job.state is State.FAILED else "ok"
        lines.append(f'<p class="{kind}">{escape(job.message) or f"{t(job.state.value)}：{escape(_title(job))}"}</p>')
    return "".join(lines)


def preview_html(info: DocumentInfo, passages: Sequence[Passage], first: int) -> str:
    """Passages as they are indexed, from number `first`, each with what the index knows of it."""
    shown = passages[first : first + PREVIEWED]
    last = first + len(shown)
    more = ""
    if last < len(passages):
        more = (
            f'<button type="button" class="tool" data-do="preview" data-doc="{escape(info.doc_id)}" data-first="{last}">'
            f"{t('后面的段落')}（{len(passages) - last}）</button>"
        )
    back = '<button type="button" class="tool back" data-back aria-label="返回" data-t>‹</button>'
    return (
        f'<header><div class="bar">{back}<h2>{escape(info.title)}</h2></div>'
        f'<p class="where"><span class="file">{escape(file_name(info.source))}</span>'
        f"<span>{t('索引中的段落')} {first + 1}–{last} / {len(passages)}</span></p></header>"
        f'<div class="page-text preview">{"".join(map(_passage, shown))}{more}</div>'
    )


def _passage(passage: Passage) -> str:
    lines = f"第 {passage.line_start}–{passage.line_end} 行"
    path = f'<p class="path">{trail(passage.heading_path)}</p>' if passage.heading_path else ""
    place = Place(passage.doc_id, passage.start, passage.start)
    head = (
        f'<p class="facts">{t(KINDS[passage.kind])} · '
        f"{button(place, f'<span data-t>{lines}</span>', kind='link', name=f'在原文中查看{lines}')}</p>"
    )
    if passage.table is not None:
        body = table_html(passage, passage.table, place)
    else:
        body = f"{speaker_html(passage)}<p>{escape(passage.text)}</p>"
    return f'<section class="indexed">{head}{path}{body}</section>'


def _document(document: DocumentInfo) -> str:
    doc_id = escape(document.doc_id)
    facts = [f"{document.characters} 字", f"{document.passages} 个段落"]
    facts += [f"{document.tables} 张表"] if document.tables else []
    facts += [f"{len(document.speakers)} 位受访者"] if document.speakers else []
    shown = " · ".join(f"<span data-t>{fact}</span>" for fact in facts)
    warnings = _warnings(document.warnings)
    return (
        f'<li><h3>{escape(document.title)}</h3><p class="file">{escape(file_name(document.source))}</p>'
        f'<p class="facts">{shown}</p>{warnings}<div class="tools">'
        f'<button type="button" class="tool" data-do="preview" data-doc="{doc_id}" data-first="0">{t("预览段落")}</button>'
        f'<button type="button" class="tool" data-do="only" data-docs="{doc_id}">{t("只问这份")}</button>'
        f'<details class="menu"><summary class="tool">{t("移除")}</summary><div>'
        f"{t('从文库移除这份文档？原来的文件不受影响。', 'p')}"
        f'<button type="button" class="tool danger" data-do="remove" data-doc="{doc_id}">{t("确定移除")}</button>'
        "</div></details></div></li>"
    )


def _warnings(warnings: Sequence[str]) -> str:
    """The first ones, the others folded: a damaged file can have hundreds."""
    lines = [f'<p class="warning">{escape(one)}</p>' for one in warnings]
    first, others = lines[:SHOWN_WARNINGS], lines[SHOWN_WARNINGS:]
    summary = f"<summary data-t>还有 {len(others)} 条提醒</summary>"
    return "".join(first) + (f"<details>{summary}{''.join(others)}</details>" if others else "")


def _job(job: Job) -> str:
    name = escape(job.path.name)
    words = [t(job.state.value, kind="state")]
    if job.state is State.WORKING:
        words.append(t(job.stage) if job.stage else "")
        left = job.seconds_left
        words += [f"<span data-t>约剩 {max(left, 1):.0f} 秒</span>"] if left is not None else []
        words.append(_bar(job.fraction, name))
    if job.state is State.DONE:
        words.append(escape(_title(job)))
        words.append(f"<span data-t>{job.info.passages if job.info else 0} 个段落</span>")
    warnings = _warnings(job.info.warnings if job.info else ())
    failure = f'<p class="failed" role="alert">{escape(job.message)}</p>' if job.message else ""
    return (
        f'<li class="{job.state.name.lower()}"><b>{name}</b><p class="facts">{" ".join(words)}</p>{failure}{warnings}'
        f"{_job_tools(job)}</li>"
    )


def _job_tools(job: Job) -> str:
    tool = f'<button type="button" class="tool" data-do="{{}}" data-job="{escape(job.job_id)}">{{}}</button>'
    if job.state in (State.WAITING, State.WORKING):
        return tool.format("cancel", t("取消"))
    if job.state in (State.FAILED, State.CANCELLED):
        return tool.format("again", t("重试"))
    return ""


def _bar(fraction: float, name: str) -> str:
    return f'<progress max="100" value="{100 * fraction:.0f}" aria-label="导入 {name}"></progress>'


def _title(job: Job) -> str:
    return job.info.title if job.info and job.info.title else job.path.name
