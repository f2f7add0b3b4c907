"""Large files that are read in part: mapped into memory, each block checked before it is used for the first time.

Hashing a library of a million passages at every opening would take many seconds. A CRC-32 of every block of 4 KiB
costs each block once, when it is first read, and finds every byte that was flipped. A larger block would cost more than
it holds that is wanted: the sentences of a passage fill about one.
"""

from __future__ import annotations

import hashlib
import mmap
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import DTypeLike, NDArray

BLOCK = 1 << 12  # bytes
STRETCH = 1 << 20  # bytes that are read at a time where all of a file is
AROUND = 1 << 16  # bytes that the system maps when one of them is read, at least
LOOK = (
    4 << 20
)  # bytes by AROUND after which it is looked how much is mapped: what is in the cache in large pieces is by these
MAPPED = 2304 << 20  # bytes of all files that stay mapped: what is used is in the system's own cache in any case
HELD = 384 << 20  # ... of one file, by AROUND, where the system does not tell
_FORGET = getattr(mmap, "MADV_DONTNEED", None)


class DamagedFile(Exception):
    """A file, or a block of it, is not what was written."""


class Array(Protocol):
    """What is read of an array, in memory or in a file: its length, stretches of it, and rows here and there."""

    def __len__(self) -> int: ...

    def __getitem__(self, rows: slice) -> NDArray[Any]: ...

    def take(self, rows: NDArray[np.integer], axis: int = 0) -> NDArray[Any]:
        """The rows at these places, copied."""


@dataclass(frozen=True, slots=True)
class Sums:
    """The size and checksums of a file."""

    size: int
    digest: str  # SHA-256 of the whole
    blocks: NDArray[np.uint32]  # CRC-32 of each block


def sums_of(path: Path) -> Sums:
    """Read a file once for both kinds of checksum."""
    digest, size = hashlib.sha256(), 0
    blocks: list[int] = []
    for stretch in _stretches(path):
        digest.update(stretch)
        blocks += _sums(stretch)
        size += len(stretch)
    return Sums(size, digest.hexdigest(), np.array(blocks, "<u4"))


def is_whole(path: Path, size: int, blocks: NDArray[np.uint32]) -> bool:
    """Whether every block of a file is what was written."""
    if path.stat().st_size != size:
        return False
    expected, at = blocks.tolist(), 0
    for stretch in _stretches(path):
        found = _sums(stretch)
        if found != expected[at : at + len(found)]:
            return False
        at += len(found)
    return True


def _sums(stretch: bytes) -> list[int]:
    """The CRC-32 of each block."""
    view = memoryview(stretch)
    return [zlib.crc32(view[start : start + BLOCK]) for start in range(0, len(view), BLOCK)]


def _stretches(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while stretch := file.read(STRETCH):
            yield stretch


class CheckedArray:
    """A file as an array of rows, read-only; reading a block that has changed raises DamagedFile.

    Args:
        path: raw numbers, nothing before or after them.
        dtype: of the numbers.
        columns: of a row; 0 for an array of one dimension.
        sums: what the file was when it was written.
    """

    def __init__(self, path: Path, dtype: DTypeLike, columns: int, size: int, blocks: NDArray[np.uint32]) -> None:
        width = np.dtype(dtype).itemsize * (columns or 1)
        if path.stat().st_size != size or size % width or len(blocks) != -(-size // BLOCK):
            raise DamagedFile(f"{path} is not of the size that was written")
        shape: Any = (size // width, columns) if columns else size // width
        mapped = np.memmap(path, np.uint8, "r") if size else None
        self._path, self._width, self._expected = path, width, blocks
        self._seen = np.zeros(len(blocks), bool)
        self._mapped = np.zeros(size // AROUND + 1, bool)  # by AROUND bytes
        self._held = 0  # of these,
        self._new = 0  # and so many of them since it was looked how much is mapped
        self._bytes = memoryview(b"" if mapped is None else mapped)  # type: ignore[arg-type]
        self._mapping: Any = getattr(mapped, "_mmap", None)
        self._array: NDArray[Any] = np.frombuffer(self._bytes, dtype).reshape(shape)

    def __len__(self) -> int:
        return len(self._array)

    def __getitem__(self, rows: slice) -> NDArray[Any]:
        start, stop, _ = rows.indices(len(self._array))
        if stop > start:
            first, last = start * self._width // BLOCK, (stop * self._width - 1) // BLOCK
            if not self._seen[first : last + 1].all():
                self._check(np.flatnonzero(~self._seen[first : last + 1]) + first)
            around = self._mapped[start * self._width // AROUND : (stop * self._width - 1) // AROUND + 1]
            if not around.all():
                self._hold(len(around) - int(np.count_nonzero(around)))
                around[:] = True
        return self._array[start:stop]

    def take(self, rows: NDArray[np.integer], axis: int = 0) -> NDArray[Any]:
        """The rows at these places, copied."""
        starts = rows.astype(np.int64) * self._width
        blocks = np.concatenate([starts // BLOCK, (starts + self._width - 1) // BLOCK])
        seen = self._seen[blocks]
        if not seen.all():
            self._check(np.unique(blocks[~seen]))
        around = starts // AROUND
        if not self._mapped[around].all():
            self._hold(len(np.unique(around[~self._mapped[around]])))
            self._mapped[around] = True
        return self._array.take(rows, axis)

    def _check(self, blocks: NDArray[np.integer]) -> None:
        expected = self._expected[blocks].tolist()
        for block, one in zip(blocks.tolist(), expected, strict=True):
            if zlib.crc32(self._bytes[block * BLOCK : (block + 1) * BLOCK]) != one:
                raise DamagedFile(f"block {block} of {self._path} has changed")
            self._seen[block] = True

    def _hold(self, new: int) -> None:
        """Count what is going to be mapped, and let all of it go where that is much: questions read other rows."""
        self._held += new
        self._new += new
        if self._new * AROUND <= LOOK:
            return
        self._new, mapped = 0, mapped_bytes()
        much = mapped > MAPPED if mapped else self._held * AROUND > HELD
        if much and _FORGET is not None and self._mapping is not None:
            self._held = new
            self._mapped[:] = False
            self._mapping.madvise(_FORGET)


def mapped_bytes() -> int:
    """Bytes of files that are mapped into this process's memory; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as told:  # resident pages that others may share, of proc_pid_statm(5)
            return int(told.read().split()[2]) * mmap.PAGESIZE
    except OSError:
        return 0
