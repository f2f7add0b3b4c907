"""From a path to a document, or to a message that helps."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from corpus.errors import CorpusError, EmptyDocument, UnreadableDocument
from corpus.loader import load


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_a_document_holds_the_characters_of_its_file(tmp_path: Path) -> None:
    text = "年度报告\n\n 第一章　总则\t。\u2028仍是一行\n"
    path = write(tmp_path, "甲.txt", text.encode())
    document = load(path)
    assert (document.text, document.encoding, document.source) == (text, "utf-8", str(path))


def test_the_same_bytes_have_the_same_id(tmp_path: Path) -> None:
    data = "同样的内容，两个名字。".encode()
    first, second = (load(write(tmp_path, name, data)) for name in ("甲.txt", "乙.md"))
    assert first.doc_id == second.doc_id == hashlib.sha256(data).hexdigest()


def test_every_kind_of_line_end_becomes_a_newline(tmp_path: Path) -> None:
    assert load(write(tmp_path, "a.txt", "一\r\n二\r三\n四".encode())).text == "一\n二\n三\n四"


def test_the_title_is_the_first_line_that_is_one(tmp_path: Path) -> None:
    text = "PORT REVIEW\n\n编制单位：海岸研究所\n\n2023年港口物流观察\n\n第一章"
    assert load(write(tmp_path, "x.txt", text.encode())).title == "2023年港口物流观察"


def test_a_markdown_file_is_named_by_its_first_heading(tmp_path: Path) -> None:
    assert load(write(tmp_path, "x.md", "前言在此。\n\n# **养老服务**手册 #\n\n## 一".encode())).title == "养老服务手册"


def test_the_front_matter_names_a_markdown_file(tmp_path: Path) -> None:
    text = '---\nauthor: 甲\ntitle: "渔港手册"\n---\n\n# 第一章\n'
    assert load(write(tmp_path, "x.md", text.encode())).title == "渔港手册"


def test_a_file_without_a_title_is_named_by_its_name(tmp_path: Path) -> None:
    assert load(write(tmp_path, "备忘.txt", "这里只有一句话，并不是标题。".encode())).title == "备忘"


@pytest.mark.parametrize("data", [b"", b"\n \t\r\n", "\u3000\n".encode(), b"\xef\xbb\xbf"])
def test_a_file_without_text_is_empty(tmp_path: Path, data: bytes) -> None:
    path = write(tmp_path, "空.txt", data)
    with pytest.raises(EmptyDocument) as caught:
        load(path)
    assert "《空.txt》" in caught.value.user_message


def refused(path: Path) -> str:
    """What the user reads about a file that cannot be loaded."""
    with pytest.raises(UnreadableDocument) as caught:
        load(path)
    return caught.value.user_message


def test_binary_data_is_refused(tmp_path: Path) -> None:
    assert "不是文本" in refused(write(tmp_path, "图.txt", b"\x8aPNG\x00\x01\x02\xff\xfe"))


def test_a_suffix_may_be_in_capitals(tmp_path: Path) -> None:
    assert load(write(tmp_path, "A.TXT", "正文在这里。".encode())).text == "正文在这里。"


def test_errors_speak_english_to_the_log_and_chinese_to_people(tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        load(tmp_path / "none.txt")
    assert "no such file" in str(caught.value)
    assert "no such file" not in caught.value.user_message


def test_a_text_full_of_control_characters_is_none(tmp_path: Path) -> None:
    assert "含有控制字符" in refused(write(tmp_path, "控.txt", "\x01\x02\x1b[31m正文".encode()))


def test_a_stray_control_character_is_shown_as_damaged(tmp_path: Path) -> None:
    document = load(write(tmp_path, "控.txt", ("正文在这里。" * 50 + "\x1b[2J").encode()))
    assert document.text.endswith("。\ufffd[2J")


def test_front_matter_that_never_ends_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\n" + "title: 甲\n" * 20_000, encoding="utf-8")  # tried from every line, it would take minutes
    assert load(path).title == "a"
