"""The same questions asked of a library in a folder and of the same one in Milvus: `python -m benchmarks.stores [--write]`

It tells whether answers, citations and the ten best passages are the same, and how long a search takes, also where the
server fuses words and vectors itself. Questions are those on the report and on the fictional reports beside the checkout
(without them: on the sample report). Without `--store` a milvus-lite server is started.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass, field, replace
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
EVERY = 6  # of the questions on the fictional reports: there are 1,900
WAYS = ("milvus", "milvus fused")  # fused by the server itself: index.milvus.fused
Question = tuple[str, str]  # id, text
Figures = dict[str, Any]


@dataclass(slots=True)
class Comparison:
    """Of one way to ask Milvus with a library in a folder, over one set; the ids of the questions that differ."""

    questions: int
    answers: list[str] = field(default_factory=list)
    citations: list[str] = field(default_factory=list)
    rankings: list[str] = field(default_factory=list)  # of the ten best passages
    search_ms: float = 0.0  # the median

    @property
    def same(self) -> float:
        """The share of the questions with the same answer from the same places."""
        return round(1 - len({*self.answers, *self.citations}) / max(1, self.questions), 4)


def compare(expected: Sequence[Answer], other: Store, questions: Sequence[Question]) -> Comparison:
    """Ask another store what has been asked of the first."""
    found, assistant = Comparison(len(questions)), Assistant(other)
    for (name, text), left in zip(questions, expected, strict=True):
        right = assistant.ask(text)
        if (left.verdict, left.text) != (right.verdict, right.text):
            found.answers.append(name)
        if _places(left) != _places(right):
            found.citations.append(name)
        if _ranking(left) != _ranking(right):
            found.rankings.append(name)
    found.search_ms = _search_ms(other, questions)
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
        yield "reports", documents, [one for path in written for one in _questions(path)][::EVERY]
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


def measured(folder: Path, address: Address, documents: Sequence[Path], questions: Sequence[Question]) -> Figures:
    """The documents in a folder, taken from there into Milvus, and asked there both ways."""
    with closing(Library.open(folder / "library", create=True)) as embedded:
        embedded.update(documents)
        migrate(embedded, lambda: MilvusLibrary.open(folder / "front", address, create=True))
        assistant = Assistant(embedded)
        expected = [assistant.ask(text) for _, text in questions]
        figures: Figures = {
            "passages": sum(info.passages for info in embedded.documents()),
            "embedded": {"search_ms": _search_ms(embedded, questions)},
        }
    for way in WAYS:
        with closing(MilvusLibrary.open(folder / "front", replace(address, fused=way == "milvus fused"))) as other:
            found = compare(expected, other, questions)
        figures[way] = asdict(found) | {"same": found.same}
    return figures


def main() -> None:
    """Compare, print, and on request write benchmarks/stores.json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", metavar="URI", help="of a Milvus server; a library is made there and dropped again")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    result: Figures = {**described(), "sets": {}}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="yinju-stores-")))
        server = parse_address(args.store or stack.enter_context(_server(folder)))
        for name, documents, questions in sets():
            address = replace(server, name=f"stores_{uuid4().hex}")
            stack.callback(drop, address)
            result["sets"][name] = measured(folder / name, address, documents, questions)
            print(name, json.dumps(result["sets"][name], ensure_ascii=False), flush=True)
    if args.write:
        OUT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
