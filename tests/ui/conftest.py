"""Small fakes for the page, and a library made by the real rooms for the command line."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest
import uvicorn
from fastapi.testclient import TestClient

from corpus.document import Cell, Kind, Passage, Row, Table
from corpus.structure.sentences import sentence_spans
from index.hit import Hit
from index.library import Library
from index.scope import EVERYTHING, Scope
from index.segmenter import Segmenter
from index.store import Store
from qa.answer import Answer, Citation, Turn, Verdict
from ui.guard.passwords import Users
from ui.page.desk import Desk
from ui.server import Options, build_app, listen

REPORT = """示例市低空经济报告

第一章 发展现状

全市建成起降点86个，其中医院楼顶12个。无人机配送全年完成订单310万单，同比增长42%。

第二章 存在问题

低空航线审批平均需要9个工作日，企业普遍认为时间偏长。噪声投诉集中在居民区上空。
"""


class LetterPairs:
    """A seeded embedder of ten lines: each pair of characters falls into one of 64 columns."""

    name = "letter-pairs"
    dim = 64

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for pair in itertools.pairwise(text):
                row[zlib.crc32("".join(pair).encode()) % self.dim] += 1
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        np.divide(rows, lengths, out=rows, where=lengths > 0)
        return rows

    encode_passages = encode_queries


class NearestSentence:
    """Answers with the sentence that shares most characters with the question; 火星 is not in the documents."""

    def __init__(self, library: Store) -> None:
        self._library = library

    def ask(self, question: str, history: Sequence[Turn] = (), scope: Scope = EVERYTHING) -> Answer:
        if "出错" in question:
            raise RuntimeError("a bug")
        hits = tuple(self._library.retriever().search(question, 10, scope))
        understood = f"{history[-1].question}，{question}" if history else question
        if "火星" in question or not hits:
            return Answer(question, understood, Verdict.NOT_FOUND, "", (), hits)
        passage = hits[0].passage
        spans = sentence_spans(passage.text)
        start, end = max(spans, key=lambda span: len(set(passage.text[slice(*span)]) & set(question)))
        citation = Citation(passage, start, end)
        return Answer(question, understood, Verdict.FOUND, citation.quote, (citation,), hits, (("total", 1.0),))


@pytest.fixture
def make_passage() -> Callable[..., Passage]:
    """A passage of a document; what is not given is what does not matter."""

    def make(text: str, start: int = 0, **fields: object) -> Passage:
        defaults: dict[str, object] = {
            "passage_id": f"d:{start}",
            "doc_id": "d",
            "title": "年度报告",
            "source": "/home/someone/年报.txt",
            "line_start": 1,
            "line_end": 1 + text.count("\n"),
        }
        return Passage(text=text, start=start, end=start + len(text), **(defaults | fields))  # type: ignore[arg-type]

    return make


@pytest.fixture
def make_answer() -> Callable[..., Answer]:
    """An answer whose citations are the quotes given, each found in its passage."""

    def make(text: str, quoted: Sequence[tuple[Passage, str]], **fields: object) -> Answer:
        citations = tuple(Citation(p, p.text.index(q), p.text.index(q) + len(q)) for p, q in quoted)
        hits = tuple(Hit(p, 1.0 / rank, rank, (("lexical", 0.5),)) for rank, (p, _) in enumerate(quoted, start=1))
        defaults: dict[str, object] = {"understood_as": "问？", "verdict": Verdict.FOUND, "hits": hits}
        return Answer(question="问？", text=text, citations=citations, **(defaults | fields))  # type: ignore[arg-type]

    return make


@pytest.fixture
def table_passage(make_passage: Callable[..., Passage]) -> Passage:
    """表1: two rows of two columns; the text is header, row, row, with tabs."""
    text = "年份\t桩数\n2021年\t10\n2022年\t20"
    rows = []
    for line in ("2021年\t10", "2022年\t20"):
        at = text.index(line)
        name, figure = line.split("\t")
        cells = (Cell(name, at, at + len(name)), Cell(figure, at + len(name) + 1, at + len(line)))
        rows.append(Row(cells, at, at + len(line)))
    table = Table("表1 充电桩", ("年份", "桩数"), tuple(rows), unit="单位：台")
    return make_passage(text, kind=Kind.TABLE, table=table)


@pytest.fixture(scope="session")
def report_text() -> str:
    """A short report."""
    return REPORT


@pytest.fixture
def report(tmp_path: Path, report_text: str) -> Path:
    """The short report on disk."""
    path = tmp_path / "低空经济.txt"
    path.write_text(report_text, encoding="utf-8")
    return path


@pytest.fixture
def library_folder(tmp_path: Path) -> Path:
    """Where the library of this test is."""
    return tmp_path / "library"


@pytest.fixture(scope="session")
def segmenter() -> Segmenter:
    """Loading the dictionary takes most of a second."""
    return Segmenter()


@pytest.fixture
def desk(library_folder: Path, report: Path, segmenter: Segmenter) -> Desk:
    """A desk over a library that holds the report."""
    embedder = LetterPairs()
    library = Library.open(library_folder, embedder, create=True, segmenter=segmenter)
    library.update([report])
    return Desk(library, lambda: Library.open(library_folder, embedder, segmenter=segmenter), NearestSentence)


@pytest.fixture
def served(desk: Desk) -> Callable[..., TestClient]:
    """Makes a client of the whole application, gate included, without a network."""

    def make(**options: Any) -> TestClient:
        return TestClient(build_app(desk, Options(**options)), base_url="http://127.0.0.1", follow_redirects=False)

    return make


@pytest.fixture(scope="session")
def shared_desk(tmp_path_factory: pytest.TempPathFactory, report_text: str, segmenter: Segmenter) -> Desk:
    """A desk over a library that holds the report, for tests that only read."""
    folder = tmp_path_factory.mktemp("shared")
    path = folder / "低空经济.txt"
    path.write_text(report_text, encoding="utf-8")
    library = Library.open(folder / "library", LetterPairs(), create=True, segmenter=segmenter)
    library.update([path])
    return Desk(library, lambda: library, NearestSentence)


@pytest.fixture(scope="session")
def address(shared_desk: Desk) -> Iterator[str]:
    """The real server on a free port of this machine, with a login (甲, 乙 and plain, password word) and MCP."""
    users = Users([("甲", "word"), ("plain", "word"), ("乙", "word")])
    listener = listen("127.0.0.1", 0)
    app = build_app(shared_desk, Options(users=users, mcp=True))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)
