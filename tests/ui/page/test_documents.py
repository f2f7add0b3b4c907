from __future__ import annotations

from index.storage import DocumentInfo
from ui.page.documents import library_html, outcome_html, summary_text, taking_in_html

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
    assert "12995 字 · 65 个段落 · 9 张表 · 1 位受访者" in shown
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


def test_an_import_says_which_file_it_reads() -> None:
    assert "正在读取《年报.txt》（2/3）" in taking_in_html("年报.txt", 1, 3)
    assert "正在整理文库" in taking_in_html("", 3, 3)


def test_each_file_is_told_how_it_went() -> None:
    shown = outcome_html([document()], ["《空.txt》是空的。"])
    assert "已加入：年度报告" in shown
    assert "《空.txt》是空的。" in shown
    assert "没有变化" in outcome_html([], [])


def test_names_stay_text() -> None:
    hostile = document(title=HOSTILE, source=HOSTILE, warnings=(HOSTILE,))
    shown = library_html([hostile]) + outcome_html([hostile], [HOSTILE]) + taking_in_html(HOSTILE, 0, 1)
    assert "<img" not in shown
    assert "${" not in shown
    assert "{{" not in shown
