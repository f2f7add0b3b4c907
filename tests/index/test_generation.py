from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from corpus.document import Passage
from index import generation as generations
from index.generation import LARGEST, MANIFEST, DamagedGeneration, Generation, Listed, Manifest
from index.segmenter import Segmenter
from index.storage import Vectors

MakePassage = Callable[..., Passage]
IDENTITY = {"embedder": "seeded", "dim": "2", "segmenter": "jieba", "content": "c"}
MADE = Manifest(IDENTITY, (3.5, 1.0), (Listed("1-0", "a"), Listed("2-0", "b", frozenset({"d", "e"}))))


def one_document() -> Vectors:
    sentences = np.array([[1, 0], [0, 1], [1, 0]], np.float32)
    return Vectors(np.array([[1, 0], [0, 1]], np.float32), sentences, np.array([0, 0, 1], np.int32))


@pytest.fixture
def generation(segmenter: Segmenter, make_passage: MakePassage) -> Generation:
    passages = [make_passage(text) for text in ("产业规模", "企业数量", "人才政策", "专利")]
    return generations.build(passages, [one_document(), one_document()], 2, segmenter)


def test_sentences_of_later_documents_belong_to_later_rows(generation: Generation) -> None:
    rows, similarities = generation.nearest.sentences(np.array([0, 1], np.float32), 2, generation.rows, -1.0)
    assert sorted(rows.tolist()) == [0, 2]
    assert similarities.tolist() == [1, 1]


def test_a_saved_manifest_comes_back(tmp_path: Path) -> None:
    digest = generations.save(MADE, tmp_path / "1")
    assert generations.load(tmp_path / "1", IDENTITY, digest) == MADE


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", json.dumps({"segments": [["../../x", "0", []]]})])
def test_a_manifest_of_another_form_is_noticed(tmp_path: Path, text: str) -> None:
    digest = generations.save(MADE, tmp_path / "1")
    (tmp_path / "1" / MANIFEST).write_text(text)
    with pytest.raises(DamagedGeneration):
        generations.load(tmp_path / "1", IDENTITY, digest)


def test_any_other_byte_is_noticed(tmp_path: Path) -> None:
    digest = generations.save(MADE, tmp_path / "1")
    data = (tmp_path / "1" / MANIFEST).read_bytes()
    for at in range(len(data)):
        (tmp_path / "1" / MANIFEST).write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        with pytest.raises(DamagedGeneration):
            generations.load(tmp_path / "1", IDENTITY, digest)


def test_a_missing_manifest_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(DamagedGeneration):
        generations.load(tmp_path / "1", IDENTITY, "")


@pytest.mark.parametrize("key", list(IDENTITY))
def test_files_made_with_something_else_are_not_used(tmp_path: Path, key: str) -> None:
    digest = generations.save(MADE, tmp_path / "1")
    with pytest.raises(DamagedGeneration):
        generations.load(tmp_path / "1", {**IDENTITY, key: "other"}, digest)


def test_a_half_written_folder_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "1.new").mkdir()
    (tmp_path / "1.new" / "rubbish").write_bytes(b"")
    digest = generations.save(MADE, tmp_path / "1")
    assert [file.name for file in (tmp_path / "1").iterdir()] == [MANIFEST]
    generations.load(tmp_path / "1", IDENTITY, digest)


# Which segments become one


def segments(*rows: int) -> list[Any]:
    return [(Listed(str(number), ""), SimpleNamespace(rows=size)) for number, size in enumerate(rows)]


def sizes(*rows: int) -> list[list[int]]:
    return [[segment.rows for _, segment in group] for group in generations.grouped(segments(*rows))]


def test_few_segments_stay_as_they_are() -> None:
    assert sizes(100_000, *[1000] * 7) == [[100_000], *[[1000]] * 7]


def test_many_small_segments_become_one() -> None:
    assert sizes(100_000, *[1000] * 8) == [[100_000], [1000] * 8]


def test_only_the_last_segments_are_taken_together_so_that_documents_keep_their_order() -> None:
    assert sizes(*[1000] * 7, 100_000, 1000) == [*[[1000]] * 7, [100_000], [1000]]


def test_no_segment_becomes_larger_than_the_largest() -> None:
    assert sizes(*[LARGEST // 2] * 9) == [[LARGEST // 2]] * 9


def test_a_library_that_grows_for_ever_has_few_segments_and_writes_each_row_few_times() -> None:
    held: list[int] = []
    written = 0
    for _ in range(2000):
        groups = sizes(*held)
        held = [group[0] for group in groups if len(group) == 1] + [sum(g) for g in groups if len(g) > 1] + [1000]
        written += 1000 + sum(sum(group) for group in groups if len(group) > 1)
    assert len(held) < 40
    assert written < 5 * 2000 * 1000
