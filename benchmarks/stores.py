"""The same questions asked of a library in a folder and of the same one in Milvus: `python -m benchmarks.stores [--write]`

Of both it tells whether answers, citations and the ten best passages are the same, and how long a search takes. Questions are those on the report and on the fictional reports beside the checkout (without
them: on the sample report). Without `--store` a milvus-lite server is started for it.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from benchmarks.load import ROOT, SAMPLE, SHARED
from benchmarks.machine import described
from benchmarks.milvus_lite import LiteServer, drop
from index.library import Library
from index.migration import migrate
from index.milvus.address import Address, parse_address
from index.milvus.library import MilvusLibrary
from index.store import Store
from qa.answer import Answer
from qa.assistant import Assistant

OUT = ROOT / "benchmarks" / "stores.json"
K = 10
Question = tuple[str, str]  # id, text


@dataclass(slots=True)
class Comparison:
    """Of one set of questions; the ids of those that differ."""

    questions: int = 0
    passages: int = 0  # in the library
    answers: list[str] = field(default_factory=list)
    citations: list[str] = field(default_factory=list)
    rankings: list[str] = field(default_factory=list)  # of the ten best passages
    embedded_ms: float = 0.0  # of a search, the median
    milvus_ms: float = 0.0

    @property
    def same(self) -> float:
        """The share of the questions with the same answer from the same places."""
        return 1 - len({*self.answers, *self.citations}) / max(1, self.questions)


def compare(embedded: Store, other: Store, questions: Sequence[Question]) -> Comparison:
    """Ask both."""
    found = Comparison(len(questions), sum(info.passages for info in embedded.documents()))
    assistants = [Assistant(store) for store in (embedded, other)]
    for name, text in questions:
        left, right = (assistant.ask(text) for assistant in assistants)
        if (left.verdict, left.text) != (right.verdict, right.text):
            found.answers.append(name)
        if _places(left) != _places(right):
            found.citations.append(name)
        if _ranking(left) != _ranking(right):
            found.rankings.append(name)
    found.embedded_ms, found.milvus_ms = (_search_ms(store, questions) for store in (embedded, other))
    return found


def _places(answer: Answer) -> list[tuple[str, int, int]]:
    return [(one.passage.doc_id, one.char_start, one.char_end) for one in answer.citations]


def _ranking(answer: Answer) -> list[tuple[str, int]]:
    return [(hit.passage.doc_id, hit.passage.start) for hit in answer.hits[:K]]


def _search_ms(store: Store, questions: Sequence[Question]) -> float:
    searcher, times = store.retriever(), []
    for _, text in questions:
        began = time.perf_counter()
        searcher.search(text, K)
        times.append(1000 * (time.perf_counter() - began))
    return round(median(times), 1)


def sets() -> Iterator[tuple[str, list[Path], list[Question]]]:
    """Name, documents and questions; of the users' report the ids of the questions say nothing about it."""
    report = sorted((SHARED / "corpus").glob("*.txt"), key=lambda path: path.stat().st_size)[-1:]
    if report and (SHARED / "eval" / "dev.jsonl").is_file():
        yield "dev", report, list(_questions(SHARED / "eval" / "dev.jsonl"))
    written = sorted((SHARED / "data" / "reports").glob("*.jsonl"))
    if written:
        documents = [path for path in sorted(written[0].parent.iterdir()) if path.suffix in {".txt", ".md"}]
        yield "reports", documents, [one for path in written for one in _questions(path)]
    if not report and not written:
        yield "sample", [SAMPLE], list(_questions(ROOT / "examples" / "sample_questions.jsonl"))


def _questions(path: Path) -> Iterator[Question]:
    for line in path.read_text(encoding="utf-8").splitlines():
        record: dict[str, Any] = json.loads(line)
        yield str(record["id"]), str(record["question"])


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    server = LiteServer(folder)
    server.start()
    try:
        yield server.address("")
    finally:
        server.stop()


@contextmanager
def both(folder: Path, address: Address, documents: Sequence[Path]) -> Iterator[tuple[Store, Store]]:
    """The documents in a folder, and taken from there into Milvus."""
    with closing(Library.open(folder / "library", create=True)) as embedded:
        embedded.update(documents)
        migrate(embedded, lambda: MilvusLibrary.open(folder / "front", address, create=True))
        with closing(MilvusLibrary.open(folder / "front", address)) as other:
            yield embedded, other


def main() -> None:
    """Compare, print, and on request write benchmarks/stores.json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", metavar="URI", help="of a Milvus server; a library is made there and dropped again")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    result: dict[str, Any] = {**described(), "sets": {}}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="yinju-stores-")))
        uri = args.store or stack.enter_context(_server(folder))
        for name, documents, questions in sets():
            address = f"{uri.rstrip('/')}/stores_{uuid4().hex}"
            stack.callback(drop, address)
            with both(folder / name, parse_address(address), documents) as (embedded, other):
                found = compare(embedded, other, questions)
            result["sets"][name] = asdict(found) | {"same": round(found.same, 4)}
            print(name, json.dumps(result["sets"][name], ensure_ascii=False))
    if args.write:
        OUT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
