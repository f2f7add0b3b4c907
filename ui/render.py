"""An answer for people: terminal text and Markdown. The page's HTML is in `ui/page`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from corpus.document import Kind, Passage
from index.explain import matches
from index.hit import Hit
from index.query import Query
from qa.answer import Answer, Citation, Rival, Verdict
from ui.contract import file_name

WORKBOOKS = (".xlsx", ".xlsm")
VERDICTS = {Verdict.FOUND: "找到明确答案", Verdict.RELATED: "仅有相关内容", Verdict.NOT_FOUND: "文中未找到"}
KINDS = {Kind.PARAGRAPH: "正文", Kind.TABLE: "表格", Kind.SPEECH: "访谈", Kind.LIST: "列表", Kind.HEADING: "标题"}
LEGS = {"lexical": "词语", "passage": "段落语义", "sentence": "句子语义", "evidence": "答句"}
FIELDS = {"text": "正文", "heading": "标题", "table": "表头", "speaker": "说话人"}
NEAREST = 3  # passages shown under an answer that was not found
BLANKS = re.compile(r"\s+")
PART_ENDS = re.compile(r"(?<=[；;\n])")


def marked_parts(answer: Answer) -> list[tuple[str, tuple[int, ...]]]:
    """The answer's text in parts, each with the numbers (from 1) of the citations that hold its words.

    A citation that belongs to no single part stands after the last one, so each is named exactly once.
    """
    parts = [part for part in PART_ENDS.split(answer.text) if part]
    marks: list[list[int]] = [[] for _ in parts]
    quotes = [_words(citation.quote) for citation in answer.citations]
    plain = [_words(part) for part in parts]
    for number, quote in enumerate(quotes, start=1):
        home = next((i for i, part in enumerate(plain) if part and (part in quote or quote in part)), len(parts) - 1)
        if parts:
            marks[home].append(number)
    return [(part, tuple(numbers)) for part, numbers in zip(parts, marks, strict=True)]


def answer_text(answer: Answer, *, explain: bool = False, query: Query | None = None) -> str:
    """The answer for a terminal: verdict, answer, numbered citations, or the nearest passages."""
    lines = [f"【{VERDICTS[answer.verdict]}】"]
    if answer.understood_as != answer.question:
        lines.append(f"已理解为：{answer.understood_as}")
    if answer.text:
        lines.append("".join(_with_marks(part, numbers) for part, numbers in marked_parts(answer)))
    for number, citation in enumerate(answer.citations, start=1):
        lines += ["", f"[{number}] {place(citation.passage, citation)}", f"    {one_line(citation.quote)}"]
        lines += [f"    另见：{place(other.passage, other)}" for other in citation.also]
    if answer.rivals:
        lines += ["", "文中另有不同的数字："]
        lines += [f"  {rival_text(rival)}" for rival in answer.rivals]
    if not answer.answerable and answer.hits:
        lines += ["", "最接近的段落：", hits_text(answer.hits[:NEAREST])]
    if answer.understanding:
        lines += ["", "问题的理解：" + "；".join(f"{one.label} {one.value}" for one in answer.understanding)]
    if explain:
        timings = "，".join(f"{name} {value:.1f} 毫秒" for name, value in answer.timings_ms)
        lines += ["", f"用时：{timings}", "命中的段落：", hits_text(answer.hits, explain=True, query=query)]
    return "\n".join(lines)


def rival_text(rival: Rival) -> str:
    """Another figure with its year, its place and its sentence."""
    when = f"（{rival.when}）" if rival.when else ""
    citation = rival.citation
    return f"{rival.text}{when} {place(citation.passage, citation)}：{_shortened(one_line(citation.quote))}"


def answer_markdown(answer: Answer) -> str:
    """The answer as Markdown with footnotes; nothing in a quote can become markup."""
    text = "".join(
        _markdown(part) + "".join(f"[^{number}]" for number in numbers) for part, numbers in marked_parts(answer)
    )
    lines = [f"**{_markdown(answer.question)}**", "", text or VERDICTS[answer.verdict], ""]
    for number, citation in enumerate(answer.citations, start=1):
        where = _markdown(place(citation.passage, citation))
        lines.append(f"[^{number}]: {where}：{_markdown(one_line(citation.quote))}")
    if answer.rivals:
        lines += ["", "文中另有不同的数字：", "", *(f"- {_markdown(rival_text(rival))}" for rival in answer.rivals)]
    return "\n".join(lines).rstrip() + "\n"


def hits_text(hits: Sequence[Hit], *, explain: bool = False, query: Query | None = None) -> str:
    """Ranked passages for a terminal; with `explain` what each leg gave, with a query also the words that were met."""
    lines: list[str] = []
    for hit in hits:
        lines.append(f"{hit.rank:>2}. {hit.score:.3f}  {place(hit.passage)}")
        if explain and hit.parts:
            lines.append("    得分：" + "，".join(f"{LEGS.get(name, name)} {value:.3f}" for name, value in hit.parts))
        if explain and query:
            lines.append("    " + matches_text(query, hit.passage))
        lines.append(f"    {_shortened(one_line(hit.passage.text))}")
    return "\n".join(lines)


def matches_text(query: Query, passage: Passage) -> str:
    """The words of the question that a passage holds, and where."""
    told = [
        (one.said if one.found == one.said else f"{one.said}→{one.found}")
        + f"（{'、'.join(FIELDS.get(name, name) for name in one.fields)}）"
        for one in matches(query, passage)
    ]
    return "命中：" + ("，".join(told) or "没有相同的词，靠意思相近找到")


def place(passage: Passage, citation: Citation | None = None) -> str:
    """Where something stands: file, page, lines, headings, speaker, cell."""
    found = citation or passage
    lines = str(found.line_start) if found.line_start == found.line_end else f"{found.line_start}–{found.line_end}"
    pieces = [
        file_name(passage.source),
        _page(file_name(passage.source), found.page, found.page_label),
        f"第 {lines} 行",
        KINDS[passage.kind] if passage.kind is not Kind.PARAGRAPH else "",
        " › ".join(passage.heading_path),
        passage.speaker or "",
    ]
    if citation and citation.cell:
        cell = citation.cell
        named = " / ".join(one_line(name) for name in (cell.table, cell.row, cell.column) if name)
        pieces.append(f"{named}（单元格 {cell.address}）" if cell.address else named)
    return " · ".join(piece for piece in pieces if piece)


def _page(file: str, page: int | None, label: str | None) -> str:
    """The page as it is printed, or the sheet of a workbook by its name."""
    if label and file.lower().endswith(WORKBOOKS):
        return f"工作表“{label}”"
    return f"第 {label or page} 页" if page else ""


def table_text(rows: Sequence[Sequence[str]]) -> str:
    """Rows as columns of equal width; a Chinese character takes two places. The first column is left-aligned."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(_padded(cell, width, left=i == 0) for i, (cell, width) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    )


def _padded(cell: str, width: int, *, left: bool) -> str:
    blanks = " " * (width - _width(cell))
    return cell + blanks if left else blanks + cell


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _with_marks(part: str, numbers: Sequence[int]) -> str:
    marks = "".join(f"[{number}]" for number in numbers)
    ending = part[len(part.rstrip()) :]
    return f"{part.rstrip()} {marks}{ending}" if marks else part


def _words(text: str) -> str:
    return BLANKS.sub("", text).strip("；;。，,")


def one_line(text: str) -> str:
    """The text with single blanks for line ends and runs of white space."""
    return BLANKS.sub(" ", text).strip()


def _shortened(text: str, limit: int = 120) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _markdown(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]()#+!|<>~&])", r"\\\1", text)
