"""What a library in Milvus takes at any size: `python -m benchmarks.sizing [--measure FILE...] [--write]`.

A model, not a measurement of a cluster: bytes and seconds per passage are measured on documents on one machine, and
everything else is arithmetic. `--measure` measures anew, on documents of your own; docs/scale.md says what to make of it.
`--write` puts the table there, and beside it how far a library in a folder went: benchmarks/scale*.json, which are measured.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from corpus.loader import load
from corpus.splitter import split
from index.discovery import unknown_words
from index.embedder import load_embedder
from index.expansion import load_lexicon
from index.intake import embed
from index.milvus.legs import LexicalQuery
from index.milvus.packing import pack
from index.milvus.records import passage_rows, sentence_rows
from index.milvus.statistics import Statistics, count, dimension, of_document, statistics_record, weights
from index.query import QueryParser
from index.segmenter import Segmenter
from index.units import field_tokens

GB = 1e9
SIZES = (100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000)
HERE = Path(__file__).parent
DOCUMENTATION = HERE.parent / "docs" / "scale.md"
QUESTIONS = Path(__file__).parent.parent / "examples" / "sample_questions.jsonl"
DIM = 256
SPARSE_ENTRY = 8  # bytes: a place and a weight
KEY = 48  # bytes that a row's key and bookkeeping take; assumed
SEGMENT = 1.0 * GB  # rows of one segment, Milvus's default is 1 GB
MACHINE_MEMORY, MACHINE_CORES = 256 * GB, 32
USED = 0.7  # of a machine, at most
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Costs:
    """Of one passage; times are of one core."""

    sentences: float
    sparse_entries: float
    passage_bytes: float  # text, record and filter fields
    sentence_bytes: float  # filter fields
    document_bytes: float  # its share of the document's text
    statistics_bytes: float  # what every front end reads when it starts
    import_ms: float  # finding words, cutting, embedding, weighing; without reading the file
    postings: float  # that one question goes through, of each passage
    graph_bytes: float = 1168.0  # a vector in an HNSW graph (M=16), faiss
    graph_build_ms: float = 0.42  # to put one in (efConstruction 200), faiss, at 100,000
    graph_search_ms: float = 4.5  # to search one graph for 1,000 of 100,000 vectors (ef 2000), faiss
    postings_per_second: float = 1e8  # numpy; Milvus skips many of them and was not measured


# A Chinese report of 661 passages with 56 tables, default embedder, AMD EPYC, Python 3.11, November 2026.
MEASURED = Costs(
    sentences=5.6,
    sparse_entries=406,
    passage_bytes=1464,
    sentence_bytes=361,
    document_bytes=317,
    statistics_bytes=337,
    import_ms=5.9,
    postings=6.9,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What so many passages take."""

    passages: int
    memory: float  # bytes that the query nodes load
    machines: int
    storage: float  # bytes in the object store: rows and indexes
    seconds: float  # of one core, for one question
    questions: float  # a second that these machines answer
    import_hours: float  # of one core, in the clients
    build_hours: float  # of one core, in the data nodes
    start: float  # bytes that a front end reads when it starts


def plan(passages: int, cost: Costs = MEASURED) -> Plan:
    """The arithmetic."""
    sparse = cost.sparse_entries * SPARSE_ENTRY
    raw_passage = DIM * 4 + sparse + cost.passage_bytes + KEY
    raw_sentence = DIM * 4 + cost.sentence_bytes + KEY
    graph = cost.graph_bytes
    loaded = graph + sparse + cost.passage_bytes + KEY + cost.sentences * (graph + cost.sentence_bytes + KEY)
    stored = 2 * (raw_passage + cost.sentences * raw_sentence) + cost.document_bytes + cost.statistics_bytes
    memory = passages * (loaded + cost.document_bytes + cost.statistics_bytes)
    machines = math.ceil(memory / (USED * MACHINE_MEMORY))
    segments = sum(math.ceil(n * size / SEGMENT) for n, size in _rows(passages, cost, raw_passage, raw_sentence))
    seconds = segments * cost.graph_search_ms / 1e3 + passages * cost.postings / cost.postings_per_second
    vectors = passages * (1 + cost.sentences)
    return Plan(
        passages,
        memory,
        machines,
        passages * stored,
        seconds,
        machines * MACHINE_CORES * USED / seconds,
        passages * cost.import_ms / 3.6e6,
        vectors * cost.graph_build_ms / 3.6e6,
        passages * cost.statistics_bytes,
    )


def _rows(passages: int, cost: Costs, passage: float, sentence: float) -> tuple[tuple[float, float], ...]:
    return (passages, passage), (passages * cost.sentences, sentence)


def measure(files: Sequence[Path]) -> Costs:
    """The costs of these documents on this machine."""
    documents = [split(load(file)) for file in files]
    passages = [passage for one in documents for passage in one.passages]
    embedder, plain = load_embedder(), Segmenter()
    embedder.encode_queries(["先装好"])
    plain.tokens("先装好")
    own, finding = _timed(lambda: unknown_words((passage.text for passage in passages), plain))
    segmenter = plain.knowing(own)
    counted, cutting = _timed(lambda: count([field_tokens(passage, segmenter.tokens) for passage in passages]))
    vectors, embedding = _timed(lambda: [embed(one.passages, embedder) for one in documents])
    found = of_document(passages, counted, own, ())
    terms, weighing = _timed(lambda: [weights(one, found.lengths) for one in counted])
    pairs = list(zip(documents, vectors, strict=True))
    rows = [
        row
        for one, two in pairs
        for row in passage_rows("0" * 24, one.passages, two.passages, [{}] * len(two.passages))
    ]
    below = [row for one, two in pairs for row in sentence_rows("0" * 24, one.passages, two)]
    n = len(passages)
    return Costs(
        sentences=len(below) / n,
        sparse_entries=sum(map(len, terms)) / n,
        passage_bytes=sum(map(_bytes, rows)) / n,
        sentence_bytes=sum(map(_bytes, below)) / max(1, len(below)),
        document_bytes=sum(len(pack(one.document.text)) for one in documents) / n,
        statistics_bytes=len(pack(statistics_record(found))) / n,
        import_ms=1e3 * (finding + cutting + embedding + weighing) / n,
        postings=_postings(QueryParser(segmenter, [load_lexicon()]), found),
    )


def _postings(parser: QueryParser, found: Statistics) -> float:
    """Of one passage, for the mean question of the sample."""
    holders = {dimension(token): number for token, number in found.holders.items()}
    questions = [json.loads(line)["question"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    queries = [LexicalQuery.of(parser.parse(question).terms, found).bound() for question in questions]
    return sum(holders.get(place, 0) for query in queries for place in query) / len(queries) / found.passages


def _bytes(row: dict[str, object]) -> int:
    return sum(len(str(value).encode()) for name, value in row.items() if name not in {"vector", "terms"})


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    began = time.process_time()
    return work(), time.process_time() - began


def table(plans: Sequence[Plan]) -> str:
    """As Markdown."""
    lines = [
        "| passages | memory of the query nodes | machines (32 cores, 256 GB) | object storage | one question | "
        "questions/s | import (clients) | building indexes | a front end reads at its start |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for one in plans:
        lines.append(
            f"| {one.passages:,} | {_size(one.memory)} | {one.machines} | {_size(one.storage)} | "
            f"{one.seconds:,.2f} core-s | {one.questions:,.0f} | {one.import_hours:,.1f} core-h | "
            f"{one.build_hours:,.1f} core-h | {_size(one.start)} |"
        )
    return "\n".join(lines)


def folder_table(measured: Sequence[dict[str, Any]]) -> str:
    """What benchmarks.scale has measured of libraries in a folder, as Markdown; "–" where it has not."""
    lines = [
        "| passages | built in | disk | opened in | one question, median / 95th | resident | recall of the vectors / of the "
        "whole search | added (passages) | removed |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for one in sorted(measured, key=lambda figures: int(figures["passages"])):
        has: dict[str, Any] = defaultdict(lambda: "–", one)
        lines.append(
            f"| {has['passages']:,} | {has['build_s']} s | {has['disk_mb']} MB | {has['open_s']} s | "
            f"{has['query_median_ms']} / {has['query_p95_ms']} ms | {has['resident_mb']} MB | "
            f"{has['recall_vectors']} / {has['recall_hybrid']} | {has['add_s']} s ({has['changed_passages']}) | "
            f"{has['remove_s']} s |"
        )
    return "\n".join(lines)


def scales() -> list[dict[str, Any]]:
    """What benchmarks.scale has written."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(HERE.glob("scale*.json"))]


def rewritten(text: str, name: str, part: str) -> str:
    """The text with this between the marks of that name."""
    start, end = f"<!-- {name} -->\n", f"\n<!-- /{name} -->"
    before, _, rest = text.partition(start)
    return before + start + part + end + rest.partition(end)[2]


def _size(size: float) -> str:
    return f"{size / 1e12:,.1f} TB" if size >= 1e12 else f"{size / GB:,.1f} GB"


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--measure", nargs="+", type=Path, metavar="FILE", help="documents to measure on")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/scale.md")
    args = parser.parse_args()
    if args.write:
        text = DOCUMENTATION.read_text(encoding="utf-8")
        text = rewritten(text, "sizing", table([plan(size, MEASURED) for size in SIZES]))
        DOCUMENTATION.write_text(rewritten(text, "folder", folder_table(scales())), encoding="utf-8")
    cost = measure(args.measure) if args.measure else MEASURED
    print(json.dumps({name: round(value, 2) for name, value in asdict(cost).items()}))
    print(table([plan(size, cost) for size in SIZES]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
