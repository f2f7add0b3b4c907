"""Large files that are read in part: mapped into memory, each block checked before it is used for the first time.

Hashing a library of a million passages at every opening would take many seconds. A CRC-32 of every block of 64 KiB
costs each block once, when it is first read, and finds every byte that was flipped.
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

BLOCK = 1 << 16  # bytes
_FORGET = getattr(mmap, "MADV_DONTNEED", None)  # what was only read to be checked need not stay in memory


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
    digest, blocks, size = hashlib.sha256(), [], 0
    for block in _blocks(path):
        digest.update(block)
        blocks.append(zlib.crc32(block))
        size += len(block)
    return Sums(size, digest.hexdigest(), np.array(blocks, "<u4"))


def is_whole(path: Path, size: int, blocks: NDArray[np.uint32]) -> bool:
    """Whether every block of a file is what was written."""
    if path.stat().st_size != size:
        return False
    return all(zlib.crc32(block) == int(expected) for block, expected in zip(_blocks(path), blocks, strict=False))


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


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
                self._check(np.arange(first, last + 1))
        return self._array[start:stop]

    def take(self, rows: NDArray[np.integer], axis: int = 0) -> NDArray[Any]:
        """The rows at these places, copied."""
        starts = rows.astype(np.int64) * self._width
        blocks = np.concatenate([starts // BLOCK, (starts + self._width - 1) // BLOCK])
        if not self._seen[blocks].all():
            self._check(np.unique(blocks))
        return self._array.take(rows, axis)

    def _check(self, blocks: NDArray[np.integer]) -> None:
        new = [block for block in blocks.tolist() if not self._seen[block]]
        for block in new:
            if zlib.crc32(self._bytes[block * BLOCK : (block + 1) * BLOCK]) != self._expected[block]:
                raise DamagedFile(f"block {block} of {self._path} has changed")
            self._seen[block] = True
        if _FORGET is not None and self._mapping is not None and len(new) > 1:
            self._mapping.madvise(_FORGET, new[0] * BLOCK, (new[-1] - new[0]) * BLOCK)
