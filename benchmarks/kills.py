"""`python -m benchmarks.kills`: kill -9 at the steps of writing a library, and what is left each time.

A library is made, changed in several ways (see OPERATIONS), and each change is killed before one of its writing calls.
Afterwards the library must open, `verify` must find no damage, and its documents, passages and search results must be
exactly those before or exactly those after the change. Then the change is made again, which must give those after it.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.tracing import run_until
from corpus.document import Parsed
from corpus.loader import load
from corpus.splitter import split
from index import intake
from index.bundle import Bundle, read_bundle, write_bundle
from index.library import DATABASE, Library
from index.segmenter import Segmenter
from index.verification import verify

CITIES = "青禾市2023年建成充电桩1.2万台。\n\n岚溪市的老年人口占比为31.2%。\n"
COMPANIES = "# 企业\n\n沛澜微电子2024年营收68.3亿元。\n\n岑北晶能主打车规模块。\n"
QUESTIONS = ("充电桩有多少台", "营收是多少", "换电一次多久")
State = tuple[object, ...]


class SmallEmbedder:
    """The sum of one random direction per character."""

    name, dim = "small", 16

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """`(n, 16)` float32, rows of unit length."""
        rows = [sum(map(_direction, text), np.full(self.dim, 1e-6)) for text in texts]
        return np.array([row / np.linalg.norm(row) for row in rows], np.float32).reshape(-1, self.dim)

    encode_passages = encode_queries


def _direction(char: str) -> NDArray[np.float64]:
    return np.random.default_rng(zlib.crc32(char.encode())).normal(size=SmallEmbedder.dim)


class PlainReader:
    """Reads in this process: the one that is traced has no others."""

    def read(self, path: Path) -> Parsed:
        """The file, taken apart."""
        return split(load(path))

    def give_up(self, path: Path) -> None:
        """It has always come to its end."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an operation happens: a folder with a library, `files` and `bundle`."""

    folder: Path
    embedder: SmallEmbedder
    segmenter: Segmenter
    name: str = "library"

    @property
    def library(self) -> Path:
        """The library's folder."""
        return self.folder / self.name

    def open(self) -> Library:
        """The library, made where there is none."""
        return Library.open(self.library, self.embedder, create=True, segmenter=self.segmenter)

    def state(self) -> State:
        """Everything that can be read from the library."""
        if not (self.library / DATABASE).exists():
            return ()
        with closing(self.open()) as library:
            found = [library.retriever().search(question, 10) for question in QUESTIONS]
            documents = [(Path(one.source).name, one.doc_id, one.title) for one in library.documents()]
            texts = [(library.text(one.doc_id), _plain(library, one.doc_id)) for one in library.documents()]
            # A library with nothing in it is as good as none.
            return (documents, texts, [[(hit.passage.text, hit.score) for hit in hits] for hits in found]) * bool(texts)


def _plain(library: Library, doc_id: str) -> list[tuple[object, ...]]:
    return [(one.start, one.end, one.kind, one.heading_path) for one in library.passages(doc_id)]


def index(place: Place) -> None:
    """A new file."""
    (place.folder / "files" / "new.txt").write_text("浔安港换电一次5分钟。\n", encoding="utf-8")
    with closing(place.open()) as library:
        library.update([place.folder / "files"])


def update(place: Place) -> None:
    """A file that has changed and one that is gone."""
    (place.folder / "files" / "cities.txt").write_text("青禾市2024年建成充电桩2万台。\n", encoding="utf-8")
    (place.folder / "files" / "companies.md").unlink(missing_ok=True)
    with closing(place.open()) as library:
        library.update([place.folder / "files"])


def remove(place: Place) -> None:
    """A document leaves."""
    with closing(place.open()) as library:
        if len(library.documents()) > 1:
            library.remove(["cities.txt"])


def take_over(place: Place) -> None:
    """A bundle comes in."""
    bundle = read_bundle(place.folder / "bundle")
    with closing(place.open()) as library:
        library.take_over(bundle.documents)


OPERATIONS: dict[str, Callable[[Place], None]] = {
    "create": index,
    "index": index,
    "update": update,
    "remove": remove,
    "import": take_over,
}


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill; `left` is "old" or "new", anything else says what was wrong."""

    operation: str
    step: int
    steps: int
    left: str


def make_place(folder: Path, segmenter: Segmenter) -> Place:
    """A library with two documents, and a bundle with a third."""
    vars(intake)["guarded_reader"] = PlainReader
    place = Place(folder, SmallEmbedder(), segmenter)
    (folder / "files").mkdir()
    (folder / "files" / "cities.txt").write_text(CITIES, encoding="utf-8")
    (folder / "files" / "companies.md").write_text(COMPANIES, encoding="utf-8")
    (folder / "other.txt").write_text("浔安港换电一次5分钟。\n", encoding="utf-8")
    write_bundle(Bundle((PlainReader().read(folder / "other.txt"),)), folder / "bundle")
    with closing(place.open()) as library:
        library.update([folder / "files"])
    return place


def kills(place: Place, operation: str, share: float = 1.0) -> Iterator[Kill]:
    """Kill the operation before each of its writing calls, or before an even share of them."""
    work = OPERATIONS[operation]
    place = replace(place, name="fresh") if operation == "create" else place
    old = place.state()
    done = _copy(place)
    steps = run_until(lambda: work(done))
    new = done.state()
    shutil.rmtree(done.folder)
    for step in np.unique(np.linspace(1, steps, max(1, round(steps * share))).astype(int)).tolist():
        copy = _copy(place)
        run_until(lambda copy=copy: work(copy), step)  # type: ignore[misc]
        yield Kill(operation, step, steps, _left(copy, old, new, work))
        shutil.rmtree(copy.folder)


def _copy(place: Place) -> Place:
    """At the same path each time, because the library remembers where its files lie."""
    aside = place.folder.with_name("template")
    if not aside.exists():
        place.folder.rename(aside)
    shutil.copytree(aside, place.folder)
    return place


def _left(place: Place, old: State, new: State, work: Callable[[Place], None]) -> str:
    found = verify(place.library) if (place.library / DATABASE).exists() else ()
    if damage := [one for one in found if one.damage]:
        return f"verify: {damage}"
    state = place.state()
    if state not in (old, new):
        return f"another state: {state}"
    work(place)
    if place.state() != new:
        return "the change could not be made again"
    return "old" if state == old else "new"


def main() -> None:
    """Kill everything everywhere and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the writing calls that are killed (default: all)")
    share = parser.parse_args().share
    wrong = 0
    for operation in OPERATIONS:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "place").mkdir()
            place = make_place(Path(folder) / "place", Segmenter())
            found = list(kills(place, operation, share))
        counts = Counter(one.left for one in found)
        print(f"{operation:8} {found[0].steps} writing calls, {len(found)} kills: {dict(counts)}", flush=True)
        wrong += len(found) - counts["old"] - counts["new"]
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
