from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader

from corpus.document import MarkKind
from corpus.errors import UnreadableDocument
from corpus.extract import Extract
from corpus.formats.pdf.ocr import find_recogniser
from corpus.formats.pdf.reader import read as read_with

Sheets = Any
TEXT = "全市今年新建口袋公园二十六个，改造旧公园九个，新增绿地一百二十八公顷。"
SAME = {char: char for char in TEXT}
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
Shown = Callable[..., str]
WithFont = Callable[..., bytes]


def read(data: bytes, name: str) -> Extract:
    """As where the extra `ocr` is not installed."""
    return read_with(data, name, lambda: None)


def scan(sheets: Sheets) -> None:
    picture = ImageReader(Image.effect_noise((200, 280), 60))
    sheets.canvas.drawImage(picture, 0, 0, 595, 842)


def message(data: bytes) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read(data, "年报.pdf")
    return caught.value.user_message


def test_pages_follow_each_other_and_cover_the_text(sheets: Sheets) -> None:
    for number in range(3):
        sheets.line(f"{number}、{TEXT}")
        sheets.next_page()
    found = read(sheets.data(), "x.pdf")
    assert [page.number for page in found.pages] == [1, 2, 3]
    assert all(one.end == other.start for one, other in pairwise(found.pages))
    assert (found.pages[0].start, found.pages[-1].end) == (0, len(found.text))


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_rotated_page_is_read_as_it_is_shown(sheets: Sheets, turn: int) -> None:
    canvas = sheets.canvas
    canvas.setPageRotation(turn)
    canvas.translate(*((421, 297.5) if turn % 180 else (297.5, 421)))  # reportlab turns the sheet too
    canvas.rotate(turn)
    for line, text in enumerate((TEXT, "第二行。", "第三行。")):
        sheets.line(text, x=-250, y=842 - (200 - 30 * line))
    assert read(sheets.data(), "x.pdf").text.splitlines() == [TEXT, "第二行。", "第三行。"]


def test_text_set_sideways_on_an_upright_page_is_read(sheets: Sheets) -> None:
    sheets.canvas.rotate(90)
    for line, text in enumerate((TEXT, "第二行。")):
        sheets.line(text, x=100, y=842 + 200 + 40 * line)
    assert read(sheets.data(), "x.pdf").text.splitlines() == [TEXT, "第二行。"]


def test_a_slanted_watermark_is_left_out(sheets: Sheets) -> None:
    sheets.line(TEXT)
    sheets.canvas.translate(200, 300)
    sheets.canvas.rotate(45)
    sheets.line("内部资料", x=0, y=842, size=60)
    found = read(sheets.data(), "x.pdf")
    assert (found.text, found.warnings) == (TEXT + "\n", ())


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_text_across_the_others_is_left_out_and_said_so(sheets: Sheets, turn: int) -> None:
    for number in range(2):
        sheets.line(TEXT, y=300)
        sheets.canvas.translate(300, 400)
        sheets.canvas.rotate(turn)
        sheets.line("侧栏" if number else "12", x=0, y=842)
        sheets.next_page()
    found = read(sheets.data(), "x.pdf")
    assert found.text.splitlines() == [TEXT, TEXT]
    assert found.warnings == ("第 2 页有方向与正文不同的文字，没有导入。请核对原件。",)


def test_characters_drawn_twice_are_read_once(sheets: Sheets) -> None:
    sheets.line(TEXT, bold=True)
    for x, char in enumerate("逐字重印"):
        for shift in (0, 0.4):
            sheets.line(char, x=72 + 11 * x + shift, y=400)
    assert read(sheets.data(), "x.pdf").text.splitlines() == [TEXT, "逐字重印"]


def test_invisible_text_beside_visible_text_is_left_out(sheets: Sheets) -> None:
    sheets.line(TEXT)
    hidden = sheets.canvas.beginText(72, 300)
    hidden.setFont("STSong-Light", 11)
    hidden.setTextRenderMode(3)
    hidden.textLine("看不见的字")
    sheets.canvas.drawText(hidden)
    assert read(sheets.data(), "x.pdf").text == TEXT + "\n"


def test_invisible_text_over_a_scan_is_its_text(sheets: Sheets) -> None:
    scan(sheets)
    hidden = sheets.canvas.beginText(72, 300)
    hidden.setFont("STSong-Light", 11)
    hidden.setTextRenderMode(3)
    hidden.textLine(TEXT)
    sheets.canvas.drawText(hidden)
    assert read(sheets.data(), "x.pdf").text == TEXT + "\n"


def test_a_stamp_on_a_scan_does_not_hide_its_text(sheets: Sheets) -> None:
    scan(sheets)
    sheets.line("某某扫描仪 创建", x=400, y=820)  # first: the mode of the next text would stay
    hidden = sheets.canvas.beginText(72, 300)
    hidden.setFont("STSong-Light", 11)
    hidden.setTextRenderMode(3)
    hidden.textLine(TEXT)
    sheets.canvas.drawText(hidden)
    found = read(sheets.data(), "x.pdf")
    assert found.text.splitlines() == [TEXT, "某某扫描仪 创建"]
    assert found.warnings == ()


def test_ligatures_radicals_and_soft_hyphens_become_plain_text(shown: Shown, with_font: WithFont) -> None:
    data = with_font([shown("ABDEFC")], {"A": "o", "B": "ffi", "C": "\u00ad", "D": "ce", "E": "\u2f42", "F": "１"})
    assert read(data, "x.pdf").text == "office文１\n"


def test_a_font_without_a_map_is_garbage_and_not_read(shown: Shown, with_font: WithFont) -> None:
    told = message(with_font([shown(TEXT)], None))
    assert "年报.pdf" in told
    assert "乱码" in told


def test_garbled_pages_are_named_and_the_others_read(shown: Shown, with_font: WithFont) -> None:
    mapping = SAME | {chr(0x7000 + place): chr(0xE100 + place) for place in range(30)}
    bad = shown("".join(chr(0x7000 + place) for place in range(30)))
    found = read(with_font([shown(TEXT), bad, bad, shown(TEXT)], mapping), "x.pdf")
    assert found.text.splitlines() == [TEXT, TEXT]
    assert "第 2—3 页的文字层是乱码" in found.warnings[0]


def test_a_garbled_line_is_left_out_and_counted(shown: Shown, with_font: WithFont) -> None:
    mapping = SAME | {chr(0x7000 + place): chr(0xE100 + place) for place in range(5)}
    bad = shown("".join(chr(0x7000 + place) for place in range(5)), y=400)
    good = [shown(TEXT, x=20, y=700 - 60 * line) for line in range(3)]
    found = read(with_font([" ".join([*good, bad])], mapping), "x.pdf")
    assert found.text.splitlines() == [TEXT] * 3
    assert found.warnings == ("第 1 页有 1 行文字是乱码，没有导入。",)


def test_scanned_pages_are_named(sheets: Sheets) -> None:
    sheets.line(TEXT)
    sheets.next_page()
    scan(sheets)
    found = read(sheets.data(), "x.pdf")
    assert found.text == TEXT + "\n"
    assert "第 2 页是扫描图片" in found.warnings[0]
    assert "yinju[ocr]" in found.warnings[0]


def test_a_file_of_scans_only_is_unreadable(sheets: Sheets) -> None:
    scan(sheets)
    told = message(sheets.data())
    assert "扫描图片" in told
    assert "OCR" in told or "ocr" in told


@pytest.mark.skipif(find_recogniser() is None, reason="the extra `ocr` is not installed")
def test_scanned_pages_are_recognised(sheets: Sheets) -> None:
    import pypdfium2

    sheets.line(TEXT, size=14)
    picture = pypdfium2.PdfDocument(sheets.data())[0].render(scale=2).to_pil()
    out = io.BytesIO()
    picture.save(out, "PDF", resolution=144)
    found = read_with(out.getvalue(), "x.pdf")
    assert "口袋公园" in found.text
    assert "第 1 页由文字识别（OCR）得到" in found.warnings[0]


def test_an_encrypted_file_says_so(new_sheets: Any) -> None:
    sheets = new_sheets(encrypt="secret")
    sheets.line(TEXT)
    assert "加密" in message(sheets.data())


def test_a_file_encrypted_without_a_password_opens(new_sheets: Any) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    sheets = new_sheets(encrypt=StandardEncryption("", ownerPassword="owner", canCopy=0))
    sheets.line(TEXT)
    assert read(sheets.data(), "x.pdf").text == TEXT + "\n"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"not a PDF at all", b"%PDF-1.4\n" + b"\x00" * 5000])
def test_what_is_no_pdf_says_so(data: bytes) -> None:
    assert "年报.pdf" in message(data)


def test_every_truncation_gives_text_with_a_warning_or_a_message(sheets: Sheets) -> None:
    for _ in range(3):
        sheets.line(TEXT)
        sheets.next_page()
    data = sheets.data()
    for end in range(0, len(data) - 10, 200):
        try:
            told = " ".join(read(data[:end], "年报.pdf").warnings)
        except UnreadableDocument as error:
            told = error.user_message
        assert "不完整" in told or "没有下载完整" in told


def test_a_blank_file_has_no_text_and_no_warning(sheets: Sheets) -> None:
    sheets.next_page()
    found = read(sheets.data(), "x.pdf")
    assert (found.text, found.warnings, len(found.pages)) == ("", (), 1)


@pytest.mark.skipif(BROWSER is None, reason="no Chromium to print with")
def test_a_page_printed_by_a_browser(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<html><head><meta charset=utf-8><title>绿地</title><style>td,th{border:1px solid}table{border-collapse:"
        f"collapse}}</style></head><body><h1>城市绿地年度报告</h1><h2>第一章 总体情况</h2><p>{TEXT * 3}</p>"
        "<p>表1　各区绿地面积</p><table><tr><th rowspan=2>区</th><th colspan=2>2023年</th></tr>"
        "<tr><th>面积（公顷）</th><th>个数</th></tr><tr><td>东区</td><td>35.2</td><td>5</td></tr></table></body></html>",
        encoding="utf-8",
    )
    target = tmp_path / "page.pdf"
    command = [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={target}", str(page)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    found = read(target.read_bytes(), "x.pdf")
    if "口袋公园" not in found.text and not found.grids:
        pytest.skip("no Chinese font to print with")
    assert TEXT * 3 in found.text.splitlines()
    headings = [found.text[m.start : m.end] for m in found.marks if m.kind is MarkKind.HEADING]
    assert headings == ["城市绿地年度报告", "第一章 总体情况"]
    assert [[cell.text for cell in row] for row in found.grids[0].rows] == [
        ["区", "2023年", "2023年"],
        ["区", "面积（公顷）", "个数"],
        ["东区", "35.2", "5"],
    ]
