"""Exchanges to export. tests/ui/conftest.py, one folder up, makes their passages and answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from corpus.document import Kind, Passage
from qa.answer import Answer, Citation, Rival, Verdict
from ui.exchange import Exchange

HOSTILE = '=HYPERLINK("http://x")<b>|[a](b)\x07'


@pytest.fixture
def exchanges(
    make_answer: Callable[..., Answer], make_passage: Callable[..., Passage], table_passage: Passage
) -> tuple[Exchange, ...]:
    """An answer of two parts, one found nowhere, one that failed, one whose words are hostile."""
    speech = make_passage(
        "审批太慢。", 40, kind=Kind.SPEECH, speaker="李某", title="产业报告2023", page=7, page_label="5"
    )
    first = make_answer("20台；审批太慢。", [(speech, "审批太慢"), (table_passage, "20")])
    other = make_passage("2021年为19台。", 70, line_start=30, line_end=30)
    rival = Rival("19台", Citation(other, 0, len(other.text)), "2021年")
    said_again = replace(first.citations[0], also=(Citation(other, 0, 4),))
    first = replace(first, citations=(said_again, first.citations[1]), rivals=(rival,))
    nothing = make_answer("", [], verdict=Verdict.NOT_FOUND, hits=first.hits)
    hostile = make_passage(HOSTILE, 90, source="/x/=报告.txt")
    return (
        Exchange("有多少，快不快？", first, asked_at="2026-01-31T08:15:00Z"),
        Exchange("火星上有多少？", nothing),
        Exchange("出错的问题", error="程序内部出错"),
        Exchange("+1", make_answer(HOSTILE, [(hostile, HOSTILE)])),
    )
