"""A part of `python -m benchmarks.kills`, which kills at every step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.kills import OPERATIONS, kills, make_place
from benchmarks.tracing import AVAILABLE, run_until
from index import intake
from index.segmenter import Segmenter

pytestmark = pytest.mark.skipif(not AVAILABLE, reason="needs ptrace on Linux and x86-64")


@pytest.fixture(scope="module", autouse=True)
def reading() -> Iterator[None]:
    """The reader of the driver only while it drives."""
    usual = vars(intake)["guarded_reader"]
    yield
    vars(intake)["guarded_reader"] = usual


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_kill_leaves_exactly_the_old_or_the_new_state(operation: str, tmp_path: Path, segmenter: Segmenter) -> None:
    (tmp_path / "place").mkdir()
    found = list(kills(make_place(tmp_path / "place", segmenter), operation, 0.07))
    assert {one.left for one in found} == {"old", "new"}
    assert len(found) >= 5


def test_a_child_is_killed_before_the_call_and_not_after_it(tmp_path: Path) -> None:
    def work() -> None:
        for name in ("first", "second", "third"):
            (tmp_path / name).mkdir()

    assert run_until(work, 2) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["first"]
