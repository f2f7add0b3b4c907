"""The segments of a change in the making: what is cut is counted aside, memory stays bounded."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.document import Passage
from index.cutting import Cutting, CuttingHere, CuttingProcess
from index.generation import LARGEST
from index.postings import Floats, averages
from index.segment import Segment
from index.segment_writer import SegmentWriter, Written
from index.segmenter import Segmenter
from index.storage import Vectors
from index.units import FIELDS, field_texts

BATCH = 20_000  # passages that are cut and counted at a time
ASIDE = 100_000  # bytes of files for which another process is worth starting
PROCESSES = os.cpu_count() or 1


class Building:
    """The segments of a change, as many as its documents need.

    Args:
        folder: of the library's segments.
        prefix: of their names.
        dim: columns of the vectors.
        segmenter: cuts the passages.
        known: words that no dictionary knows and the library's other segments do.
    """

    def __init__(self, folder: Path, prefix: str, dim: int, segmenter: Segmenter, known: Sequence[str] = ()) -> None:
        self._folder, self._prefix, self._dim = folder, prefix, dim
        self._segmenter, self._known = segmenter, known
        self._aside = folder / f"{prefix}.cut"  # what is cut elsewhere
        shutil.rmtree(self._aside, ignore_errors=True)
        self._much = False  # so much comes in that other processes cut it
        self._begun = 0
        self._cutting: Cutting | None = None  # the waiting documents,
        self._told: list[Sequence[Passage]] = []  # and of those that have been read and not come in yet
        self._cut = 0  # so many: as go into the batch
        self._waiting: list[tuple[Sequence[Passage], Vectors]] = []
        self._waiting_rows = 0
        self._writers: list[SegmentWriter] = []
        self._full = False  # nothing more goes into the last one
        self.started = False  # so much came in that a part of it is written already

    def expect(self, size: int) -> None:
        """Files of so many bytes are going to be read: a process may start meanwhile to cut them."""
        if size >= ASIDE and PROCESSES > 1:
            self._much = True
            self._cutting = self._cutting or self._begin()

    def ahead(self, passages: Sequence[Passage]) -> None:
        """A document that has been read, and comes in after those before it unless it cannot be embedded."""
        self._told.append(passages)
        self._cut_told()

    def add(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """The next document. Those that were read before it and have not come in will not."""
        if all(one is not passages for one in self._told):
            self._told.append(passages)
        self._forget(next(number for number, one in enumerate(self._told) if one is passages))
        if not self._cut:
            self._give(passages)
        self._told, self._cut = self._told[1:], max(0, self._cut - 1)
        self._waiting.append((passages, vectors))
        self._waiting_rows += len(passages)
        if self._waiting_rows >= BATCH:
            self.started = True
            self._much = PROCESSES > 1
            self._write_batch()
        self._cut_told()

    def holds(self, documents: int) -> bool:
        """Whether so many documents have come in, and none of them is written yet."""
        return not self._writers and len(self._waiting) == documents

    def absorb(self, segments: Sequence[tuple[Segment, frozenset[str]]], *, full: bool) -> int:
        """Put segments without their removed documents into one; the number of it in what `finish` gives.

        Unless it is then `full`, documents that come in go on in it.
        """
        writer = self._writer(fresh=True)
        for segment, removed in segments:
            writer.absorb(segment, np.array([held.doc_id in removed for held in segment.documents], bool))
        self._full = full
        return len(self._writers) - 1

    def finish(self, means: Floats | None) -> list[Written]:
        """Write all that is left. `means`: the average lengths of fields to weigh with; None for those that came in."""
        self._forget(len(self._told))
        self._write_batch()
        if means is None and len(self._writers) > 1:
            means = averages((lengths for one in self._writers for lengths in one.lengths()), len(FIELDS))
        written = [writer.finish(means) for writer in self._writers]
        self.close()
        return written

    def close(self) -> None:
        """Stop what was begun for documents that did not come."""
        if self._cutting:
            self._cutting.stop()
        self._cutting, self._told, self._cut = None, [], 0
        shutil.rmtree(self._aside, ignore_errors=True)

    def abandon(self) -> None:
        """Leave nothing of what is not complete; new documents may come in afterwards."""
        for writer in self._writers:
            writer.abandon()
        self.close()
        self._waiting, self._waiting_rows, self._writers, self._full, self.started = [], 0, [], False, False

    def _cut_told(self) -> None:
        """Let what has been read be cut, as far as it goes into the batch."""
        rows = self._waiting_rows + sum(map(len, self._told[: self._cut]))
        while self._cut < len(self._told) and rows < BATCH:
            self._give(self._told[self._cut])
            rows += len(self._told[self._cut])
            self._cut += 1

    def _forget(self, several: int) -> None:
        """The first of those that have been read do not come in; where they are cut already, begin again."""
        if several and self._cut and self._cutting:
            self._cutting.stop()
            self._cutting, self._cut = None, 0
            for passages, _ in self._waiting:
                self._give(passages)
        self._told = self._told[several:]

    def _give(self, passages: Sequence[Passage]) -> None:
        """The next ones to be cut."""
        self._cutting = self._cutting or self._begin()
        self._cutting.add([field_texts(passage) for passage in passages])

    def _begin(self) -> Cutting:
        if not self._much:
            return CuttingHere(self._segmenter, self._known)
        for writer in self._writers:
            writer.wait(PROCESSES - 1)
        self._begun += 1
        return CuttingProcess(self._aside / str(self._begun), self._segmenter, self._known)

    def _write_batch(self) -> None:
        documents, self._waiting = self._waiting, []
        rows, self._waiting_rows = self._waiting_rows, 0
        if not rows or not self._cutting:
            return
        cutting, self._cutting = self._cutting, None
        cutting.end()
        writer = self._writer(fresh=self._full or self._rows + rows > LARGEST)
        writer.count(cutting)
        for several, vectors in documents:
            writer.add(several, vectors)

    @property
    def _rows(self) -> int:
        """Of the segment that is being written."""
        return self._writers[-1].rows if self._writers else LARGEST

    def _writer(self, *, fresh: bool) -> SegmentWriter:
        if fresh:
            self._full = False
            name = f"{self._prefix}-{len(self._writers)}"
            self._writers.append(SegmentWriter(self._folder / name, self._dim, self._aside))
        return self._writers[-1]
