from __future__ import annotations

from pathlib import Path

import pytest

from qa.answer import Turn
from ui.errors import UnreadableQuestions
from ui.questions import read_history, read_questions


def test_a_broken_line_is_named_and_the_others_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "问题.jsonl"
    path.write_text(
        '{"id": "a", "question": "甲？"}\n{"id": "b", \n\n{"id": "c", "question": "丙？"}\n', encoding="utf-8"
    )
    questions = read_questions(path)
    assert [(number, record["id"]) for number, record in questions.records] == [(1, "a"), (4, "c")]
    assert questions.faults == ("《问题.jsonl》第 2 行不能用：不是完整的 JSON。这一行已跳过。",)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"[1, 2]", "不是 JSON 对象"),
        (b'{"question": "x"}', "缺少 id"),
        (b'{"id": "a", "question": "  "}', "缺少 question"),
        (b'{"id": "a", "question": 3}', "缺少 question"),
        (b'{"id": "a", "question": "x", "history": [1]}', "history 的写法不对"),
        (b'{"id": "a", "question": "\xff"}', "不是 UTF-8 编码"),
        (b"[" * 100_000, "不是完整的 JSON"),
    ],
)
def test_each_fault_is_told_by_its_reason(tmp_path: Path, line: bytes, reason: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes(b'{"id": "ok", "question": "x"}\n' + line)
    assert reason in read_questions(path).faults[0]


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"id": "a", "question": "x"}\r\n{"id": "b", "question": "y"}\r\n')
    assert [record["id"] for _, record in read_questions(path).records] == ["a", "b"]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"not json"])
def test_a_file_without_a_question_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes(content)
    with pytest.raises(UnreadableQuestions) as refused:
        read_questions(path)
    assert "没有可用的问题" in refused.value.user_message


def test_a_missing_file_is_told_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(UnreadableQuestions) as refused:
        read_questions(tmp_path / "none.jsonl")
    assert "none.jsonl》：文件不存在" in refused.value.user_message


@pytest.mark.parametrize(
    "form", ['[{"question": "甲？", "answer": "乙"}]', '{"history": [{"question": "甲？", "answer": "乙"}]}']
)
def test_a_history_is_a_list_or_an_object_that_has_one(tmp_path: Path, form: str) -> None:
    path = tmp_path / "h.json"
    path.write_text(form, encoding="utf-8")
    assert read_history(path) == (Turn("甲？", "乙"),)


@pytest.mark.parametrize("form", ["{", '"x"', '[{"answer": "乙"}]', "[1]"])
def test_a_history_in_another_form_is_refused_with_the_form_to_use(tmp_path: Path, form: str) -> None:
    path = tmp_path / "h.json"
    path.write_text(form, encoding="utf-8")
    with pytest.raises(UnreadableQuestions) as refused:
        read_history(path)
    assert '[{"question": "…", "answer": "…"}]' in refused.value.user_message
