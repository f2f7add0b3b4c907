"""Passages cut into tokens and counted: the longest part of indexing. A large import has it done in other processes.

`python -m index.cutting FOLDER` reads the task in the folder, is told on its input which files of texts stand there, and
leaves the outcome beside them.
"""

from __future__ import annotations

import json
import os
import subprocess  # nosec B404: our own module
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.files.progress import tell
from index.discovery import unknown_words
from index.postings import Counts, count
from index.segmenter import Segmenter, Split
from index.units import FIELDS

TOLD = 256  # passages between two signs of progress
STAGE = "整理索引"
PARTS = ("first", "second")  # halves of the passages, and the folders of their outcomes
TASK, WORDS, OWN_WORDS = "task.json", "words.txt", "own_words.txt"
END = "."  # in place of the name of a file
ARRAYS = {"hashes": "<u8", "starts": "<i8", "ids": "<i4", "times": "<u4", "lengths": "<i4"}

FieldTexts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cut:
    """Passages, cut and counted."""

    counts: Counts
    own_words: tuple[str, ...]  # that no dictionary knows; the passages were cut with them


def cut(
    texts: Iterable[FieldTexts], segmenter: Segmenter, known: Sequence[str] = (), fields: Sequence[str] = tuple(FIELDS)
) -> Cut:
    """Cut passages, each its texts by field, with the words that are `known` and those that the passages show."""
    every, own_words, knowing = _read_through(texts, segmenter.remembering(), known)
    return Cut(count(_tokens(every, knowing), fields), own_words)


def _read_through(
    texts: Iterable[FieldTexts], segmenter: Segmenter, known: Sequence[str]
) -> tuple[list[FieldTexts], tuple[str, ...], Segmenter]:
    """The passages, the words to cut them with, and what does so."""
    every: list[FieldTexts] = []
    found = unknown_words((text["text"] for text in _kept(texts, every)), segmenter)
    own_words = tuple(sorted({*known, *found}))
    return every, own_words, segmenter.knowing(own_words)


def _kept(texts: Iterable[FieldTexts], every: list[FieldTexts]) -> Iterator[FieldTexts]:
    """The same, put into a list as they come."""
    for text in texts:
        every.append(text)
        yield text


def _tokens(texts: Sequence[FieldTexts], segmenter: Segmenter) -> Iterator[dict[str, Split]]:
    tokens = lru_cache(maxsize=256)(segmenter.split)  # neighbours share their headings and the header of their table
    for number, text in enumerate(texts):
        if number % TOLD == 0:
            tell(STAGE, number, len(texts))
        yield {name: tokens(part) for name, part in text.items()}


class Cutting(Protocol):
    """Passages that are being cut."""

    def add(self, texts: Sequence[FieldTexts]) -> None:
        """The next ones. Raises OSError where they cannot be taken."""

    def end(self) -> None:
        """There are no more."""

    @property
    def running(self) -> bool:
        """Whether another process is at work on it."""

    def outcome(self) -> Sequence[Cut]:
        """Wait for it; the passages in their order. Raises OSError where it failed: the disk is full, or stopped."""

    def stop(self) -> None:
        """End it; there will be no outcome."""


class CuttingHere:
    """Cuts passages when the outcome is asked for."""

    running = False

    def __init__(self, segmenter: Segmenter, known: Sequence[str]) -> None:
        self._segmenter, self._known = segmenter, known
        self._texts: list[FieldTexts] = []

    def add(self, texts: Sequence[FieldTexts]) -> None:
        """The next ones."""
        self._texts += texts

    def end(self) -> None:
        """There are no more."""

    def outcome(self) -> Sequence[Cut]:
        """Cut them all."""
        return [cut(self._texts, self._segmenter, self._known)]

    def stop(self) -> None:
        """Forget them."""
        self._texts = []


class CuttingProcess:
    """A process that cuts passages, in a folder of its own that is to be removed by whoever made it.

    It is there before the passages are: it starts while they are still taken from their files.
    """

    def __init__(self, folder: Path, segmenter: Segmenter, known: Sequence[str]) -> None:
        folder.mkdir(parents=True)
        task = {"known": known, "dictionary": str(segmenter.dictionary) if segmenter.dictionary else None}
        (folder / TASK).write_text(json.dumps(task), encoding="utf-8")
        self._folder = folder
        self._files = 0
        self._process = subprocess.Popen(  # nosec B603: our own module, without a shell
            [sys.executable, "-P", "-m", "index.cutting", str(folder)],  # the user may stand in a folder with a json.py
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )

    def add(self, texts: Sequence[FieldTexts]) -> None:
        """The next ones. Raises OSError where they cannot be taken."""
        name = f"{self._files}.json"
        (self._folder / name).write_text(json.dumps(texts), encoding="utf-8")
        self._files += 1
        self._tell(name)

    def end(self) -> None:
        """There are no more."""
        self._tell(END)

    @property
    def running(self) -> bool:
        """Whether it is still at work."""
        return self._process.poll() is None

    def outcome(self) -> Sequence[Cut]:
        """Wait for it. Raises OSError where it failed: the disk is full, or somebody has stopped it."""
        _, said = self._process.communicate()
        if self._process.returncode:
            raise OSError(f"cutting ended with {self._process.returncode}: {said.decode(errors='replace')[-2000:]}")
        return [_read(self._folder / part) for part in PARTS]

    def stop(self) -> None:
        """End it; there will be no outcome."""
        if self.running:
            self._process.kill()
        self._process.communicate()

    def _tell(self, line: str) -> None:
        assert self._process.stdin
        with suppress(BrokenPipeError):  # it has failed; the outcome says how
            self._process.stdin.write(f"{line}\n".encode())
            self._process.stdin.flush()


def _write(done: Cut, folder: Path) -> None:
    folder.mkdir()
    for name, dtype in ARRAYS.items():
        np.asarray(getattr(done.counts, name), dtype).tofile(folder / name)
    (folder / WORDS).write_text("\n".join(done.counts.words), encoding="utf-8")
    (folder / OWN_WORDS).write_text("\n".join(done.own_words), encoding="utf-8")


def _read(folder: Path) -> Cut:
    arrays = {name: _mapped(folder / name, dtype) for name, dtype in ARRAYS.items()}
    lengths = arrays.pop("lengths").reshape(-1, len(FIELDS))
    words, own_words = ((folder / name).read_text(encoding="utf-8").split("\n") for name in (WORDS, OWN_WORDS))
    return Cut(Counts(**arrays, lengths=lengths, words=tuple(filter(None, words))), tuple(filter(None, own_words)))


def _mapped(path: Path, dtype: str) -> NDArray[Any]:
    return np.memmap(path, dtype, "r") if path.stat().st_size else np.empty(0, dtype)


def main(folder: Path) -> None:
    """Do the task in a folder."""
    task = json.loads((folder / TASK).read_text(encoding="utf-8"))
    segmenter = Segmenter(Path(task["dictionary"]) if task["dictionary"] else None).remembering()
    every, own_words, knowing = _read_through(_told(folder, segmenter), segmenter, task["known"])
    half = len(every) // 2

    def write(part: str, texts: Sequence[FieldTexts]) -> None:
        _write(Cut(count(_tokens(texts, knowing), tuple(FIELDS)), own_words), folder / part)

    with _meanwhile(lambda: write(PARTS[1], every[half:])):
        write(PARTS[0], every[:half])


@contextmanager
def _meanwhile(work: Callable[[], None]) -> Iterator[None]:
    """Work that a copy of this process does while the block runs; where it cannot be copied, what comes after it."""
    if sys.platform != "linux":
        yield
        work()
        return
    copy = os.fork()
    if not copy:
        work()
        os._exit(0)  # what this process is to do when it ends, the other one does
    yield
    if os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1]):
        sys.exit("the other half failed")


def _told(folder: Path, segmenter: Segmenter) -> Iterator[FieldTexts]:
    """The texts in the files that are named on the input, until it says that there are no more."""
    for line in sys.stdin:
        if line.strip() == END:
            return
        texts = json.loads((folder / line.strip()).read_text(encoding="utf-8"))
        segmenter.prepare(text for one in texts for text in one.values())
        yield from texts
    sys.exit("whoever wanted this is gone")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
