from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import blocks
from index.blocks import BLOCK, CheckedArray, DamagedFile, is_whole, mapped_bytes, sums_of

ROWS = 3 * BLOCK // 8  # of two float32 numbers: three blocks


@pytest.fixture
def path(tmp_path: Path) -> Path:
    np.arange(2 * ROWS, dtype="<f4").tofile(tmp_path / "x.bin")
    return tmp_path / "x.bin"


def opened(path: Path, sums_at: Path | None = None) -> CheckedArray:
    sums = sums_of(sums_at or path)
    return CheckedArray(path, "<f4", 2, sums.size, sums.blocks)


def flipped(path: Path, at: int) -> CheckedArray:
    """The array as it is after a byte was changed."""
    sums, data = sums_of(path), bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)
    return CheckedArray(path, "<f4", 2, sums.size, sums.blocks)


def test_an_array_reads_as_it_was_written(path: Path) -> None:
    array = opened(path)
    assert len(array) == ROWS
    assert array[5:7].tolist() == [[10, 11], [12, 13]]
    assert array.take(np.array([0, ROWS - 1])).tolist() == [[0, 1], [2 * ROWS - 2, 2 * ROWS - 1]]


def test_an_empty_file_is_an_array_without_rows(tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(b"")
    assert opened(tmp_path / "x.bin")[:].shape == (0, 2)


@pytest.mark.skipif(not mapped_bytes(), reason="the system does not tell what is mapped")
def test_of_a_large_file_only_so_much_stays_mapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = np.arange(8 << 20, dtype="<f4")  # 32 MB
    numbers.tofile(tmp_path / "x.bin")
    before = mapped_bytes()
    monkeypatch.setattr(blocks, "MAPPED", before + (8 << 20))
    monkeypatch.setattr(blocks, "LOOK", 1 << 20)
    array = opened(tmp_path / "x.bin")
    step = len(array) // 64
    read = [array[start : start + step].sum() for start in range(0, len(array), step)]
    assert mapped_bytes() < before + (16 << 20)
    assert sum(map(float, read)) == pytest.approx(float(numbers.sum(dtype=np.float64)), rel=1e-3)


@pytest.mark.parametrize("at", [0, BLOCK - 1, BLOCK, 3 * BLOCK - 1])
def test_a_flipped_byte_is_found_when_its_block_is_read(path: Path, at: int) -> None:
    array = flipped(path, at)
    with pytest.raises(DamagedFile):
        array[at // 8 : at // 8 + 1]
    with pytest.raises(DamagedFile):
        array.take(np.array([at // 8]))


def test_the_other_blocks_can_be_read(path: Path) -> None:
    array = flipped(path, BLOCK + 9)
    assert array[0:2].tolist() == [[0, 1], [2, 3]]
    assert array.take(np.array([ROWS - 1])).tolist() == [[2 * ROWS - 2, 2 * ROWS - 1]]


@pytest.mark.parametrize("size", [0, BLOCK, 3 * BLOCK - 8])
def test_a_file_of_another_size_is_refused(path: Path, size: int) -> None:
    sums = sums_of(path)
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(DamagedFile):
        CheckedArray(path, "<f4", 2, sums.size, sums.blocks)


def test_a_whole_file_is_checked_block_by_block(path: Path) -> None:
    sums = sums_of(path)
    assert is_whole(path, sums.size, sums.blocks)
    flipped(path, 2 * BLOCK)
    assert not is_whole(path, sums.size, sums.blocks)
