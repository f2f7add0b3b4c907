from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.document import Passage
from qa.answer import Answer
from ui.conversations import FILE, Conversations
from ui.exchange import Exchange
from ui.feedback import FILE as FEEDBACK
from ui.feedback import FeedbackBook, Mark
from ui.verification import verify_records


@pytest.fixture
def folder(tmp_path: Path, make_answer: Callable[..., Answer], make_passage: Callable[..., Passage]) -> Path:
    """The records of a library with two exchanges of one conversation and one word of feedback."""
    store = Conversations(tmp_path / FILE)
    name = store.create("甲").conversation_id
    answer = make_answer("约709亿元", [(make_passage("产值约709亿元。"), "约709亿元")])
    kept = [store.append("甲", name, Exchange(question, answer)) for question in ("产值？", "还有呢？")]
    store.close()
    book = FeedbackBook(tmp_path / FEEDBACK)
    book.give("甲", kept[0], Mark.RIGHT)
    book.close()
    return tmp_path


def test_sound_records_and_records_that_are_not_there_are_no_finding(folder: Path, tmp_path: Path) -> None:
    assert verify_records(folder) == ()
    assert verify_records(tmp_path / "elsewhere") == ()


def test_an_exchange_that_changed_on_the_disk_is_named_by_its_question(folder: Path) -> None:
    with sqlite3.connect(folder / FILE) as db:
        changed = "CAST(substr(content, 1, length(content) - 1) || x'00' AS BLOB)"
        db.execute(f"UPDATE exchanges SET content = {changed} WHERE number = 2")
    (found,) = verify_records(folder)
    assert found.damage
    assert "还有呢？" in found.problem


@pytest.mark.parametrize("name", [FILE, FEEDBACK])
def test_a_file_that_is_no_database_any_more_is_found(folder: Path, name: str) -> None:
    path = folder / name
    path.write_bytes(b"\0" * 100 + path.read_bytes()[100:])
    (found,) = verify_records(folder)
    assert (found.place, found.damage) == (name, True)


@pytest.mark.parametrize("name", [FILE, FEEDBACK])
def test_a_file_that_was_cut_short_is_found(folder: Path, name: str) -> None:
    path = folder / name
    path.write_bytes(path.read_bytes()[: path.stat().st_size - 4096])
    assert [one.place for one in verify_records(folder) if one.damage][:1] == [name]


def test_looking_changes_nothing(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    verify_records(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.name in before} == before


def test_records_that_were_set_aside_are_told_and_are_no_damage(folder: Path) -> None:
    (folder / FILE).write_bytes(b"no database" * 1000)
    Conversations(folder / FILE).close()
    (found,) = verify_records(folder)
    assert not found.damage
    assert ".damaged-" in found.place
