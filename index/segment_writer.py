"""A segment that is written: documents come in one after the other, and it appears when all of it is on the disk."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from corpus.document import Passage
from index.cutting import Cut, Cutting
from index.database import flush
from index.names import Declared, declared_in
from index.postings import Floats, Postings, Source, averages, merge, merged_words, weigh
from index.records import record_of
from index.segment import ARRAYS, CODES, NAMES, OWN_WORDS, SAMPLE, SAMPLED_CODES, WORDS, Held, Segment, describe
from index.storage import Vectors
from index.units import FIELDS
from index.vectors import CODED, write_codes

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Written:
    """A segment on the disk: the name of its folder, and the SHA-256 that stands for all of it."""

    name: str
    digest: str
    documents: tuple[Held, ...]
    means: Floats  # of its own fields


class SegmentWriter:
    """One segment, written under another name until it is complete.

    Args:
        folder: where it will be.
        dim: columns of the vectors.
        aside: a folder for what is large and not needed afterwards, which whoever made it removes.
    """

    def __init__(self, folder: Path, dim: int, aside: Path) -> None:
        self._folder, self._dim, self._aside = folder, dim, aside
        self._draft = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(self._draft, ignore_errors=True)
        self._draft.mkdir(parents=True)
        self._open = ExitStack()
        names = ("passages", "sentences", "records")
        self._files: dict[str, IO[bytes]] = {
            name: self._open.enter_context((self._draft / f"{name}.bin").open("wb")) for name in names
        }
        self._sentences: list[Rows] = [np.zeros(1, np.int64)]  # the ends of each passage's
        self._records: list[Rows] = [np.zeros(1, np.int64)]
        self._parts: list[Cut | Cutting | Source] = []
        self._declared: list[Declared] = []
        self._words: list[Sequence[str]] = []
        self._documents: list[Held] = []
        self.rows = 0

    def add(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """The next document, but for its postings."""
        if passages:
            self._documents.append(Held(passages[0].doc_id, len(passages)))
            records = [record_of(passage) for passage in passages]
            ends = np.searchsorted(vectors.owners, np.arange(len(passages)), "right")
            self._append(b"".join(records), np.cumsum([len(record) for record in records]), vectors, ends)
            self._declared.append(declared_in(passages))

    def count(self, cutting: Cutting) -> None:
        """The postings of the documents that were added since the last call."""
        self._parts.append(cutting)

    def absorb(self, segment: Segment, dead: NDArray[np.bool_]) -> None:
        """The next documents, all from another segment but for those whose number there is `dead`."""
        alive = np.repeat(~dead, np.diff(segment.first_rows))
        places = np.where(alive, self.rows + np.cumsum(alive) - 1, -1).astype(np.int32)
        self._parts.append(Source(segment.postings, places))
        for number, held in enumerate(segment.documents):
            if not dead[number]:
                self._documents.append(held)
                first, last = segment.first_rows[number : number + 2].tolist()
                self._copy(segment, first, last)
        self._declared.append(segment.declared)
        self._words.append(segment.own_words)

    def finish(self, means: Floats | None) -> Written:
        """Write the rest, and let the segment appear. `means` are those of the library; None for its own."""
        self._open.close()
        self.wait(0)
        parts = [part for part in self._parts if isinstance(part, Cut | Source)]
        cuts = [part for part in parts if isinstance(part, Cut)]
        if means is None:
            means = averages((one.counts.lengths for one in cuts), len(FIELDS))
        self._parts.clear()
        self._write_postings(parts, means)
        self._write_sample(int(self._sentences[-1][-1]))
        self._write("sentence_starts", _running(self._sentences))
        self._write("record_starts", _running(self._records))
        own_words = {word for words in (*self._words, *(one.own_words for one in cuts)) for word in words}
        self._write_text(OWN_WORDS, "\n".join(sorted(own_words)))
        self._write_text(NAMES, json.dumps(Declared.joined(self._declared).record(), ensure_ascii=False))
        if self.rows >= CODED and self._dim % 2 == 0:  # pairs of numbers
            matrix = np.memmap(self._draft / "passages.bin", "<f2", "r", shape=(self.rows, self._dim))
            sampled = np.fromfile(self._draft / "sampled.bin", "<f2").reshape(-1, self._dim)
            write_codes({self._draft / CODES: matrix, self._draft / SAMPLED_CODES: sampled}, self._dim)
        digest = describe(self._draft, self.rows, self._dim, self._documents)
        shutil.rmtree(self._folder, ignore_errors=True)  # left by a writer that died before its database commit
        self._draft.rename(self._folder)
        flush([self._folder.parent])
        return Written(self._folder.name, digest, tuple(self._documents), means)

    def abandon(self) -> None:
        """Leave nothing of it."""
        self._open.close()
        for part in self._parts:
            if not isinstance(part, Cut | Source):
                part.stop()
        shutil.rmtree(self._draft, ignore_errors=True)

    def lengths(self) -> Iterator[NDArray[np.int32]]:
        """The lengths of the fields of what was counted; waits for it."""
        self.wait(0)
        for part in self._parts:
            if isinstance(part, Cut):
                yield part.counts.lengths

    @property
    def at_work(self) -> int:
        """How many processes cut its passages."""
        return sum(part.running for part in self._parts if not isinstance(part, Cut | Source))

    def wait(self, running: int) -> None:
        """Until only so many processes are at work."""
        for part in list(self._parts):
            if not isinstance(part, Cut | Source) and (self.at_work > running or not running):
                place = next(number for number, one in enumerate(self._parts) if one is part)
                self._parts[place : place + 1] = part.outcome()

    def _copy(self, segment: Segment, first: int, last: int) -> None:
        """The records and vectors of some rows of another segment."""
        sentences, records = segment.sentence_starts[first : last + 1], segment.record_starts[first : last + 1]
        owners = np.repeat(np.arange(last - first), np.diff(sentences)).astype(np.int32)
        vectors = Vectors(
            segment.passages[first:last], segment.sentences[int(sentences[0]) : int(sentences[-1])], owners
        )
        data = segment.records[int(records[0]) : int(records[-1])].tobytes()
        self._append(data, records[1:] - records[0], vectors, sentences[1:] - sentences[0])

    def _append(self, records: bytes, record_ends: Rows, vectors: Vectors, sentence_ends: Rows) -> None:
        self._files["records"].write(records)
        self._files["passages"].write(vectors.passages.astype("<f2").tobytes())
        self._files["sentences"].write(vectors.sentences.astype("<f2").tobytes())
        self._records.append(self._records[-1][-1] + record_ends)
        self._sentences.append(self._sentences[-1][-1] + sentence_ends)
        self.rows += len(record_ends)

    def _write_postings(self, parts: Sequence[Any], means: Floats) -> None:
        sources: list[Source] = []
        first = 0
        for part in parts:
            if isinstance(part, Cut):
                size = len(part.counts.lengths)
                weighed = self._laid_aside(weigh(part.counts, FIELDS, means), len(sources))
                part = Source(weighed, np.arange(first, first + size, dtype=np.int32))
            sources.append(part)
            first = max(first, int(part.places.max(initial=-1)) + 1)
        hashes, end = [np.empty(0, np.uint64)], 0
        with ExitStack() as stack:
            names = ("hashes", "starts", "peaks", "ids", "impacts")
            files = {name: stack.enter_context((self._draft / f"{name}.bin").open("wb")) for name in names}
            files["starts"].write(np.zeros(1, "<i8").tobytes())
            for merged in merge(sources, self.rows):
                hashes.append(merged.hashes[:])
                for name in ("hashes", "peaks", "ids", "impacts"):
                    files[name].write(getattr(merged, name)[:].astype(ARRAYS[name], copy=False).tobytes())
                files["starts"].write((merged.starts[1:] + end).astype("<i8").tobytes())
                end += int(merged.starts[-1:][0])
        self._write_text(WORDS, "\n".join(merged_words(sources, np.concatenate(hashes))))

    def _laid_aside(self, postings: Postings, number: int) -> Postings:
        """The same postings with the impacts in a file, where there are many of them."""
        if not self._aside.exists() or not len(postings.impacts):
            return postings
        path = self._aside / f"{self._folder.name}.{number}.impacts"
        postings.impacts[:].tofile(path)
        return replace(postings, impacts=np.memmap(path, np.float32, "r"))

    def _write_sample(self, sentences: int) -> None:
        shape = (sentences, self._dim)
        every = np.memmap(self._draft / "sentences.bin", "<f2", "r", shape=shape) if sentences else np.empty(shape)
        self._write("sampled", every[::SAMPLE])

    def _write(self, name: str, array: NDArray[Any]) -> None:
        (self._draft / f"{name}.bin").write_bytes(array.astype(ARRAYS[name]).tobytes())

    def _write_text(self, name: str, text: str) -> None:
        (self._draft / name).write_text(text, encoding="utf-8")


def _running(ends: Sequence[Rows]) -> Rows:
    return np.concatenate(ends).astype(np.int64)
