"""What an update would change: files read, taken apart and embedded, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from corpus.document import Parsed, Passage
from corpus.errors import AssistantError
from corpus.loader import find_files, load
from corpus.splitter import split
from index.embedder import Embedder
from index.storage import Vectors
from index.units import passage_text, sentence_texts

Progress = Callable[[str, int, int], None]  # (file name, files done, files in all)


@dataclass(slots=True)
class Intake:
    """The outcome, file by file."""

    new: dict[str, tuple[Parsed, Vectors]] = field(default_factory=dict)  # by doc_id: not in the library yet
    sources: dict[str, str] = field(default_factory=dict)  # absolute path -> doc_id, where that changes
    unchanged: list[Path] = field(default_factory=list)  # also a further copy of what the library holds
    failed: list[tuple[Path, AssistantError]] = field(default_factory=list)


def take_in(paths: Sequence[Path], known: Mapping[str, str], embedder: Embedder, progress: Progress) -> Intake:
    """Read the files, and those in the folders.

    Args:
        paths: files and folders.
        known: the doc_id of each absolute path that the library has read before.
        embedder: for the documents that the library does not hold.
        progress: called before each file, and at the end with an empty name.
    """
    intake = Intake()
    files = find_files(paths)
    for done, path in enumerate(files):
        progress(path.name, done, len(files))
        try:
            _take_in(path, known, embedder, intake)
        except AssistantError as error:
            intake.failed.append((path, error))
    progress("", len(files), len(files))
    return intake


def _take_in(path: Path, known: Mapping[str, str], embedder: Embedder, intake: Intake) -> None:
    document = load(path)
    doc_id, source = document.doc_id, str(path.absolute())
    if doc_id in intake.new or doc_id in known.values():
        intake.unchanged.append(path)
    else:
        parsed = split(document)
        intake.new[doc_id] = parsed, embed(parsed.passages, embedder)
    if known.get(source) != doc_id:
        intake.sources[source] = doc_id


def embed(passages: Sequence[Passage], embedder: Embedder) -> Vectors:
    """The vectors of a document's passages and of their sentences."""
    sentences = [sentence_texts(passage) for passage in passages]
    return Vectors(
        embedder.encode_passages([passage_text(passage) for passage in passages]),
        embedder.encode_passages([text for texts in sentences for text in texts]),
        np.repeat(np.arange(len(passages), dtype=np.int32), [len(texts) for texts in sentences]),
    )
