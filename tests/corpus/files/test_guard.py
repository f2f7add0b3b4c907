"""Reading in a process of its own: what it does to this one when it goes wrong, which is nothing."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.document import Parsed
from corpus.errors import EmptyDocument, UnreadableDocument
from corpus.files.guard import GuardedReader, Limits
from corpus.files.progress import heard_by
from corpus.loader import load
from corpus.splitter import split

# A format that does what the file's text says.
HOSTILE = """
import os, socket, sys, time
from corpus.formats import registry as formats
from corpus.extract import Extract
from corpus.files.progress import tell
from corpus.files.worker import main

class Hostile:
    def read(data, name):
        word = data.decode()
        if word == "crash": os._exit(7)
        if word == "bug": raise KeyError(word)
        if word == "hang": time.sleep(60)
        while word == "loop": pass
        if word == "work":
            for page in range(8):
                tell("读页", page, 8)
                time.sleep(0.5)
        if word == "greedy": return Extract("x" * (1 << 30))
        if word == "write": open("/tmp/written-by-the-reader", "w")
        if word == "call": socket.create_connection(("127.0.0.1", 9))
        print("noise that must not reach the answers")
        return Extract(word)

sys.modules["hostile"] = Hostile
formats.FORMATS[".txt"] = "hostile"
main()
"""


@pytest.fixture(scope="module")
def reader() -> Iterator[GuardedReader]:
    worker = (sys.executable, "-B", "-c", HOSTILE)
    with GuardedReader(Limits(processor=1, silence=3.0, memory=256 << 20), worker) as reader:
        yield reader


def write(folder: Path, word: str) -> Path:
    path = folder / f"{word.strip() or 'blank'}.txt"
    path.write_text(word, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("crash", "解析程序意外中断"),
        ("bug", "解析程序意外中断"),
        ("hang", "读取时间过长"),
        ("loop", "读取时间过长"),
        ("greedy", "占用的内存过多"),
        ("call", "解析程序意外中断"),
        ("write", "解析程序意外中断"),
    ],
)
def test_a_file_that_breaks_the_reader_is_named_and_the_next_one_is_read(
    reader: GuardedReader, tmp_path: Path, word: str, told: str
) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        reader.read(write(tmp_path, word))
    assert f"《{word}.txt》" in caught.value.user_message
    assert told in caught.value.user_message
    assert reader.read(write(tmp_path, "plain")).document.text == "plain"


def test_work_that_shows_progress_may_take_its_time(reader: GuardedReader, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    with heard_by(lambda *progress: told.append(progress)):
        assert reader.read(write(tmp_path, "work")).document.text == "work"
    assert [(done, total) for stage, done, total in told if stage == "读页"] == [(page, 8) for page in range(8)]


def test_a_document_is_the_same_as_without_the_guard(sample_report: Path) -> None:
    with GuardedReader() as reader:
        assert reader.read(sample_report) == replace(split(load(sample_report)), policies=())


def test_what_the_loader_refuses_is_refused_in_its_words(tmp_path: Path) -> None:
    with GuardedReader() as reader:
        with pytest.raises(EmptyDocument, match="white space"):
            reader.read(write(tmp_path, "\n"))
        with pytest.raises(UnreadableDocument, match="no such file"):
            reader.read(tmp_path / "gone.txt")


def test_a_reader_that_was_killed_in_between_is_started_again(reader: GuardedReader, tmp_path: Path) -> None:
    path = write(tmp_path, "plain")
    reader.read(path)
    assert reader._process
    os.kill(reader._process.pid, 9)
    reader._process.wait()
    assert reader.read(path).document.text == "plain"


def test_modules_in_the_current_folder_are_not_taken_for_the_readers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with GuardedReader() as reader:
        assert reader.read(write(tmp_path, "plain")).document.text == "plain"


def test_a_reading_that_nobody_waits_for_any_more_is_given_up_and_the_next_file_is_read(
    reader: GuardedReader, tmp_path: Path
) -> None:
    path, begun = write(tmp_path, "work"), threading.Event()

    def read() -> Parsed:
        with heard_by(lambda *told: begun.set()):
            return reader.read(path)

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read)
        assert begun.wait(60)
        reader.give_up(path.with_name("another.txt"))
        reader.give_up(path)
        with pytest.raises(UnreadableDocument):
            reading.result()
    assert reader.read(write(tmp_path, "后来的文件。")).document.text == "后来的文件。"
