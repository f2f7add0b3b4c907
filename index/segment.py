"""A segment: the search files of some documents, written once and never changed.

    segment.json    rows, documents, and the size and SHA-256 of every other file
    sums.bin        the CRC-32 of every block of them, one file after the other
    *.bin           arrays: postings, vectors, and the passages as records
    words.txt, own_words.txt, names.json, codes.faiss, sampled.faiss

Large files are mapped and checked block by block as they are read (index/blocks.py), small ones when they are opened.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.blocks import BLOCK, Array, CheckedArray, DamagedFile, Sums, is_whole, sums_of
from index.database import flush
from index.names import Declared
from index.postings import Postings

DESCRIPTION, SUMS, WORDS, OWN_WORDS, NAMES, CODES, SAMPLED_CODES = (
    "segment.json",
    "sums.bin",
    "words.txt",  # of the postings
    "own_words.txt",  # that no dictionary knows; the passages were cut with them, questions are too
    "names.json",
    "codes.faiss",  # of large segments only,
    "sampled.faiss",  # and those of the sampled sentences
)
ARRAYS: Mapping[str, str] = {
    "hashes": "<u8",
    "starts": "<i8",
    "peaks": "<f4",
    "ids": "<i4",
    "impacts": "<f4",
    "passages": "<f2",
    "sentences": "<f2",
    "sampled": "<f2",  # of the sentences every SAMPLEth
    "sentence_starts": "<i8",  # of each passage, and the end
    "records": "u1",
    "record_starts": "<i8",  # of each passage, and the end
}
SAMPLE = 32
OF_POSTINGS = ("hashes", "starts", "peaks", "ids", "impacts")
MATRICES = ("passages", "sentences", "sampled")  # as many columns as the embedder's vectors


@dataclass(frozen=True, slots=True)
class Held:
    """A document in a segment: so many of its rows, after those of the documents before it."""

    doc_id: str
    rows: int


@dataclass(frozen=True)
class Segment:
    """An open segment."""

    documents: tuple[Held, ...]
    postings: Postings
    passages: Array  # (rows, dim) float16; float32 in memory
    sentences: Array  # (sentences, dim) float16
    sampled: Array  # (sentences / SAMPLE, dim) float16: every so manieth
    sentence_starts: Array  # (rows + 1,) int64
    records: Array  # bytes
    record_starts: Array  # (rows + 1,) int64
    own_words: tuple[str, ...]
    names: Array  # bytes of JSON
    codes: Path | None = None  # of a large one,
    sampled_codes: Path | None = None  # and of its sampled sentences

    @property
    def rows(self) -> int:
        """Passages, those of removed documents too."""
        return self.postings.size

    @cached_property
    def dim(self) -> int:
        """Columns of the vectors."""
        return int(self.passages[:0].shape[1])

    @cached_property
    def first_rows(self) -> NDArray[np.int64]:
        """`(documents + 1,)`: the first row of each document, and the end."""
        return np.cumsum([0, *(held.rows for held in self.documents)])

    @cached_property
    def declared(self) -> Declared:
        """The names that the documents declare."""
        return Declared.of(json.loads(self.names[:].tobytes()))

    def record(self, row: int) -> bytes:
        """A passage as it was recorded."""
        start, stop = self.record_starts[row : row + 2].tolist()
        return self.records[start:stop].tobytes()


def describe(folder: Path, rows: int, dim: int, documents: Sequence[Held]) -> str:
    """Write the checksums of a segment's files, the last ones, and wait until all is on the disk.

    Returns the SHA-256 of the description, which stands for the whole segment.
    """
    sums: dict[str, Sums] = {path.name: sums_of(path) for path in sorted(folder.iterdir())}
    (folder / SUMS).write_bytes(b"".join(one.blocks.tobytes() for one in sums.values()))
    description = {
        "rows": rows,
        "dim": dim,
        "documents": [[held.doc_id, held.rows] for held in documents],
        "files": {name: [one.size, one.digest] for name, one in sums.items()},
        "sums": _digest(folder / SUMS),
    }
    (folder / DESCRIPTION).write_text(json.dumps(description), encoding="utf-8")
    flush([*folder.iterdir(), folder])
    return _digest(folder / DESCRIPTION)


def open_segment(folder: Path, digest: str, eager: int) -> Segment:
    """Map a segment's files; all of them are read at once where they are not larger than `eager` bytes together.

    Raises DamagedFile, OSError, ValueError, KeyError or TypeError unless it is just what `describe` described.
    """
    found = _description(folder, digest)
    files: dict[str, list[Any]] = found["files"]
    sums = np.frombuffer((folder / SUMS).read_bytes(), "<u4")
    if hashlib.sha256(sums.tobytes()).hexdigest() != found["sums"]:
        raise DamagedFile(f"{folder / SUMS} has changed")
    ends = np.cumsum([0, *(-(-size // BLOCK) for size, _ in files.values())])
    blocks = {name: sums[ends[i] : ends[i + 1]] for i, name in enumerate(files)}
    small = sum(size for size, _ in files.values()) <= eager
    for name, (size, _) in files.items():
        if (small or name in (CODES, SAMPLED_CODES)) and not is_whole(folder / name, size, blocks[name]):
            raise DamagedFile(f"{folder / name} has changed")

    def mapped(file: str, dtype: str, columns: int = 0) -> CheckedArray:
        return CheckedArray(folder / file, dtype, columns, files[file][0], blocks[file])

    arrays = {name: mapped(f"{name}.bin", ARRAYS[name], found["dim"] * (name in MATRICES)) for name in ARRAYS}
    words, own_words, names = (mapped(name, "u1") for name in (WORDS, OWN_WORDS, NAMES))
    of_postings = {name: arrays.pop(name) for name in OF_POSTINGS}
    postings = Postings(**of_postings, size=found["rows"], words=lambda: lines_of(words))
    return Segment(
        tuple(Held(doc_id, rows) for doc_id, rows in found["documents"]),
        postings,
        **arrays,
        own_words=lines_of(own_words),
        names=names,
        codes=folder / CODES if CODES in files else None,
        sampled_codes=folder / SAMPLED_CODES if SAMPLED_CODES in files else None,
    )


def lines_of(data: Array) -> tuple[str, ...]:
    """The lines of a text; none of an empty one."""
    return tuple(data[:].tobytes().decode("utf-8").split("\n")) if len(data) else ()


def changed_files(folder: Path, digest: str) -> list[str]:
    """The files of a segment that are missing or not what was written, by their SHA-256."""
    try:
        found = _description(folder, digest)
        expected = {name: entry[1] for name, entry in found["files"].items()} | {SUMS: found["sums"]}
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, DamagedFile):
        return [DESCRIPTION]
    return [name for name, one in expected.items() if not _is(folder / name, one)]


def _description(folder: Path, digest: str) -> dict[str, Any]:
    data = (folder / DESCRIPTION).read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        raise DamagedFile(f"{folder / DESCRIPTION} has changed")
    found: dict[str, Any] = json.loads(data)
    return found


def _is(path: Path, digest: str) -> bool:
    try:
        return _digest(path) == digest
    except OSError:
        return False


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
