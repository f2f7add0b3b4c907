"""What a file's first bytes say it is, whatever its name says."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from corpus.errors import UnreadableDocument
from corpus.files.encoding import decode
from corpus.files.regular import shown
from corpus.formats.registry import FORMATS

ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF, PDF_WITHIN = b"%PDF-", 1024  # Acrobat finds the header anywhere in the first kilobyte
OFFICE = (".docx", ".pptx", ".xlsx")

BINARY = (*OFFICE, ".epub", ".pdf")
SAMPLE = 65536  # bytes that show whether something is text

# What no reader here reads: name in Chinese, first bytes.
FOREIGN = (
    ("图片", (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")),
    ("RTF 文档", (b"{\\rtf",)),
    ("压缩包", (b"\x1f\x8b\x08", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh9", b"\xfd7zXZ")),
    ("程序", (b"\x7fELF", b"MZ\x90\x00")),
    ("数据库", (b"SQLite format 3\x00",)),
)
# The member that tells what a zip is.
MEMBERS = (
    ("word/", ".docx", "Word 文档"),
    ("ppt/", ".pptx", "幻灯片"),
    ("xl/", ".xlsx", "Excel 工作簿"),
    ("META-INF/container.xml", ".epub", "EPUB 电子书"),
)


def check_content(data: bytes, path: Path) -> None:
    """Raise UnreadableDocument, saying what the file really is, where its bytes contradict its suffix.

    Formats of text are not told apart, damaged files are left to the reader of their suffix.
    """
    suffix = path.suffix.lower()
    real, name = _real(data, suffix)
    if name and FORMATS.get(real, real) != FORMATS[suffix]:  # one module reads .htm and .html, .xlsx and .xlsm
        advice = f"请把后缀改为 {real} 后重新导入。" if real else "请换成文本、PDF 或 Office 文件后重新导入。"
        raise UnreadableDocument(
            f"{path}: is {real or 'foreign'} by its content",
            f"无法读取《{shown(path)}》：后缀是 {suffix}，内容其实是{name}。{advice}",
        )


def _real(data: bytes, suffix: str) -> tuple[str, str]:
    """The suffix that the content should have ("" for none that is read here) and its name ("" where it may be as named)."""
    foreign = next((name for name, heads in FOREIGN if data.startswith(heads)), "")
    if foreign:
        return "", foreign
    if PDF in data[:PDF_WITHIN] and (suffix in BINARY or data.startswith(PDF)):
        return ".pdf", " PDF"
    if data.startswith(ZIP):
        return _packed(data)
    if data.startswith(COMPOUND) and suffix not in OFFICE:  # their reader tells encrypted from old ones
        return "", "旧版或加密的 Office 文件"
    if suffix not in BINARY:
        return suffix, ""
    head = data[:SAMPLE].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")):
        return ".html", "网页"
    return (".txt", "纯文本") if _is_text(data) else (suffix, "")


def _packed(data: bytes) -> tuple[str, str]:
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return "", ""  # damaged: its reader says so
    for member, suffix, name in MEMBERS:
        if any(found.startswith(member) for found in members):
            return suffix, name
    return "", "压缩包"


def _is_text(data: bytes) -> bool:
    """Whether all of it could be text; control characters show that it is not."""
    sample = data[:SAMPLE]
    return not any(byte < 9 or 13 < byte < 32 for byte in sample) and decode(sample[: len(sample) // 4 * 4]) is not None
