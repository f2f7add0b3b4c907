from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.document import Passage
from index import generation as generations
from index.generation import MANIFEST, OWN_WORDS, DamagedGeneration, Generation
from index.lexical import Alternative, Term
from index.segmenter import Segmenter
from index.storage import Vectors

MakePassage = Callable[..., Passage]
IDENTITY = {"embedder": "seeded", "dim": "2", "segmenter": "jieba"}


def one_document() -> Vectors:
    sentences = np.array([[1, 0], [0, 1], [1, 0]], np.float32)
    return Vectors(np.array([[1, 0], [0, 1]], np.float32), sentences, np.array([0, 0, 1], np.int32))


@pytest.fixture
def generation(segmenter: Segmenter, make_passage: MakePassage) -> Generation:
    passages = [make_passage(text) for text in ("产业规模", "企业数量", "人才政策", "专利")]
    built = generations.build(passages, [one_document(), one_document()], 2, segmenter)
    return replace(built, own_words=("临澜", "临澜市"))


@pytest.fixture
def saved(generation: Generation, tmp_path: Path) -> Path:
    generations.save(generation, tmp_path / "1", IDENTITY)
    return tmp_path / "1"


def test_sentences_of_later_documents_own_later_rows(generation: Generation) -> None:
    assert generation.owners.tolist() == [0, 0, 1, 2, 2, 3]


def test_a_saved_generation_scores_the_same(generation: Generation, saved: Path) -> None:
    again = generations.load(saved, IDENTITY, 4)
    query = [Term((Alternative(("企业", "政策")),))]
    assert again.lexical.scores(query).tolist() == generation.lexical.scores(query).tolist()
    vector = np.array([1, 0], np.float32)
    assert again.passages.search(vector, 4) == generation.passages.search(vector, 4)
    assert again.sentences.search(vector, 6) == generation.sentences.search(vector, 6)
    assert again.owners.tolist() == generation.owners.tolist()
    assert again.own_words == generation.own_words


FILES = ("lexical.npz", "passages.faiss", "sentences.faiss", "owners.npy", OWN_WORDS, MANIFEST)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_noticed(saved: Path, name: str) -> None:
    (saved / name).unlink()
    with pytest.raises(DamagedGeneration):
        generations.load(saved, IDENTITY, 4)


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_short_is_noticed(saved: Path, name: str) -> None:
    content = (saved / name).read_bytes()
    (saved / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(DamagedGeneration):
        generations.load(saved, IDENTITY, 4)


@pytest.mark.parametrize("name", FILES[:-1])
def test_a_flipped_bit_is_noticed(saved: Path, name: str) -> None:
    content = bytearray((saved / name).read_bytes())
    content[len(content) // 2] ^= 1
    (saved / name).write_bytes(content)
    with pytest.raises(DamagedGeneration):
        generations.load(saved, IDENTITY, 4)


@pytest.mark.parametrize("manifest", ["", "[]", "{}", "null", json.dumps({"files": {"../../x": "0"}})])
def test_a_manifest_of_another_form_is_noticed(saved: Path, manifest: str) -> None:
    (saved / MANIFEST).write_text(manifest)
    with pytest.raises(DamagedGeneration):
        generations.load(saved, IDENTITY, 4)


@pytest.mark.parametrize(("key", "value"), [("embedder", "other"), ("dim", "3"), ("segmenter", "other")])
def test_files_made_with_something_else_are_not_used(saved: Path, key: str, value: str) -> None:
    with pytest.raises(DamagedGeneration):
        generations.load(saved, {**IDENTITY, key: value}, 4)


def test_files_of_another_library_are_not_used(saved: Path) -> None:
    with pytest.raises(DamagedGeneration):
        generations.load(saved, IDENTITY, 5)


def test_a_half_written_folder_is_replaced(generation: Generation, saved: Path) -> None:
    (saved / "lexical.npz").write_bytes(b"")
    (saved.parent / "1.new").mkdir()
    (saved.parent / "1.new" / "rubbish").write_bytes(b"")
    generations.save(generation, saved, IDENTITY)
    assert sorted(file.name for file in saved.iterdir()) == sorted(FILES)
    generations.load(saved, IDENTITY, 4)
