"""The table of contents and what it announces."""

from __future__ import annotations

import pytest

from corpus.structure.contents import Contents, find_contents, key
from corpus.structure.furniture import furniture
from corpus.structure.lines import lines_of


def contents_of(text: str) -> tuple[Contents, list[str]]:
    lines = lines_of(text)
    contents = find_contents(lines, furniture(lines))
    return contents, [lines[index].text for index in sorted(contents.lines) if not lines[index].blank]


BODY = "\n\n第一章 概念\n\n渔港是渔船停靠的地方。\n\n第二章 规模\n与走势\n\n规模不小。\n\n后记\n\n谢谢。"


@pytest.mark.parametrize(
    "listed",
    [
        ["目录", "第一章 概念", "第二章 规模与走势", "后记"],
        ["目　录", "第一章 概念……………3", "第二章 规模与走势……………9", "后记……………20"],
        ["CONTENTS", "第一章 概念 3", "第二章 规模与走势 9", "后记 20"],
        ["## 目录", "- 第一章 概念", "- 第二章 规模与走势", "- 后记"],
        ["目次", "第一章\t概念\t3", "第二章\t规模与走势\t9", "后记\t20"],
    ],
)
def test_the_contents_end_where_the_text_begins(listed: list[str]) -> None:
    contents, lines = contents_of("渔港观察\n\n" + "\n".join(listed) + BODY)
    assert lines == listed
    assert contents.announces("概念")
    assert contents.announces("规模与走势")


def test_an_entry_on_two_lines_is_part_of_them() -> None:
    listed = ["目录", "第一章 概念 1", "第二章 渔港的规模", "与多年走势 3", "第三章 政策 5"]
    _, lines = contents_of("\n".join(listed) + "\n\n第一章 概念\n\n正文。")
    assert lines == listed


def test_an_entry_counts_on_though_its_heading_reads_otherwise() -> None:
    listed = ["目录", "第一章 概念", "第二章 规模", "第三章 政策与法规", "第四章 结语"]
    _, lines = contents_of(
        "\n".join(listed) + "\n\n第一章 概念\n\n甲。\n\n第二章 规模\n\n乙。\n\n第三章 法规\n\n丙。\n\n第四章 结语"
    )
    assert lines == listed


def test_a_number_alone_stands_before_its_title() -> None:
    contents, _ = contents_of("目录\n\n第一篇\n\n渔港的由来 3\n\n第二篇\n\n渔港的前景 9\n\n渔港的由来\n\n正文。")
    assert contents.number_of("渔港的由来") == "第一篇"


def test_contents_in_one_line() -> None:
    _, lines = contents_of("目录：1 概念／2 规模／3 后记\n\n1 概念\n\n正文。")
    assert lines == ["目录：1 概念／2 规模／3 后记"]


def test_dotted_leaders_make_an_entry_anywhere() -> None:
    _, lines = contents_of("图1 渔船数量........12\n\n正文里的省略……不算。")
    assert lines == ["图1 渔船数量........12"]


def test_a_text_without_contents_has_none() -> None:
    assert contents_of("第一章 概念\n\n正文。")[0] == Contents()


def test_an_entry_continues_a_broken_heading() -> None:
    contents, _ = contents_of("目录\n第二章 规模与走势 3\n\n第二章 规模\n与走势\n")
    assert contents.continues("规模", "与走势")
    assert not contents.continues("规模", "与政策")


def test_keys_leave_out_marks_and_case() -> None:
    assert key("１.２ “AI+渔港”：Plan b") == "12ai渔港planb"


@pytest.mark.parametrize("tail", ["", "x", "\n第一章 概念"])
def test_blanks_and_dots_without_end_are_read_once(tail: str) -> None:
    # Where blanks or dots were tried in every division, these would take hours.
    for run in ("AB···" + "\u00a0" * 4000, "·" * 4000, "AB" + "\t" * 4000, "AB···" + "（" * 4000):
        contents_of(run + tail)
