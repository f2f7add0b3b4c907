"""Waiting for files to change; the test makes the time pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from corpus.files.watching import changes


def looks_until_noticed(folder: Path, *happenings: Callable[[], object]) -> list[int]:
    """At which look each of the changes was noticed; one thing happens before each look."""
    passed, rest = 0, iter(happenings)

    def pause() -> None:
        nonlocal passed
        passed += 1
        next(rest)()  # ends the wait when nothing happens any more

    noticed: list[int] = []
    found: Iterator[None] = changes([folder], pause)
    try:
        for _ in found:
            noticed.append(passed)
    except RuntimeError:  # what a generator makes of StopIteration
        pass
    return noticed


def nothing() -> None:
    pass


def test_a_change_is_noticed_once_the_files_are_left_in_peace(tmp_path: Path) -> None:
    file = tmp_path / "甲.txt"
    happenings = (
        nothing,
        lambda: file.write_text("一"),
        lambda: file.write_text("一二三"),  # still being written
        nothing,
        nothing,
        file.unlink,
        nothing,
        lambda: (tmp_path / "图.png").write_text("x"),  # of no interest
        nothing,
    )
    assert looks_until_noticed(tmp_path, *happenings) == [4, 7]


def test_a_file_that_is_replaced_by_one_of_the_same_size_and_time_is_noticed(tmp_path: Path) -> None:
    file, other = tmp_path / "甲.txt", tmp_path / "other"
    file.write_text("一")
    other.write_text("二")
    assert looks_until_noticed(tmp_path, lambda: other.replace(file), nothing) == [2]
