"""The command line as a script sees it: exit codes, what goes to stdout, what to stderr, never a traceback."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ui.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(library_folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on this test's library: exit code, stdout, stderr."""

    def run_command(command: str, *rest: object) -> tuple[int, str, str]:
        code = main([command, "--library", str(library_folder), *map(str, rest)])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return code, said.out, said.err

    return run_command


@pytest.fixture(scope="module")
def made_library(tmp_path_factory: pytest.TempPathFactory, report_text: str) -> Path:
    """A library with the report, made once: each command loads the dictionary anew.

    Made by another process, so that none of this one has its files open while they are copied.
    """
    folder = tmp_path_factory.mktemp("made")
    (folder / "低空经济.txt").write_text(report_text, encoding="utf-8")
    paths = (folder / "低空经济.txt", "--library", folder / "library")
    subprocess.run([sys.executable, "-m", "ui", "index", *paths], check=True, capture_output=True)
    return folder / "library"


@pytest.fixture
def indexed(run: Run, made_library: Path, library_folder: Path) -> Run:
    """The same, with the report in the library."""
    shutil.copytree(made_library, library_folder)
    return run


def found(output: str) -> Any:
    return json.loads(output)


def lines(path: Path, records: Sequence[object]) -> Path:
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records), encoding="utf-8")
    return path


# index, list, remove


def test_index_sums_up_on_stdout(run: Run, report: Path) -> None:
    code, out, err = run("index", report)
    assert code == 0
    assert out.startswith("新增 1 份。文库现有文档 1 份，段落 ")
    assert err == ""


def test_index_again_skips_what_has_not_changed(run: Run, report: Path) -> None:
    run("index", report)
    code, out, _ = run("index", report, "--json")
    assert (code, found(out)["added"], len(found(out)["unchanged"])) == (0, [], 1)


def test_index_of_a_folder_takes_the_files_in_it(run: Run, report: Path) -> None:
    code, out, _ = run("index", report.parent, "--json")
    assert (code, [one["file"] for one in found(out)["added"]]) == (0, ["低空经济.txt"])


@pytest.mark.parametrize("content", [None, b"", b"\x00\x01\x02\xff\xfe\x00\x00" * 50])
def test_index_of_a_missing_empty_or_unreadable_file_fails_and_names_it(
    run: Run, tmp_path: Path, content: bytes | None
) -> None:
    bad = tmp_path / "坏文件.txt"
    if content is not None:
        bad.write_bytes(content)
    code, out, err = run("index", bad, "--json")
    assert code == 1
    assert "坏文件.txt" in err
    assert found(out)["failed"][0]["file"].endswith("坏文件.txt")


def test_index_is_done_in_part_where_one_file_is_bad(run: Run, report: Path, tmp_path: Path) -> None:
    code, out, err = run("index", report, tmp_path / "没有.txt")
    assert code == 3
    assert "没有.txt" in err
    assert "新增 1 份，失败 1 份" in out


def test_list_shows_each_document(indexed: Run) -> None:
    assert "低空经济.txt" in indexed("list")[1]
    (document,) = found(indexed("list", "--json")[1])["documents"]
    assert document["title"] == "示例市低空经济报告"
    assert document["passages"] > 0


def test_remove_takes_a_document_out_and_leaves_the_file(run: Run, report: Path) -> None:
    run("index", report)
    code, out, _ = run("remove", "低空经济.txt")
    assert (code, "低空经济.txt" in out, report.exists()) == (0, True, True)
    assert found(run("list", "--json")[1])["documents"] == []


def test_remove_of_an_unknown_document_fails_and_removes_nothing(indexed: Run) -> None:
    code, out, err = indexed("remove", "低空经济.txt", "没有这份")
    assert (code, out, "没有这份" in err) == (1, "", True)
    assert len(found(indexed("list", "--json")[1])["documents"]) == 1


# ask, search


def test_ask_answers_with_a_quote_that_is_in_the_source(indexed: Run, report_text: str) -> None:
    code, out, err = indexed("ask", "全市建成多少个起降点？", "--json")
    answer = found(out)
    assert (code, err) == (0, "")
    assert answer["citations"]
    for one in answer["citations"]:
        assert report_text[one["char_start"] : one["char_end"]] == one["quote"]


def test_ask_what_is_not_there_is_done_all_the_same(indexed: Run) -> None:
    code, out, _ = indexed("ask", "量子计算机的价格是多少元？", "--json")
    answer = found(out)
    assert code == 0
    assert (answer["answerable"], answer["verdict"], answer["citations"]) == (False, "not_found", [])
    assert answer["passages"]


def test_ask_uses_the_history(indexed: Run, tmp_path: Path) -> None:
    history = tmp_path / "h.json"
    history.write_text('[{"question": "全市建成多少个起降点？", "answer": "86个"}]', encoding="utf-8")
    answer = found(indexed("ask", "其中医院楼顶呢？", "--history", history, "--json")[1])
    assert answer["question"] == "其中医院楼顶呢？"
    assert answer["understood_as"] != answer["question"]


def test_ask_only_what_no_passage_meets_finds_nothing(indexed: Run) -> None:
    answer = found(indexed("ask", "全市建成多少个起降点？", "--only", "year=1999", "--json")[1])
    assert (answer["verdict"], answer["passages"]) == ("not_found", [])


@pytest.mark.parametrize("question", ["", "   "])
def test_an_empty_question_is_wrong_usage(run: Run, question: str) -> None:
    code, out, err = run("ask", question)
    assert (code, out, err.startswith("用法有误：问题是空的")) == (2, "", True)


@pytest.mark.parametrize("question", ["？", "😀", "a", "ＡＢＣ", "％" * 3, "起降点" * 2000])
def test_any_other_question_gets_an_answer(indexed: Run, question: str) -> None:
    assert indexed("ask", question, "--json")[0] == 0


def test_search_ranks_as_many_passages_as_asked(indexed: Run) -> None:
    code, out, _ = indexed("search", "审批", "-k", "1", "--json")
    (first,) = found(out)["passages"]
    assert (code, first["rank"]) == (0, 1)
    assert "审批" in first["text"]


def test_a_library_that_is_not_there_is_told(run: Run) -> None:
    code, out, err = run("ask", "有几个？")
    assert (code, out) == (1, "")
    assert "yinju index" in err


def test_a_library_of_another_version_is_told_and_left_alone(indexed: Run, library_folder: Path) -> None:
    database = library_folder / "library.sqlite"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    code, out, err = indexed("ask", "有几个？")
    assert (code, out) == (1, "")
    assert "不是这一版本" in err


# batch, eval


def test_batch_keeps_ids_and_order(indexed: Run, tmp_path: Path) -> None:
    asked = [
        {"id": f"q{i}", "question": question, "type": "fact"} for i, question in enumerate(("订单多少？", "审批多久？"))
    ]
    output = tmp_path / "p.jsonl"
    code, out, err = indexed("batch", lines(tmp_path / "q.jsonl", asked), "-o", output)
    assert (code, out) == (0, "")
    assert "已回答 2 个问题" in err
    answers = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    assert [(one["id"], one["question"]) for one in answers] == [("q0", "订单多少？"), ("q1", "审批多久？")]


def test_batch_answers_the_other_lines_where_one_is_broken(indexed: Run, tmp_path: Path) -> None:
    path = lines(tmp_path / "q.jsonl", [{"id": "a", "question": "订单多少？"}])
    with path.open("a", encoding="utf-8") as file:
        file.write('{"id": "b"\n{"id": "c", "question": "审批多久？"}\n')
    code, out, err = indexed("batch", path)
    assert code == 3
    assert "《q.jsonl》第 2 行不能用" in err
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["a", "c"]


def test_batch_that_fails_leaves_the_earlier_predictions(run: Run, tmp_path: Path) -> None:
    output = tmp_path / "p.jsonl"
    output.write_text("earlier\n", encoding="utf-8")
    code, _, err = run("batch", lines(tmp_path / "q.jsonl", [{"id": "a", "question": "x"}]), "-o", output)
    assert (code, output.read_text(encoding="utf-8")) == (1, "earlier\n")
    assert err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p.jsonl", "q.jsonl"]


def test_batch_into_a_folder_that_is_not_there_fails_before_any_work(indexed: Run, tmp_path: Path) -> None:
    questions = lines(tmp_path / "q.jsonl", [{"id": "a", "question": "x"}])
    code, _, err = indexed("batch", questions, "-o", tmp_path / "none" / "p.jsonl")
    assert (code, "无法写入" in err) == (1, True)


@pytest.mark.parametrize("place", [".", "q.jsonl/p.jsonl"])
def test_batch_into_what_is_no_file_is_refused_in_words(indexed: Run, tmp_path: Path, place: str) -> None:
    questions = lines(tmp_path / "q.jsonl", [{"id": "a", "question": "x"}])
    code, _, err = indexed("batch", questions, "-o", tmp_path / place)
    assert (code, "无法写入" in err, "缺陷" in err) == (1, True, False)


def test_batch_writes_a_file_with_as_long_a_name_as_there_can_be(indexed: Run, tmp_path: Path) -> None:
    questions = lines(tmp_path / "q.jsonl", [{"id": "a", "question": "订单多少？"}])
    output = tmp_path / ("预" * 82 + ".jsonl")
    assert indexed("batch", questions, "-o", output)[0] == 0
    assert output.exists()


def test_batch_of_a_missing_file_fails(indexed: Run, tmp_path: Path) -> None:
    code, _, err = indexed("batch", tmp_path / "none.jsonl")
    assert (code, "文件不存在" in err) == (1, True)


def test_eval_prints_figures_by_type_and_over_all(indexed: Run, tmp_path: Path) -> None:
    gold = {
        "id": "a", "type": "fact", "question": "全市建成多少个起降点？", "answers": ["86个"],
        "evidence": [{"lines": [5, 5], "quote": "全市建成起降点86个"}],
    }  # fmt: skip
    path = lines(tmp_path / "q.jsonl", [gold, {"id": "b", "type": "unanswerable", "question": "量子计算机多少钱？"}])
    code, out, _ = indexed("eval", path, "--json")
    figures = found(out)["figures"]
    assert (code, figures["ALL"]["n"], figures["fact"]["r@10"]) == (0, 2, 1.0)
    table = indexed("eval", path)[1]
    assert "unanswerable" in table
    assert table.splitlines()[0].split()[:2] == ["题型", "题数"]


def test_eval_of_the_short_form_is_saved_and_compared(indexed: Run, tmp_path: Path) -> None:
    path = lines(tmp_path / "q.jsonl", [{"question": "全市建成多少个起降点？", "answer": "86个"}])
    saved = tmp_path / "a.json"
    assert indexed("eval", path, "--save", saved)[0] == 0
    code, out, _ = indexed("eval", path, "--compare", saved, "--misses", "--json")
    assert (code, found(out)["changed"], found(out)["results"][0]["id"]) == (0, [], "1")
    assert found(out)["compared_with"]["figures"] == found(out)["figures"]


# serve


def test_a_busy_port_is_told_with_the_option_that_helps(run: Run) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        code, out, err = run("serve", "--port", port)
    assert (code, out) == (1, "")
    assert f"端口 {port} 无法使用" in err
    assert "--port" in err


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.com"])
def test_other_computers_are_let_in_only_with_a_password_or_on_purpose(run: Run, host: str) -> None:
    code, _, err = run("serve", "--host", host)
    assert code == 2
    assert "--auth" in err
    assert "--no-auth" in err


@pytest.mark.parametrize("auth", ["name", ":word", "name:"])
def test_a_login_needs_a_name_and_a_password(run: Run, auth: str) -> None:
    code, _, err = run("serve", "--auth", auth)
    assert (code, "用户名:密码" in err) == (2, True)


# The process: its own streams, its own end


def yinju(*argv: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "ui", *map(str, argv)]
    return subprocess.run(command, capture_output=True, env=os.environ | environment, timeout=120, check=False)


def test_a_reader_that_leaves_early_causes_no_traceback(indexed: Run, library_folder: Path) -> None:
    command = [sys.executable, "-m", "ui", "search", "示例市", "--library", str(library_folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (0, b"")


def test_a_terminal_that_is_not_utf8_gets_escapes_and_valid_json(indexed: Run, library_folder: Path) -> None:
    plain = yinju("search", "审批", "--library", library_folder, PYTHONIOENCODING="ascii")
    assert (plain.returncode, plain.stderr) == (0, b"")
    as_json = yinju("search", "审批", "--library", library_folder, "--json", PYTHONIOENCODING="ascii")
    assert "审批" in json.loads(as_json.stdout)["passages"][0]["text"]


def test_wrong_usage_ends_with_2_and_nothing_on_stdout() -> None:
    done = yinju("paint")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith("用法有误：")


def test_an_interruption_ends_with_130_and_no_traceback() -> None:
    stopped = (
        # A test run started in the background ignores the signal, and so would its children.
        "import signal, ui.cli, ui.commands.ask as a\nsignal.signal(signal.SIGINT, signal.default_int_handler)\na.run = lambda args: signal.raise_signal(signal.SIGINT)\n"
        "raise SystemExit(ui.cli.main(['ask', 'x']))"
    )
    done = subprocess.run([sys.executable, "-c", stopped], capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr.decode().strip()) == (130, "已中断。")


def test_a_bug_goes_to_the_log_and_the_user_reads_one_honest_line(tmp_path: Path) -> None:
    broken = (
        "import ui.cli, ui.commands.ask as a\na.run = lambda args: 1 / 0\nraise SystemExit(ui.cli.main(['ask', 'x']))"
    )
    environment = os.environ | {"XDG_STATE_HOME": str(tmp_path), "HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", broken], capture_output=True, env=environment, timeout=60, check=False)
    (line,) = done.stderr.decode().splitlines()
    log = Path(line.rpartition("日志：")[2])
    assert done.returncode == 1
    assert "ZeroDivisionError" in line
    assert "Traceback" in log.read_text(encoding="utf-8")
