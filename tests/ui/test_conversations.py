from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.document import Passage
from index.scope import Scope
from qa.answer import Answer
from ui.conversations import LONGEST_TITLE, MOST_EXCHANGES, Conversations
from ui.errors import ConversationFull, ConversationNotFound
from ui.exchange import Exchange

Make = Callable[..., Answer]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "conversations.sqlite"


@pytest.fixture
def store(path: Path) -> Conversations:
    return Conversations(path)


@pytest.fixture
def answered(make_answer: Make, table_passage: Passage, make_passage: Callable[..., Passage]) -> Exchange:
    """An exchange with evidence in a paragraph and in a table."""
    words = make_passage("产值约709亿元。😀", start=7, speaker="李某", heading_path=("第一章",))
    return Exchange("产值？", make_answer("约709亿元", [(words, "约709亿元"), (table_passage, "20")]))


def test_what_was_kept_comes_back_exactly_also_after_a_restart(
    store: Conversations, path: Path, answered: Exchange
) -> None:
    name = store.create("甲").conversation_id
    kept = [store.append("甲", name, answered), store.append("甲", name, Exchange("再问", error="出错了"))]
    store.close()
    loaded = Conversations(path).load("甲", name)
    assert loaded == tuple(kept)
    assert loaded[0].answer == answered.answer


def test_each_exchange_gets_a_name_and_a_moment(store: Conversations, answered: Exchange) -> None:
    name = store.create("甲").conversation_id
    one, two = store.append("甲", name, answered), store.append("甲", name, answered)
    assert one.exchange_id != two.exchange_id
    assert one.asked_at.endswith("Z")


def test_the_first_question_is_the_title_until_it_is_renamed(store: Conversations) -> None:
    name = store.create("甲").conversation_id
    assert store.get("甲", name).title == "新对话"
    store.append("甲", name, Exchange("第一个\n问题？"))
    store.append("甲", name, Exchange("第二个问题？"))
    assert store.get("甲", name).title == "第一个 问题？"
    store.rename("甲", name, "字" * 100)
    assert store.get("甲", name).title == "字" * (LONGEST_TITLE - 1) + "…"
    store.rename("甲", name, "  ")
    assert store.get("甲", name).title == "字" * (LONGEST_TITLE - 1) + "…"


def test_the_scope_is_remembered_per_conversation(store: Conversations) -> None:
    scope = Scope(docs=("年报.txt",), years=("2023",))
    one, two = store.create("甲"), store.create("甲", scope=scope)
    assert store.get("甲", two.conversation_id).scope == scope
    store.set_scope("甲", one.conversation_id, Scope(kinds=("table",)))
    assert store.get("甲", one.conversation_id).scope == Scope(kinds=("table",))


def test_a_search_finds_words_of_titles_questions_and_answers(store: Conversations, answered: Exchange) -> None:
    name = store.create("甲").conversation_id
    store.append("甲", name, answered)
    store.create("甲", "100%完成")
    assert [one.title for one in store.list("甲", "709")] == ["产值？"]
    assert [one.title for one in store.list("甲", "0%")] == ["100%完成"]
    assert store.list("甲", "_") == ()
    assert len(store.list("甲", " ")) == 2


def test_the_last_used_conversation_stands_first(store: Conversations) -> None:
    one, two = store.create("甲", "一"), store.create("甲", "二")
    assert [each.title for each in store.list("甲")] == ["二", "一"]
    store.append("甲", two.conversation_id, Exchange("问", asked_at="2030-01-01T00:00:00Z"))
    store.append("甲", one.conversation_id, Exchange("问", asked_at="2031-01-01T00:00:00Z"))
    assert [each.title for each in store.list("甲")] == ["一", "二"]


def test_a_question_that_is_edited_takes_what_followed_with_it(store: Conversations) -> None:
    name = store.create("甲").conversation_id
    kept = [store.append("甲", name, Exchange(f"问{i}")) for i in range(3)]
    store.drop_from("甲", name, kept[1].exchange_id)
    assert store.load("甲", name) == (kept[0],)


def test_a_deleted_conversation_is_gone_with_its_words(store: Conversations, path: Path) -> None:
    name = store.create("甲").conversation_id
    store.append("甲", name, Exchange("问"))
    store.delete("甲", name)
    with pytest.raises(ConversationNotFound):
        store.load("甲", name)
    assert sqlite3.connect(path).execute("SELECT count(*) FROM exchanges").fetchone() == (0,)


def test_nobody_finds_or_changes_what_belongs_to_another(store: Conversations) -> None:
    name = store.create("甲").conversation_id
    kept = store.append("甲", name, Exchange("秘密"))
    assert store.list("乙", "秘密") == ()
    attempts: list[Callable[[], object]] = [
        lambda: store.load("乙", name),
        lambda: store.get("乙", name),
        lambda: store.append("乙", name, Exchange("混入")),
        lambda: store.rename("乙", name, "改名"),
        lambda: store.set_scope("乙", name, Scope(years=("1",))),
        lambda: store.drop_from("乙", name, kept.exchange_id),
        lambda: store.delete("乙", name),
    ]
    for attempt in attempts:
        with pytest.raises(ConversationNotFound):
            attempt()
    assert store.load("甲", name) == (kept,)


def test_an_exchange_of_another_conversation_takes_nothing_back(store: Conversations) -> None:
    one, two = store.create("甲").conversation_id, store.create("甲").conversation_id
    store.append("甲", one, Exchange("问"))
    other = store.append("甲", two, Exchange("问"))
    store.drop_from("甲", one, other.exchange_id)
    assert len(store.load("甲", one)) == 1


def test_a_conversation_that_is_full_says_so(store: Conversations) -> None:
    name = store.create("甲").conversation_id
    for i in range(MOST_EXCHANGES):
        store.append("甲", name, Exchange(f"问{i}"))
    with pytest.raises(ConversationFull) as full:
        store.append("甲", name, Exchange("再问"))
    assert "新对话" in full.value.user_message


def test_an_answer_in_a_form_of_another_version_is_shown_as_text(
    store: Conversations, path: Path, answered: Exchange
) -> None:
    name = store.create("甲").conversation_id
    store.append("甲", name, answered)
    with sqlite3.connect(path) as other:
        other.execute("UPDATE exchanges SET content = x'00'")
    (loaded,) = store.load("甲", name)
    assert loaded.answer is None
    assert loaded.error.startswith("约709亿元")


def test_a_damaged_file_is_set_aside_not_overwritten(path: Path) -> None:
    path.write_bytes(b"no database" * 1000)
    Conversations(path).create("甲")
    (aside,) = path.parent.glob("*.damaged-*")
    assert aside.read_bytes() == b"no database" * 1000


def test_only_this_user_may_read_the_file(store: Conversations, path: Path) -> None:
    store.create("甲")
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_written_leaves_a_store_in_memory(tmp_path: Path) -> None:
    store = Conversations(tmp_path / "missing" / "conversations.sqlite")
    store.create("甲", "在内存")
    assert [one.title for one in store.list("甲")] == ["在内存"]


def _ask_until_killed(path: Path, told: int) -> None:
    store = Conversations(path)
    name = store.create("甲").conversation_id
    for i in range(10_000):
        store.append("甲", name, Exchange(f"问{i}"))
        os.write(told, b".")


def test_a_kill_loses_nothing_that_was_kept(path: Path) -> None:
    heard, told = os.pipe()
    writer = multiprocessing.get_context("fork").Process(target=_ask_until_killed, args=(path, told))
    writer.start()
    kept = 0
    while kept < 20:
        kept += len(os.read(heard, 1))
    os.kill(writer.pid or 0, signal.SIGKILL)
    writer.join()
    os.close(told)
    kept += len(os.read(heard, 100_000))
    (one,) = Conversations(path).list("甲")
    assert kept <= one.exchanges <= kept + 1
