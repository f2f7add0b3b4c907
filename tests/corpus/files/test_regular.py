"""Which files are read, and what is said of the others."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from corpus.errors import EmptyDocument, UnreadableDocument
from corpus.files.regular import find_files, fingerprint, read_file, shown


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def refused(path: Path) -> str:
    """What the user reads about a file that is not read."""
    with pytest.raises(UnreadableDocument) as caught:
        read_file(path)
    return caught.value.user_message


def test_the_fingerprint_is_the_sha_256_of_the_bytes(tmp_path: Path) -> None:
    data = "内容".encode() * 1_000_000
    path = write(tmp_path, "甲.txt", data)
    assert read_file(path) == data
    assert fingerprint(path) == hashlib.sha256(data).hexdigest()


def test_a_file_of_no_bytes_is_empty(tmp_path: Path) -> None:
    with pytest.raises(EmptyDocument, match="empty"):
        fingerprint(write(tmp_path, "空.txt", b""))


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = write(tmp_path, "大.txt", b"")
    os.truncate(path, 257 << 20)  # takes no place on the disk
    assert "《大.txt》：文件超过 256 MB" in refused(path)


def test_a_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt"))
    path.write_bytes(b"x")
    assert "文件名或路径里有无法识别的字节" in refused(path)


def test_the_longest_name_that_a_disk_keeps_is_read(tmp_path: Path) -> None:
    assert read_file(write(tmp_path, "长" * 83 + "ab.txt", b"x")) == b"x"


def test_what_a_terminal_would_obey_is_not_shown() -> None:
    assert shown(Path("a\x1b[2J\n报告.txt")) == "a\ufffd[2J\ufffd报告.txt"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "找不到文件" in refused(tmp_path / "没有.txt")


def test_a_link_is_refused_wherever_it_leads(tmp_path: Path) -> None:
    for name, target in (("gone.txt", tmp_path / "nowhere"), ("link.txt", write(tmp_path, "甲.txt", b"x"))):
        link = tmp_path / name
        link.symlink_to(target)
        assert f"《{name}》：这是符号链接" in refused(link)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "folder.txt"
    folder.mkdir()
    assert "文件夹" in refused(folder)


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    assert "不是普通文件" in refused(pipe)


def test_a_path_that_cannot_exist_is_refused(tmp_path: Path) -> None:
    assert "无法读取" in refused(tmp_path / "a\0b.txt")


def test_a_folder_stands_for_its_readable_files(tmp_path: Path) -> None:
    wanted = [write(tmp_path, name, b"x") for name in ("b/二.md", "b/c/三.TXT", "一.txt")]
    for name in ("图.png", ".hidden/四.txt", "b/.五.txt"):
        write(tmp_path, name, b"x")
    assert find_files([tmp_path]) == sorted(wanted)


def test_a_file_that_is_named_is_kept_whatever_it_is(tmp_path: Path) -> None:
    odd, gone = write(tmp_path, "图.png", b"x"), tmp_path / "gone.txt"
    assert find_files([odd, gone, odd]) == sorted([odd, gone])


def test_an_unknown_format_lists_the_known_ones(tmp_path: Path) -> None:
    message = refused(write(tmp_path, "表.xyz", b"PK"))
    assert "《表.xyz》" in message
    assert ".md" in message
    assert ".txt" in message


def test_a_folder_that_is_named_like_a_file_is_no_source_of_files(tmp_path: Path) -> None:
    write(tmp_path, "folder.txt/甲.txt", b"x")
    assert find_files([tmp_path]) == find_files([tmp_path / "folder.txt"]) == [tmp_path / "folder.txt"]
