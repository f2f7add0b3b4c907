from __future__ import annotations

from collections.abc import Callable

import pytest

from corpus.document import Kind, Passage
from qa.answer import Citation
from ui.export import reference


def test_title_kind_file_page_and_lines(make_passage: Callable[..., Passage]) -> None:
    passage = make_passage("一\n二\n三", title="年度发展报告（2023）", page=12, page_label="8", line_start=40)
    assert reference(Citation(passage, 2, 5)) == "年度发展报告（2023）[R]. 年报.txt: 8[第 41-42 行]."


def test_whoever_speaks_is_responsible_for_the_words(make_passage: Callable[..., Passage]) -> None:
    passage = make_passage("话", kind=Kind.SPEECH, speaker="李某", title="访谈录")
    assert reference(Citation(passage, 0, 1)) == "李某. 访谈录[Z]. 年报.txt[第 1 行]."


@pytest.mark.parametrize(("title", "mark"), [("某行业蓝皮书2021", "R"), ("养护技术规范", "S"), ("某省条例", "Z")])
def test_the_title_tells_the_kind_of_document(make_passage: Callable[..., Passage], title: str, mark: str) -> None:
    assert f"{title}[{mark}]." in reference(Citation(make_passage("字", title=title), 0, 1))
