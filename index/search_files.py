"""The search files in a library's folder: the current generation and its segments, read and written.

folder/segments/NAME/      written once, see index/segment.py
folder/generations/N/      which of them count; the database says which N does
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index import generation as generations
from index.blocks import DamagedFile
from index.building import Building
from index.embedder import Embedder
from index.generation import DamagedGeneration, Generation, Held, Listed, Manifest
from index.postings import Floats
from index.segment import Segment, open_segment
from index.segmenter import Segmenter
from index.storage import EAGER, Storage

GENERATIONS = "generations"
SEGMENTS = "segments"
SMALL = (
    2000  # passages of a library that every change indexes anew: seconds, and its words are always found in all of it
)


class SearchFiles:
    """Those of one library. Segments that are open stay so as long as the current generation has them.

    Args:
        folder: the library's.
        storage: its database, which says which generation counts.
        embedder: and `segmenter`: files that were made with others are not used.
    """

    def __init__(self, folder: Path, storage: Storage, embedder: Embedder, segmenter: Segmenter) -> None:
        self._folder, self._storage, self._embedder, self._segmenter = folder, storage, embedder, segmenter
        self._open: dict[Listed, Segment] = {}  # by name and digest alone
        self._before: tuple[list[Held], tuple[float, ...]] | None = None  # what a change goes on from

    def current(self) -> list[Held]:
        """The segments of the current generation. Raises DamagedGeneration unless they are all in order."""
        manifest = self._manifest()
        try:
            opened = {Listed(one.name, one.digest): self._segment(one) for one in manifest.segments}
        except (OSError, ValueError, KeyError, TypeError, DamagedFile) as error:
            raise DamagedGeneration(f"{self._folder}: {error!r}") from error
        self._open = opened
        return [(one, opened[Listed(one.name, one.digest)]) for one in manifest.segments]

    def generation(self) -> tuple[Generation, list[Segment]]:
        """The current generation, and its segments in their order. Raises DamagedGeneration."""
        held = self.current()
        try:
            return generations.assemble([(segment, one.removed) for one, segment in held]), [one for _, one in held]
        except (DamagedFile, ValueError) as error:
            raise DamagedGeneration(f"{self._folder}: {error!r}") from error

    def building(self) -> Building:
        """Where the documents of a change go; to be called before anything is changed."""
        self._before = self._usable()
        known = {word for segment in self._open.values() for word in segment.own_words}
        prefix = str(self._number() + 1)
        return Building(self._folder / SEGMENTS, prefix, self._embedder.dim, self._segmenter, sorted(known))

    def write(self, building: Building, *, anew: bool = False) -> None:
        """Write the segments that a change needs, and the next generation; inside the transaction of the change."""
        rows = self._storage.passage_counts()
        small = sum(rows.values()) <= SMALL and not building.started
        if anew or small or self._before is None:
            manifest = self._all_anew(building)
        else:
            manifest = self._changed(building, *self._before, frozenset(rows))
        number = str(self._number() + 1)
        digest = generations.save(manifest, self._folder / GENERATIONS / number)
        self._storage.set_meta("generation", number)
        self._storage.set_meta("manifest", digest)
        self._storage.set_meta("segmenter", self._segmenter.name)

    def in_memory(self) -> Generation:
        """The generation of what is stored, where nothing can be written."""
        documents = self._storage.passage_counts()
        passages = [passage for doc_id in documents for passage in self._storage.passages(doc_id)]
        dim = self._embedder.dim
        vectors = [self._storage.vectors(doc_id, dim) for doc_id in documents]
        return generations.build(passages, vectors, dim, self._segmenter)

    def remove_left_overs(self) -> None:
        """Whatever the current generation does not need."""
        for path in left_overs(self._folder, self._storage):
            shutil.rmtree(path, ignore_errors=True)

    def _number(self) -> int:
        return int(self._storage.meta()["generation"])

    def _manifest(self) -> Manifest:
        return current_manifest(self._folder, self._storage, self._segmenter.name)

    def _segment(self, listed: Listed) -> Segment:
        known = self._open.get(Listed(listed.name, listed.digest))
        return known or open_segment(self._folder / SEGMENTS / listed.name, listed.digest, EAGER)

    def _usable(self) -> tuple[list[Held], tuple[float, ...]] | None:
        """The segments that a change goes on from, and their averages; None where all has to be made anew."""
        if not self._number():
            return [], ()
        try:
            return self.current(), self._manifest().means
        except DamagedGeneration:
            return None

    def _all_anew(self, building: Building) -> Manifest:
        doc_ids = self._storage.passage_counts()
        if not building.holds(len(doc_ids)):
            building.abandon()
            for doc_id in doc_ids:
                building.add(self._storage.passages(doc_id), self._storage.vectors(doc_id, self._embedder.dim))
        return self._manifest_of([], building, None)

    def _changed(
        self, building: Building, held: Sequence[Held], averages: Sequence[float], doc_ids: frozenset[str]
    ) -> Manifest:
        """The segments without what is gone, small ones together, and after them what came in."""
        means = np.array(averages, np.float32) if averages else None
        groups = [[one] for one in generations.without(held, doc_ids)]
        if not building.started:
            groups = generations.grouped([one for group in groups for one in group])
        kept: list[Listed | int] = []
        for number, group in enumerate(groups):
            if len(group) > 1 or (generations.is_waste(*group[0]) and not building.started):
                several = [(segment, listed.removed) for listed, segment in group]
                kept.append(building.absorb(several, full=number < len(groups) - 1))
            else:
                kept.append(group[0][0])
        return self._manifest_of(kept, building, means)

    def _manifest_of(self, kept: Sequence[Listed | int], building: Building, means: Floats | None) -> Manifest:
        """What is kept, and what was absorbed in its place; then the rest of what was built."""
        written = building.finish(means)
        new = [Listed(one.name, one.digest) for one in written]
        inside = [new[one] if isinstance(one, int) else one for one in kept]
        rest = [one for number, one in enumerate(new) if number not in kept]
        weighed = means if means is not None or not written else written[0].means
        identity = identity_of(self._storage, self._segmenter.name)
        return Manifest(identity, () if weighed is None else tuple(weighed.tolist()), (*inside, *rest))


def identity_of(storage: Storage, segmenter: str) -> dict[str, str]:
    """What a library's search files have to be made with."""
    meta = storage.meta()
    return {"embedder": meta["embedder"], "dim": meta["dim"], "segmenter": segmenter, "content": storage.content()}


def current_manifest(folder: Path, storage: Storage, segmenter: str) -> Manifest:
    """That of the generation that counts. Raises DamagedGeneration."""
    meta = storage.meta()
    place = folder / GENERATIONS / meta["generation"]
    return generations.load(place, identity_of(storage, segmenter), meta.get("manifest", ""))


def left_overs(folder: Path, storage: Storage) -> list[Path]:
    """What a writer that was stopped has left, and what does not belong there; nothing where that cannot be told."""
    current = folder / GENERATIONS / storage.meta()["generation"]
    listed = generations.record(current).get("segments")
    if listed is None and current.name != "0":  # damaged: its segments are not known
        return []
    wanted = {current, *(folder / SEGMENTS / str(one[0]) for one in listed or ())}
    places = [
        path for name in (GENERATIONS, SEGMENTS) if (folder / name).is_dir() for path in (folder / name).iterdir()
    ]
    return sorted(path for path in places if path not in wanted)
