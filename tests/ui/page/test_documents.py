from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic

from corpus.document import Passage
from index.storage import DocumentInfo
from ui.page.documents import PREVIEWED, brief_html, jobs_html, library_html, preview_html, summary_text
from ui.page.imports import Job, State

HOSTILE = "<img src=x onerror=alert(1)>${1}{{x}}"


def document(**fields: object) -> DocumentInfo:
    defaults: dict[str, object] = {
        "doc_id": "d", "title": "年度报告", "source": "/home/someone/年报.txt", "encoding": "utf-8", "characters": 12995,
        "passages": 65, "tables": 9, "speakers": ("林一",), "warnings": (),
    }  # fmt: skip
    return DocumentInfo(**(defaults | fields))  # type: ignore[arg-type]


def test_a_document_is_shown_with_its_facts_and_warnings() -> None:
    shown = library_html([document(warnings=("第 3 行有乱码。",))])
    assert "<h3>年度报告</h3>" in shown
    for fact in ("12995 字", "65 个段落", "9 张表", "1 位受访者"):
        assert fact in shown
    assert "第 3 行有乱码。" in shown
    assert "someone" not in shown


def test_what_a_document_does_not_have_is_not_counted() -> None:
    assert "张表" not in library_html([document(tables=0, speakers=())])


def test_an_empty_library_says_what_to_do() -> None:
    assert "添加一份" in library_html([])
    assert summary_text([]) == "文库是空的"


def test_the_library_in_one_line() -> None:
    assert summary_text([document(), document(characters=5)]) == "2 份文档 · 1.3 万字"
    assert summary_text([document(characters=800)]) == "1 份文档 · 800 字"


def test_a_running_import_shows_stage_progress_and_time_left() -> None:
    job = Job("j", Path("年报.docx"), State.WORKING, "读取并切分", 0.25, began=monotonic() - 10)
    shown = jobs_html([job])
    assert "读取并切分" in shown
    assert 'value="25"' in shown
    assert "约剩 30 秒" in shown  # 10 s for a quarter
    assert 'data-do="cancel"' in shown
    assert "正在导入" in brief_html([job])


def test_each_file_is_told_how_it_went() -> None:
    done = Job("a", Path("年报.docx"), State.DONE, info=document(warnings=("第 3 页没有文字。",)))
    failed = Job("b", Path("空.txt"), State.FAILED, message="《空.txt》是空的。")
    shown = jobs_html([done, failed])
    assert "65 个段落" in shown
    assert "第 3 页没有文字。" in shown
    assert "《空.txt》是空的。" in shown
    assert shown.count('data-do="again"') == 1
    assert "已加入</span>：年度报告" in brief_html([done, failed])


def test_a_preview_shows_a_part_and_the_way_to_the_rest(make_passage: Callable[..., Passage]) -> None:
    passages = [make_passage(f"第{i}段", start=10 * i) for i in range(PREVIEWED + 2)]
    shown = preview_html(document(), passages, 0)
    assert f"第{PREVIEWED - 1}段" in shown
    assert f"第{PREVIEWED}段" not in shown
    assert f'data-first="{PREVIEWED}"' in shown
    assert "data-first" not in preview_html(document(), passages, PREVIEWED)


def test_names_stay_text(make_passage: Callable[..., Passage]) -> None:
    hostile = document(title=HOSTILE, source=HOSTILE, warnings=(HOSTILE,), doc_id=HOSTILE)
    jobs = [Job(HOSTILE, Path(HOSTILE), state, HOSTILE, message=HOSTILE, info=hostile) for state in State]
    passage = make_passage(HOSTILE, heading_path=(HOSTILE,), speaker=HOSTILE, asked=HOSTILE, organisation=HOSTILE)
    shown = library_html([hostile]) + jobs_html(jobs) + brief_html(jobs) + preview_html(hostile, [passage], 0)
    assert "<img" not in shown
    assert "${" not in shown
    assert "{{" not in shown
