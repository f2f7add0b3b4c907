from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.errors import AssistantError, EmptyDocument
from index.intake import Progress, Step
from index.storage import DocumentInfo
from index.summary import UpdateSummary
from ui.page.imports import Imports, State


def info(path: Path) -> DocumentInfo:
    return DocumentInfo("d", "题", str(path.absolute()), "utf-8", 1, 1, 0, (), ())


def summary(added: Sequence[Path], failed: Sequence[tuple[Path, AssistantError]] = ()) -> UpdateSummary:
    return UpdateSummary(tuple(map(info, added)), (), (), tuple(failed), 1, 1, 0, (), ())


def explain(error: Exception) -> str:
    return f"出错：{error}"


def states(imports: Imports) -> list[State]:
    return [job.state for job in imports.jobs()]


def test_each_file_ends_as_what_became_of_it() -> None:
    good, bad, same = Path("好.txt"), Path("坏.txt"), Path("同.txt")

    def take_in(files: Sequence[Path], report: Progress) -> tuple[dict[Path, Path], UpdateSummary]:
        return {file: file for file in files}, summary([good], [(bad, EmptyDocument("empty", "《坏.txt》是空的。"))])

    imports = Imports(take_in, explain)
    imports.add([good, bad, same])
    imports.wait()
    assert states(imports) == [State.DONE, State.FAILED, State.SAME]
    assert imports.jobs()[1].message == "《坏.txt》是空的。"
    assert not imports.busy


def test_when_the_library_cannot_be_written_every_file_says_why_and_can_be_tried_again() -> None:
    answers = [OSError("disk full"), None]

    def take_in(files: Sequence[Path], report: Progress) -> tuple[dict[Path, Path], UpdateSummary]:
        if error := answers.pop(0):
            raise error
        return {file: file for file in files}, summary(files)

    imports = Imports(take_in, explain)
    imports.add([Path("a.txt")])
    imports.wait()
    (job,) = imports.jobs()
    assert (job.state, job.message) == (State.FAILED, "出错：disk full")
    imports.retry(job.job_id)
    imports.wait()
    assert states(imports) == [State.DONE]


def test_a_file_that_is_cancelled_while_it_is_read_fails_alone() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def take_in(files: Sequence[Path], report: Progress) -> tuple[dict[Path, Path], UpdateSummary]:
        first, second = files
        report(Step(first.name))
        begun.set()
        go_on.wait(10)
        with pytest.raises(AssistantError) as cancelled:
            report(Step(first.name, "切分"))
        report(Step(second.name, "切分", files_done=1))
        report(Step(share=1.0))
        return {file: file for file in files}, summary([second], [(first, cancelled.value)])

    imports = Imports(take_in, explain)
    imports.add([Path("a.txt"), Path("b.txt")])
    begun.wait(10)
    imports.cancel(imports.jobs()[0].job_id)
    go_on.set()
    imports.wait()
    assert states(imports) == [State.CANCELLED, State.DONE]


def test_a_file_that_is_cancelled_after_it_was_read_leaves_the_library_and_the_others_begin_again() -> None:
    begun, go_on = threading.Event(), threading.Event()
    committed: list[list[Path]] = []

    def take_in(files: Sequence[Path], report: Progress) -> tuple[dict[Path, Path], UpdateSummary]:
        for file in files:
            report(Step(file.name, "切分"))
        begun.set()
        go_on.wait(10)
        report(Step(share=1.0))
        committed.append(list(files))
        return {file: file for file in files}, summary(files)

    imports = Imports(take_in, explain)
    imports.add([Path("a.txt"), Path("b.txt")])
    begun.wait(10)
    imports.cancel(imports.jobs()[0].job_id)
    go_on.set()
    imports.wait()
    assert states(imports) == [State.CANCELLED, State.DONE]
    assert committed == [[Path("b.txt")]]


def test_what_is_through_can_be_dismissed() -> None:
    imports = Imports(lambda files, report: ({file: file for file in files}, summary(files)), explain)
    imports.add([Path("a.txt")])
    imports.wait()
    imports.dismiss()
    assert imports.jobs() == ()


def test_more_files_than_may_wait_are_told_and_not_taken_in(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()

    def take_in(files: Sequence[Path], report: Progress) -> tuple[dict[Path, Path], UpdateSummary]:
        go_on.wait(10)
        return {file: file for file in files}, summary(files)

    monkeypatch.setattr("ui.page.imports.MOST_QUEUED", 2)
    imports = Imports(take_in, explain)
    imports.add([Path("1.txt"), Path("2.txt"), Path("3.txt")])
    assert [job.state is State.FAILED for job in imports.jobs()] == [False, False, True]
    assert "太多" in imports.jobs()[2].message
    go_on.set()
    imports.wait()
    assert states(imports) == [State.DONE, State.DONE, State.FAILED]
