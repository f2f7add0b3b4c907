"""The derived files of one state of a library: which segments it consists of, and which of their documents are gone.

A generation is a folder `generations/N` with a manifest: what it was made with, the average lengths of fields that all
its postings are weighed with, and of each segment the SHA-256 and the documents that were removed. It is written under
another name, flushed to the disk and renamed, so a folder of that name is always complete.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, takewhile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.document import Passage
from index.cutting import cut
from index.database import flush
from index.lexical import LexicalIndex, Part
from index.nearest import Nearest, View
from index.postings import K1, Field, averages, weigh
from index.segment import Segment
from index.segmenter import Segmenter
from index.storage import Vectors
from index.units import FIELDS, field_texts

FORMAT = f"7 {K1} {sorted(FIELDS.items())}"  # raise the number when the files change; older ones are then made again
MANIFEST = "manifest.json"
LARGEST = 1_000_000  # rows of a segment; further ones go into another


class DamagedGeneration(Exception):
    """The files are missing, changed or made with something else. They are made again; users never see this."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A segment of a generation."""

    name: str
    digest: str
    removed: frozenset[str] = frozenset()  # the doc_ids of its documents that are in the library no more


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation consists of."""

    identity: Mapping[str, str]  # what it was made with
    means: tuple[float, ...]  # the average length of each field
    segments: tuple[Listed, ...]

    def text(self) -> str:
        """As it is written."""
        segments = [[one.name, one.digest, sorted(one.removed)] for one in self.segments]
        record = {"format": FORMAT, **self.identity, "means": self.means, "segments": segments}
        return json.dumps(record, indent=1)


@dataclass(frozen=True)
class Generation:
    """The indexes over all passages of a library, in one row order."""

    lexical: LexicalIndex
    nearest: Nearest
    rows: NDArray[np.int64]  # of the passages that are in the library, ascending
    own_words: tuple[str, ...] = ()  # that no dictionary knows; the passages were cut with them, questions are too


def assemble(segments: Sequence[tuple[Segment, frozenset[str]]]) -> Generation:
    """The indexes of segments, each with the doc_ids of its removed documents."""
    views: list[View] = []
    first = 0
    for segment, removed in segments:
        views.append(View(segment, first, _dead(segment, removed)))
        first += segment.rows
    own_words = {word for segment, _ in segments for word in segment.own_words}
    return Generation(
        LexicalIndex([Part(view.segment.postings, view.first, view.dead) for view in views]),
        Nearest(views),
        np.concatenate([np.empty(0, np.int64), *(view.rows for view in views)]),
        tuple(sorted(own_words)),
    )


def _dead(segment: Segment, removed: frozenset[str]) -> NDArray[np.int32]:
    """`(stretches, 2)`: first row and end of each removed document."""
    firsts = segment.first_rows
    found = [firsts[i : i + 2] for i, held in enumerate(segment.documents) if held.doc_id in removed]
    return np.array(found, np.int32).reshape(-1, 2)


def build(
    passages: Sequence[Passage],
    vectors: Sequence[Vectors],
    dim: int,
    segmenter: Segmenter,
    fields: Mapping[str, Field] = FIELDS,
) -> Generation:
    """Index passages in memory; `vectors` are those of their documents, in the same order."""
    texts = [{name: text for name, text in field_texts(passage).items() if name in fields} for passage in passages]
    done = cut(texts, segmenter, fields=tuple(fields))
    postings = weigh(done.counts, fields, averages([done.counts.lengths], len(fields)))
    empty = np.empty((0, dim), np.float32)
    counts = [np.bincount(part.owners, minlength=len(part.passages)) for part in vectors]
    starts = np.cumsum(np.concatenate([np.zeros(1, np.int64), *counts])).astype(np.int64)
    nothing = np.empty(0, np.uint8)
    segment = Segment(
        documents=(),
        postings=postings,
        passages=np.concatenate([empty, *(part.passages for part in vectors)]),
        sentences=np.concatenate([empty, *(part.sentences for part in vectors)]),
        sentence_starts=starts,
        sampled=empty,
        records=nothing,
        record_starts=np.zeros(1, np.int64),
        own_words=done.own_words,
        names=nothing,
    )
    return assemble([(segment, frozenset())])


def save(manifest: Manifest, folder: Path) -> str:
    """Write a generation as `folder` all at once; the SHA-256 of its manifest."""
    draft = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        data = manifest.text().encode()
        (draft / MANIFEST).write_bytes(data)
        flush([draft / MANIFEST, draft])
        shutil.rmtree(folder, ignore_errors=True)  # left by a writer that died before its database commit
        draft.rename(folder)
        flush([folder.parent])
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)  # a full disk needs the space
        raise
    return hashlib.sha256(data).hexdigest()


def load(folder: Path, identity: Mapping[str, str], digest: str) -> Manifest:
    """Read a generation's manifest. Raises DamagedGeneration unless it is exactly what was saved for this library."""
    found = record(folder)
    if {key: found.get(key) for key in ("format", *identity)} != {"format": FORMAT, **identity}:
        raise DamagedGeneration(f"{folder}: made with something else")
    if digest_of(folder) != digest:
        raise DamagedGeneration(f"{folder}: the manifest has changed")
    segments = tuple(Listed(name, digest, frozenset(removed)) for name, digest, removed in found["segments"])
    return Manifest(identity, tuple(found["means"]), segments)


def record(folder: Path) -> dict[str, Any]:
    """A manifest as it stands there; empty where it cannot be read."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def digest_of(folder: Path) -> str:
    """The SHA-256 of a manifest; "" where there is none."""
    try:
        return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    except OSError:
        return ""


# Segments of at least so many and fewer than so many rows: so many of them, at the end, become one with all after them.
FAN = ((0, 4000, 8), (4000, 32_000, 8), (32_000, 250_000, 8), (250_000, LARGEST, 4))
WASTE = 0.5  # share of a segment's rows that are removed from which on it is written anew

Held = tuple[Listed, Segment]


def grouped(segments: Sequence[Held]) -> list[list[Held]]:
    """The segments, but the last of them together where there are too many small ones.

    Each row is so written about three times in the life of a library, however it grows.
    """
    for least, limit, enough in FAN:
        sizes = list(takewhile(lambda size: size < limit, (one.rows for _, one in reversed(segments))))  # noqa: B023
        count = sum(total <= LARGEST for total in accumulate(sizes))
        if sum(size >= least for size in sizes[:count]) >= enough:
            return [*([one] for one in segments[:-count]), list(segments[-count:])]
    return [[one] for one in segments]


def is_waste(listed: Listed, segment: Segment) -> bool:
    """Whether too much of a segment belongs to removed documents."""
    removed = sum(held.rows for held in segment.documents if held.doc_id in listed.removed)
    return removed > WASTE * segment.rows


def without(segments: Iterable[Held], held: frozenset[str]) -> list[Held]:
    """The segments with all their documents that are not held any more marked as removed; empty ones are left out."""
    found = []
    for listed, segment in segments:
        removed = {one.doc_id for one in segment.documents if one.doc_id not in held} | listed.removed
        if any(one.doc_id not in removed for one in segment.documents):
            found.append((replace(listed, removed=frozenset(removed)), segment))
    return found
