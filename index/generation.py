"""The derived files of a library: postings and vectors, made from the stored text and checked before they are used.

A generation is a folder `generations/N` with a manifest of what it was made with and the SHA-256 of every file. It is
written under another name, flushed to the disk and renamed, so a folder of that name is always complete.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.document import Passage
from corpus.files.progress import tell
from index.database import flush
from index.discovery import unknown_words
from index.lexical import K1, Field, LexicalIndex
from index.segmenter import Segmenter
from index.storage import Vectors
from index.units import FIELDS, field_tokens
from index.vectors import FaissStore, VectorStore

FORMAT = f"3 {K1} {sorted(FIELDS.items())}"  # raise the number when the files change; older ones are then made again
TOLD = 256  # passages between two signs of progress
MANIFEST = "manifest.json"
OWN_WORDS = "own_words.txt"  # one a line
FILES = ("lexical.npz", "owners.npy", OWN_WORDS, "passages.faiss", "sentences.faiss")


class DamagedGeneration(Exception):
    """The files are missing, changed or made with something else. They are made again; users never see this."""


@dataclass(frozen=True, slots=True)
class Generation:
    """The indexes over all passages of a library, in one row order."""

    lexical: LexicalIndex
    passages: VectorStore
    sentences: VectorStore
    owners: NDArray[np.int32]  # (sentences,): the row of the sentence's passage
    own_words: tuple[str, ...] = ()  # that no dictionary knows; the passages were cut with them, questions are too


def build(
    passages: Sequence[Passage],
    vectors: Sequence[Vectors],
    dim: int,
    segmenter: Segmenter,
    fields: Mapping[str, Field] = FIELDS,
) -> Generation:
    """Index passages; `vectors` are those of their documents, in the same order."""
    own_words = unknown_words((passage.text for passage in passages), segmenter)
    empty = np.empty((0, dim), np.float32)
    offsets = np.cumsum([0, *(len(part.passages) for part in vectors)])[:-1]
    owners = [part.owners + offset for part, offset in zip(vectors, offsets, strict=True)]
    return Generation(
        LexicalIndex.build(_tokens(passages, segmenter.knowing(own_words)), fields),
        FaissStore.build(np.concatenate([empty, *(part.passages for part in vectors)])),
        FaissStore.build(np.concatenate([empty, *(part.sentences for part in vectors)])),
        np.concatenate([np.empty(0, np.int64), *owners]).astype(np.int32),
        own_words,
    )


def _tokens(passages: Sequence[Passage], segmenter: Segmenter) -> Iterator[dict[str, list[str]]]:
    tokens = lru_cache(maxsize=256)(segmenter.tokens)  # neighbours share their headings and the header of their table
    for number, passage in enumerate(passages):
        if number % TOLD == 0:
            tell("整理索引", number, len(passages))
        yield field_tokens(passage, tokens)


def save(generation: Generation, folder: Path, identity: Mapping[str, str]) -> None:
    """Write the generation as `folder`, which must not exist, all at once. `identity` says what it was made with."""
    draft = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        _fill(draft, generation, identity)
        shutil.rmtree(folder, ignore_errors=True)  # left by a writer that died before its database commit
        draft.rename(folder)
        flush([folder.parent])
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)  # a full disk needs the space
        raise


def _fill(draft: Path, generation: Generation, identity: Mapping[str, str]) -> None:
    generation.lexical.save(draft / "lexical.npz")
    generation.passages.save(draft / "passages.faiss")
    generation.sentences.save(draft / "sentences.faiss")
    np.save(draft / "owners.npy", generation.owners)
    (draft / OWN_WORDS).write_text("\n".join(generation.own_words), encoding="utf-8")
    files = {path.name: _digest(path) for path in sorted(draft.iterdir())}
    made = {"format": FORMAT, **identity, "passages": generation.lexical.size, "files": files}
    (draft / MANIFEST).write_text(json.dumps(made, indent=1), encoding="utf-8")
    flush([*draft.iterdir(), draft])


def load(folder: Path, identity: Mapping[str, str], passages: int) -> Generation:
    """Read a generation. Raises DamagedGeneration unless it is exactly what was saved for this library."""
    try:
        found = manifest(folder)
        changed = changed_files(folder)
        if found != {"format": FORMAT, **identity, "passages": passages, "files": found.get("files")} or changed:
            raise DamagedGeneration(f"{folder}: made with something else, or changed: {changed}")
        return Generation(
            LexicalIndex.load(folder / "lexical.npz"),
            FaissStore.load(folder / "passages.faiss"),
            FaissStore.load(folder / "sentences.faiss"),
            np.load(folder / "owners.npy", allow_pickle=False),
            tuple((folder / OWN_WORDS).read_text(encoding="utf-8").split()),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedGeneration(f"{folder}: {error!r}") from error


def manifest(folder: Path) -> dict[str, Any]:
    """What a generation was made with and the SHA-256 of its files; empty where that cannot be read."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def changed_files(folder: Path) -> list[str]:
    """The files of a generation that are missing or not what its manifest says."""
    digests = manifest(folder).get("files")
    expected = digests if isinstance(digests, dict) else {}
    return [name for name in FILES if not _is(folder / name, expected.get(name))]


def _is(path: Path, digest: object) -> bool:
    try:
        return _digest(path) == digest
    except OSError:
        return False


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
