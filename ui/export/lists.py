"""Quotes and policies as Excel files, one a row, each with the place where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.document import Policy
from qa.answer import Citation
from qa.policies import citation_of, status_of
from qa.quotes import Quote
from ui.contract import file_name
from ui.export.file import ExportFile, export_rows
from ui.export.reference import reference

PLACE = ("文件", "标题", "章节", "页", "起始行", "结束行", "参考文献")
QUOTES = ("序号", "说话人", "机构", "职务", "所答的问题", "原话", "直接引语", *PLACE)
POLICIES = ("序号", "名称", "时间", "地方", "发布机构", "文号", "状态", "提及次数", "原文", *PLACE)


def quotes_file(quotes: Sequence[Quote]) -> ExportFile:
    """The quotes in the order given."""
    rows = [
        (
            number,
            one.speaker,
            one.organisation,
            one.role,
            one.asked,
            one.text,
            "是" if one.direct else "转述",
            *_place(one.citation),
        )
        for number, one in enumerate(quotes, start=1)
    ]
    return export_rows("原话", QUOTES, rows)


def policies_file(policies: Sequence[Policy]) -> ExportFile:
    """The policies in the order given."""
    rows = [
        (
            number,
            one.name,
            one.date,
            one.place,
            one.issuer,
            one.number,
            status_of(one),
            len(one.mentions),
            cited.quote,
            *_place(cited),
        )
        for number, (one, cited) in enumerate(((one, citation_of(one)) for one in policies), start=1)
    ]
    return export_rows("政策", POLICIES, rows)


def _place(citation: Citation) -> tuple[object, ...]:
    passage = citation.passage
    return (
        file_name(passage.source),
        passage.title,
        " › ".join(passage.heading_path),
        citation.page_label or citation.page,
        citation.line_start,
        citation.line_end,
        reference(citation),
    )
