"""`python -m benchmarks.scale --passages N`: how a library of invented reports is built, opened, asked and changed.

Prints a table and writes the same as JSON. Everything happens as a user would have it: files are read, cut, embedded by
the shipped model and indexed; then another process opens the library and asks questions made of its own sentences.
What is found is compared with a search that looks at every vector and every word.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.invented import write_documents
from benchmarks.machine import described
from index import nearest, retriever, vectors
from index.library import Library
from index.retriever import Floats, HybridRetriever
from index.vectors import FaissStore

PARAGRAPHS = 1000  # of a document,
PASSAGES = 388  # which then has about so many passages
QUESTIONS = 100
CHANGED = 1000  # passages that are added and removed
K = 10
MEGABYTE = 1 << 20

Figures = dict[str, Any]


def build(folder: Path, passages: int) -> Figures:
    """Write the documents and index them."""
    documents = max(1, round(passages / PASSAGES))
    files = list(write_documents(folder / "files", documents, PARAGRAPHS))
    with closing(Library.open(folder / "library", create=True)) as library:
        started, used = time.perf_counter(), _processor()
        summary = library.update([folder / "files"])
        took, used = time.perf_counter() - started, _processor() - used
    return {
        "passages": summary.passages,
        "documents": summary.documents,
        "characters": sum(path.stat().st_size for path in files) // 3,
        "build_s": round(took, 1),
        "build_processor_s": round(used, 1),
        "passages_per_s": round(summary.passages / took, 1),
        "build_memory_mb": _most_memory(),
        "disk_mb": sum(path.stat().st_size for path in (folder / "library").rglob("*") if path.is_file()) // MEGABYTE,
    }


def ask(folder: Path) -> Figures:
    """Open the library as a new process does, and ask."""
    questions = _questions(folder / "library")
    started = time.perf_counter()
    library = Library.open(folder / "library")
    searcher = library.retriever()
    opened = time.perf_counter() - started
    library.embedder.encode_queries(["预热"])
    for question in questions[QUESTIONS:]:
        searcher.search(question, K)
    asked = questions[:QUESTIONS]
    embedding = _timed(lambda text: library.embedder.encode_queries([text]), asked)
    times = np.array(_timed(lambda text: searcher.search(text, K), asked)) - np.array(embedding)
    memory = _memory()
    figures = {
        "open_s": round(opened, 2),
        "query_median_ms": round(float(np.median(times)), 1),
        "query_p95_ms": round(float(np.percentile(times, 95)), 1),
        "embedding_median_ms": round(float(np.median(embedding)), 2),
        "resident_mb": memory,
        "vectors": str(vectors.tier_of(sum(info.passages for info in library.documents()))),
        "all_sentences": searcher.searched.nearest.all_sentences,
    }
    figures |= _recall(library, searcher, asked)
    library.close()
    return figures


def change(folder: Path) -> Figures:
    """Add and remove documents of a thousand passages together."""
    new = list(write_documents(folder / "new", 4, CHANGED * PARAGRAPHS // PASSAGES // 4, seed=1))
    with closing(Library.open(folder / "library")) as library:
        library.retriever()
        started = time.perf_counter()
        summary = library.update([folder / "new"])
        added = time.perf_counter() - started
        started = time.perf_counter()
        library.retriever()
        shown = time.perf_counter() - started
        count = sum(info.passages for info in summary.added)
        started = time.perf_counter()
        library.remove([path.name for path in new])
        removed = time.perf_counter() - started
    return {
        "changed_passages": count,
        "add_s": round(added, 2),
        "reopen_s": round(shown, 2),
        "remove_s": round(removed, 2),
        "segments": len(list((folder / "library" / "segments").iterdir())),
    }


def bandwidth(rows: int = 200_000, dim: int = 256) -> Figures:
    """A flat search against reading as many bytes as it must, both on one thread and by turns."""
    matrix = np.random.default_rng(0).normal(size=(rows, dim)).astype(np.float32)
    store, query = FaissStore.build(matrix, dim), matrix[0].copy()
    works: list[Callable[[object], object]] = [lambda _: store.search(query, K), lambda _: matrix.max()]
    turns = [_timed(work, [None])[0] for _ in range(30) for work in works]
    search, read = min(turns[::2]), min(turns[1::2])  # the maximum is bound by the memory alone
    return {
        "flat_ms": round(search, 2),
        "read_ms": round(read, 2),
        "read_gb_per_s": round(matrix.nbytes / read / 1e6, 1),
        "flat_to_floor": round(search / read, 2),
    }


def _recall(library: Library, searcher: HybridRetriever, questions: Sequence[str]) -> Figures:
    """How much of the exact ten best is found: of the passages' vectors, and of the whole search."""
    found = [[hit.passage.passage_id for hit in searcher.search(text, K)] for text in questions]
    near = [_near(searcher, vector) for vector in library.embedder.encode_queries(questions)]
    with _exact():
        library.close()
        exact = Library.open(library.folder).retriever()
        whole = [[hit.passage.passage_id for hit in exact.search(text, K)] for text in questions]
        closest = [_near(exact, vector) for vector in library.embedder.encode_queries(questions)]
    return {"recall_vectors": _shared(near, closest), "recall_hybrid": _shared(found, whole)}


def _near(searcher: HybridRetriever, vector: Floats) -> list[int]:
    """The rows of the nearest passages."""
    return list(map(int, searcher.searched.nearest.passages(vector, K)[0]))


@contextmanager
def _exact() -> Iterator[None]:
    """Within the block libraries are opened to be searched through."""
    usual = nearest.SENTENCES, retriever.EXHAUSTIVE, vectors.tier_of
    vars(nearest)["SENTENCES"] = vars(retriever)["EXHAUSTIVE"] = 1 << 40
    vars(nearest)["tier_of"] = lambda passages: vectors.Tier.HALF
    try:
        yield
    finally:
        vars(nearest)["SENTENCES"], vars(retriever)["EXHAUSTIVE"], vars(nearest)["tier_of"] = usual


def _shared(found: Sequence[Sequence[object]], expected: Sequence[Sequence[object]]) -> float:
    pairs = [(set(one), set(other)) for one, other in zip(found, expected, strict=True)]
    return round(sum(len(one & other) for one, other in pairs) / max(1, sum(len(other) for _, other in pairs)), 4)


def _questions(folder: Path) -> list[str]:
    """Halves of sentences from everywhere in the library, more than are measured: the first warm up."""
    random = np.random.default_rng(7)
    with closing(Library.open(folder)) as library:
        documents = library.documents()
        chosen = random.choice(len(documents), min(len(documents), 50), replace=False)
        passages = [one for number in chosen.tolist() for one in library.passages(documents[number].doc_id)]
    found = []
    for number in random.choice(len(passages), min(len(passages), 3 * QUESTIONS), replace=False).tolist():
        text = passages[number].text.replace("\n", "")
        start = int(random.integers(max(1, len(text) - 30)))
        found.append(text[start : start + int(random.integers(10, 24))] + "是多少？")
    return found[: 2 * QUESTIONS]


def _timed(work: Callable[[Any], object], inputs: Any) -> list[float]:
    times = []
    for one in inputs:
        started = time.perf_counter()
        work(one)
        times.append(1000 * (time.perf_counter() - started))
    return times


def _processor() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def _most_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _memory() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // MEGABYTE


PARTS: dict[str, Callable[[Path], Figures]] = {"ask": ask, "change": change}


def _apart(part: str, folder: Path) -> Figures:
    """In a process of its own, so that its memory and its cold start are its own."""
    command = [sys.executable, "-m", "benchmarks.scale", "--part", part, "--folder", str(folder)]
    found: Figures = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)  # nosec B603
    return found


def main() -> None:
    """Measure everything, or one part of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--folder", type=Path, help="keep the library here, and use it again")
    parser.add_argument("--output", type=Path, help="write the figures here, as JSON")
    parser.add_argument("--part", choices=sorted(PARTS), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.part:
        json.dump(PARTS[args.part](args.folder), sys.stdout)
        return
    folder = args.folder or Path(tempfile.mkdtemp())
    try:
        figures: Figures = dict(described())
        if not (folder / "library").exists():
            figures |= build(folder, args.passages)
        figures |= _apart("ask", folder) | _apart("change", folder) | bandwidth()
    finally:
        if args.folder is None:
            shutil.rmtree(folder, ignore_errors=True)
    print("\n".join(f"| {name} | {value} |" for name, value in figures.items()))
    if args.output:
        args.output.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
