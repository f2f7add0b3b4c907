"""The library in a real browser: files come in with progress, are asked, looked at and removed; nothing runs in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
PORT = ("青屿港年度报告", "第一章 吞吐量", "青屿港全年完成集装箱吞吐量4200万标准箱，比上年增长6.5%。")
HARBOUR_QUESTION = "青屿港全年完成的集装箱吞吐量是多少标准箱？"
ATTACK = "<img src=x onerror=alert(1)><script>alert(2)</script>${alert(3)}{{alert}}"


def word_file(path: Path) -> Path:
    document = Document()
    document.add_heading(PORT[0], 0)
    document.add_heading(PORT[1], 1)
    document.add_paragraph(PORT[2])
    document.save(str(path))
    return path


def pdf_file(path: Path, browser: Browser) -> Path:
    """Chromium prints one, with real fonts in it."""
    page = browser.new_page()
    page.set_content(
        "<h1>白鹭湾风电年度报告</h1><h2>第一章 发电</h2><p>白鹭湾风电场全年发电量为38.6亿千瓦时，比上年增长9%。</p>"
    )
    page.pdf(path=path)
    page.close()
    return path


def test_a_word_file_and_a_pdf_can_be_asked_and_a_bad_file_is_told(
    visitor: Any, browser: Browser, tmp_path: Path, picture: Callable[[Page, str], None]
) -> None:
    empty = tmp_path / "空白.txt"
    empty.touch()
    word, pdf = word_file(tmp_path / "青屿港.docx"), pdf_file(tmp_path / "白鹭湾.pdf", browser)
    visitor.tab("文库")
    visitor.add(word, pdf, empty)
    assert "已加入" in visitor.job("青屿港.docx").inner_text()
    assert "已加入" in visitor.job("白鹭湾.pdf").inner_text()
    refused = visitor.job("空白.txt")
    assert "未能导入" in refused.inner_text()
    assert "空白.txt" in refused.locator("[role=alert]").inner_text()
    assert refused.get_by_role("button", name="重试").count() == 1
    visitor.page.wait_for_selector(".documents >> text=青屿港")
    picture(visitor.page, "library")
    visitor.tab("问答")
    answer = visitor.ask(HARBOUR_QUESTION)
    assert "4200万标准箱" in answer.locator(".text").inner_text()
    assert "青屿港.docx" in visitor.page.locator("#source .file").inner_text()
    answer = visitor.ask("白鹭湾风电场全年发电量为多少千瓦时？")
    assert "38.6亿千瓦时" in answer.locator(".text").inner_text()
    assert "第 1 页" in visitor.page.locator("#source .where").inner_text()


def test_an_import_shows_how_far_it_is(visitor: Any, tmp_path: Path) -> None:
    file = tmp_path / "长报告.txt"
    lines = (f"第{i}号站点在{i}月完成检修{i * 7}次，比计划多{i % 9}次。" for i in range(1, 5000))
    file.write_text("检修年度报告\n\n" + "\n\n".join(lines), encoding="utf-8")
    visitor.tab("文库")
    visitor.page.evaluate(
        """() => {
            window.seen = new Set();
            new MutationObserver(() => document.querySelectorAll('#jobs li.working').forEach(
                one => seen.add(one.querySelector('.facts').innerText + one.querySelector('progress').value)
            )).observe(document.querySelector('#jobs'), {childList: true, subtree: true, attributes: true, characterData: true});
        }"""
    )
    visitor.add(file)
    seen = visitor.page.evaluate("[...seen]")
    assert len(seen) > 1
    assert all("正在导入" in one for one in seen)
    visitor.page.locator(".documents li", has_text="长报告.txt").locator("summary").click()
    visitor.page.locator(".documents li", has_text="长报告.txt").get_by_role("button", name="确定移除").click()
    visitor.page.locator(".documents li", has_text="长报告.txt").wait_for(state="detached")


def test_a_document_can_be_previewed_asked_alone_and_removed(visitor: Any, tmp_path: Path) -> None:
    file = tmp_path / "梧桐镇.txt"
    file.write_text("梧桐镇年度报告\n\n第一章 人口\n\n梧桐镇常住人口为3.7万人。\n", encoding="utf-8")
    visitor.tab("文库")
    visitor.add(file)
    card = visitor.page.locator(".documents li", has_text="梧桐镇.txt")
    card.get_by_role("button", name="预览段落").click()
    visitor.page.wait_for_selector("#source .indexed >> text=3.7万人")
    card.get_by_role("button", name="只问这份").click()
    visitor.page.wait_for_selector("#scope .narrowed:visible")
    answer = visitor.ask("常住人口是多少？")
    assert "3.7万人" in answer.locator(".text").inner_text()
    visitor.tab("文库")
    card.locator("summary").click()
    card.get_by_role("button", name="确定移除").click()
    card.wait_for(state="detached")


def test_files_can_be_dropped_on_the_page(visitor: Any) -> None:
    visitor.tab("文库")
    visitor.page.evaluate(
        """() => {
            const box = new DataTransfer();
            box.items.add(new File(['云杉岛年度报告\\n\\n云杉岛全年接待游客52万人次。\\n'], '云杉岛.txt'));
            document.dispatchEvent(new DragEvent('drop', {dataTransfer: box, bubbles: true, cancelable: true}));
        }"""
    )
    visitor.page.wait_for_selector("#jobs li.done >> text=云杉岛.txt", timeout=60_000)


def test_nothing_in_a_document_or_its_name_can_run_in_the_page(visitor: Any, tmp_path: Path) -> None:
    file = tmp_path / "靶场<b onmouseover=alert(4)>报告.md"
    file.write_text(
        f"# 靶场{ATTACK}报告\n\n## 第一章 {ATTACK}概况\n\n靶场{ATTACK}面积为77公顷。\n\n"
        f"| 项目{ATTACK} | 数量 |\n|---|---|\n| 靶位{ATTACK} | 12 |\n",
        encoding="utf-8",
    )
    visitor.tab("文库")
    visitor.add(file)
    visitor.page.locator(".documents li", has_text="靶场").get_by_role("button", name="预览段落").click()
    visitor.page.wait_for_selector("#source .indexed")
    for name in ("原话", "政策", "问答"):
        visitor.tab(name)
    answer = visitor.ask(f"靶场面积是多少公顷？{ATTACK}")
    assert ATTACK in visitor.page.locator("#source").inner_text()
    answer.locator(".chip").first.hover()
    visitor.page.wait_for_selector("#peek:not([hidden])")
    hostile = "img, script, b[onmouseover]"
    assert visitor.page.locator(f":is(#views, #source, #peek) :is({hostile})").count() == 0


def test_the_library_learns_words_of_its_own(visitor: Any) -> None:
    visitor.tab("文库")
    visitor.page.locator("#words summary").click()
    visitor.page.fill("#words textarea", "维保星级\n一")
    visitor.page.locator("#words .go").click()
    visitor.page.wait_for_selector("#words >> text=已保存", timeout=60_000)
    assert "（1）" in visitor.page.locator("#words summary").inner_text()
    visitor.page.reload()
    visitor.page.wait_for_selector("#header .holdings:not(:empty)", state="attached")
    visitor.tab("文库")
    visitor.page.locator("#words summary").click()
    assert "维保星级" in visitor.page.input_value("#words textarea")
