"""What outlives the programs: a restart changes nothing, and after kill -9 all that was acknowledged is there, whole."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.milvus.records import digest
from tests.index.store.place import QUESTIONS, Place, names, parsed

FILES = 40
ACKNOWLEDGED = 4  # before the kill
WITHIN = 60.0  # seconds in which a writer acknowledges that many, or has failed


def test_a_restart_changes_nothing(own_place: Place, files: Path) -> None:
    library = own_place()
    library.update([files])
    held, digests = library.documents(), [digest(one) for one in library.parsed()]
    before = [library.retriever().search(question, 50) for question in QUESTIONS]
    own_place.restart()
    again = own_place()
    assert again.documents() == held
    assert [digest(one) for one in again.parsed()] == digests
    for question, hits in zip(QUESTIONS, before, strict=True):
        after = again.retriever().search(question, 50)
        assert [hit.passage for hit in after] == [hit.passage for hit in hits]
        assert [hit.score for hit in after] == pytest.approx([hit.score for hit in hits], abs=1e-6)


@pytest.mark.parametrize(
    ("kind", "victim"),
    [("embedded", "writer"), ("milvus", "writer"), ("milvus", "server")],
    indirect=["kind"],
)
def test_what_was_acknowledged_is_there_after_kill_9_and_nothing_by_halves(
    own_place: Place, victim: str, tmp_path: Path, repository: Path
) -> None:
    files = [tmp_path / f"{number}.txt" for number in range(FILES)]
    for number, file in enumerate(files):
        file.write_text("\n\n".join(f"第{number}市第{i}区建成充电桩{i}台。" for i in range(20)), encoding="utf-8")
    acknowledged = _killed(own_place, victim, files, repository)
    library = own_place()
    there = set(names(library))
    assert acknowledged <= there
    assert len(there - acknowledged) <= 1  # the one that was being written
    assert len(there) < FILES
    expected = {file.name: digest(parsed(file)) for file in files}
    assert {Path(one.document.source).name: digest(one) for one in library.parsed()} == {
        name: expected[name] for name in there
    }
    found = {Path(hit.passage.source).name for hit in library.retriever().search("充电桩", 1000)}
    assert found == there
    assert library.update(files).failed == ()
    assert sorted(names(library)) == sorted(expected)


def _killed(place: Place, victim: str, files: list[Path], repository: Path) -> set[str]:
    """Kill the program that writes, or the server under it, in the midst of it; what it had acknowledged."""
    command = [sys.executable, "-m", "tests.index.store.writer", place.where, str(files[0].parent / "front")]
    told = files[0].parent / "told"
    with told.open("wb") as out:
        writer = subprocess.Popen([*command, *map(str, files)], cwd=repository, stdout=out, stderr=subprocess.DEVNULL)
        end = time.monotonic() + WITHIN
        while told.read_bytes().count(b"\n") < ACKNOWLEDGED and time.monotonic() < end and writer.poll() is None:
            time.sleep(0.01)
        if victim == "server":
            place.kill_server()  # the writer goes on or fails, as it finds
        writer.kill()
        writer.wait()
    acknowledged = told.read_text().split()
    assert len(acknowledged) >= ACKNOWLEDGED
    return set(acknowledged)
