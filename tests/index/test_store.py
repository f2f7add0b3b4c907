"""What every store of libraries promises: one suite, run over the embedded store and over Milvus."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest

from corpus.document import Parsed, Passage
from corpus.loader import load
from corpus.splitter import split
from index.discovery import unknown_words
from index.embedder import Embedder, NoEmbedder
from index.errors import DocumentNotFound, EmbedderMismatch
from index.expansion import glossary_synonyms, load_lexicon
from index.hit import Hit
from index.intake import embed
from index.lexical import LexicalIndex
from index.library import Library
from index.milvus.address import parse_address
from index.milvus.library import MilvusLibrary
from index.query import QueryParser
from index.retriever import Weights
from index.scope import Scope
from index.segmenter import Segmenter
from index.store import Store
from index.units import FIELDS, field_tokens
from tests.index.conftest import SeededEmbedder
from tests.index.milvus.conftest import drop

CITIES = "青禾市2023年建成充电桩1.2万台。\n\n岚溪市的老年人口占比为31.2%。\n"
COMPANIES = "# 企业\n\n沛澜微电子2024年营收68.3亿元。\n\n岑北晶能主打车规模块。\n"
QUESTIONS = ("充电桩有多少台", "老年人口的比例", "岑北晶能做什么", "2024年营收是多少", "城市", "台")
HOSTILE = (
    '"] or id != "',
    "' or 1 == 1 or instance in ['",
    '\\"',
    "_%_",
    "{kinds}",
    "0) or 1==1 --",
    "台\x00台\n\t",
    "🙂" * 50,
    "/* */ array_contains(headings, 1)",
    "A" * 5000,
)

Open = Callable[..., Store]


def opener(folder: Path, address: str | None, segmenter: Segmenter) -> Iterator[Open]:
    """Opens one library as often as is asked for, each time as another program would."""
    opened: list[Store] = []

    def open_it(embedder: Embedder | None = None, **options: Any) -> Store:
        embedder = embedder or SeededEmbedder()
        options = {"create": True, "segmenter": segmenter, **options}
        if address is None:
            library: Store = Library.open(folder / "library", embedder, **options)
        else:
            front = folder / f"front-{len(opened)}"
            library = MilvusLibrary.open(front, parse_address(address), embedder, fresh=0.0, **options)
        opened.append(library)
        return library

    yield open_it
    for library in opened:
        library.close()
    if address is not None:
        drop(address)


@pytest.fixture(scope="module", params=["embedded", "milvus"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def new_address(kind: str, request: pytest.FixtureRequest) -> Callable[[], str | None]:
    """Gives the address of a library that nobody has used; None for one in a folder."""
    server = request.getfixturevalue("milvus_server") if kind == "milvus" else None
    return lambda: server.address(f"test_{uuid4().hex}") if server else None


@pytest.fixture
def open_store(new_address: Callable[[], str | None], tmp_path: Path, segmenter: Segmenter) -> Iterator[Open]:
    yield from opener(tmp_path, new_address(), segmenter)


@pytest.fixture(scope="module")
def report(
    new_address: Callable[[], str | None],
    tmp_path_factory: pytest.TempPathFactory,
    sample_report: Path,
    segmenter: Segmenter,
) -> Iterator[Store]:
    """A library of one report, to be read only."""
    for open_it in opener(tmp_path_factory.mktemp("report"), new_address(), segmenter):
        library = open_it()
        library.update([sample_report])
        yield library


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "cities.txt").write_text(CITIES, encoding="utf-8")
    (folder / "companies.md").write_text(COMPANIES, encoding="utf-8")
    return folder


def names(library: Store) -> list[str]:
    return [Path(info.source).name for info in library.documents()]


def texts(hits: Sequence[Hit]) -> list[str]:
    return [hit.passage.text for hit in hits]


def parsed(path: Path) -> Parsed:
    return split(load(path))


# What is stored


def test_documents_come_back_as_they_were_taken_apart(report: Store, sample_report: Path) -> None:
    expected = parsed(sample_report)
    (info,) = report.documents()
    assert report.text(info.doc_id) == expected.document.text
    assert report.passages(info.doc_id) == expected.passages
    (found,) = report.parsed()
    assert (found.passages, found.glossary, found.document.pages) == (
        expected.passages,
        expected.glossary,
        expected.document.pages,
    )


def test_an_update_skips_what_has_not_changed(open_store: Open, files: Path) -> None:
    library = open_store()
    library.update([files])
    again = library.update([files])
    assert (again.added, again.replaced, len(again.unchanged)) == ((), (), 2)


def test_a_changed_file_takes_the_place_of_the_old_one(open_store: Open, files: Path) -> None:
    library = open_store()
    library.update([files])
    (files / "cities.txt").write_text("青禾市2023年建成充电桩9.9万台。\n", encoding="utf-8")
    summary = library.update([files])
    assert [Path(info.source).name for info in summary.replaced] == ["cities.txt"]
    assert sorted(names(library)) == ["cities.txt", "companies.md"]
    found = texts(library.retriever().search("充电桩有多少台", 10))
    assert any("9.9" in text for text in found)
    assert not any("1.2" in text for text in found)


def test_a_file_that_is_gone_leaves(open_store: Open, files: Path) -> None:
    library = open_store()
    library.update([files])
    (files / "cities.txt").unlink()
    assert [Path(info.source).name for info in library.update([files]).removed] == ["cities.txt"]
    assert names(library) == ["companies.md"]


def test_a_file_that_moved_keeps_its_document(open_store: Open, files: Path) -> None:
    library = open_store()
    library.update([files])
    before = {info.doc_id for info in library.documents()}
    (files / "cities.txt").rename(files / "moved.txt")
    library.update([files])
    assert {info.doc_id for info in library.documents()} == before
    assert sorted(names(library)) == ["companies.md", "moved.txt"]


def test_what_is_removed_is_gone_from_the_list_the_texts_and_both_legs(open_store: Open, files: Path) -> None:
    library = open_store()
    library.update([files])
    (removed,) = library.remove(["cities.txt"])
    assert names(library) == ["companies.md"]
    with pytest.raises(DocumentNotFound):
        library.text(removed.doc_id)
    assert library.passages(removed.doc_id) == ()
    for question in QUESTIONS:
        assert not any(hit.passage.doc_id == removed.doc_id for hit in library.retriever().search(question, 50))


def test_nothing_is_removed_where_one_of_the_names_is_unknown(open_store: Open, files: Path) -> None:
    library = open_store()
    library.update([files])
    with pytest.raises(DocumentNotFound):
        library.remove(["cities.txt", "no such document"])
    assert len(library.documents()) == 2


def test_documents_are_taken_over_once(open_store: Open, files: Path) -> None:
    library, documents = open_store(), [parsed(files / "cities.txt"), parsed(files / "companies.md")]
    assert len(library.take_over(documents[:1])) == 1
    assert [info.title for info in library.take_over(documents)] == [documents[1].document.title]
    assert [one.document for one in library.parsed()] == [one.document for one in documents]


def test_the_words_of_a_dictionary_are_kept(open_store: Open, files: Path) -> None:
    library = open_store()
    library.update([files])
    library.learn(["车规模块", "岑北晶能"])
    assert open_store().words() == ("车规模块", "岑北晶能")


def test_named_models_are_remembered(open_store: Open) -> None:
    open_store().name_models({"reranker": "some/reranker"})
    assert open_store().named_models() == {"reranker": "some/reranker"}


def test_another_embedder_is_refused(open_store: Open, files: Path) -> None:
    open_store().update([files])
    with pytest.raises(EmbedderMismatch):
        open_store(NoEmbedder())


# How it ranks


class Oracle:
    """Scores every passage by brute force."""

    def __init__(self, documents: Sequence[Parsed], embedder: Embedder, segmenter: Segmenter) -> None:
        self.passages = [passage for one in documents for passage in one.passages]
        knowing = segmenter.knowing(unknown_words((passage.text for passage in self.passages), segmenter))
        lexicons = [load_lexicon(), glossary_synonyms(pair for one in documents for pair in one.glossary)]
        self._parser = QueryParser(knowing, lexicons)
        self._lexical = LexicalIndex.build((field_tokens(one, knowing.tokens) for one in self.passages), FIELDS)
        self._embedder = embedder
        self._vectors = embed(self.passages, embedder)

    def ranking(self, query: str) -> list[tuple[Passage, float]]:
        """Every passage with its score, best first."""
        words = self._lexical.scores(self._parser.parse(query).terms)
        vector, weights = self._embedder.encode_queries([query])[0], Weights()
        best = np.full(len(self.passages), -np.inf)
        np.maximum.at(best, self._vectors.owners, self._vectors.sentences @ vector)
        total = weights.lexical * words / (words.max() or 1)
        total = total + weights.passage * (self._vectors.passages @ vector) + weights.sentence * best
        return [(self.passages[row], float(total[row])) for row in np.argsort(-total, kind="stable")]


def asked(sample_questions: Path, every: int = 5) -> list[str]:
    lines = sample_questions.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines[::every]]


def test_the_ten_best_are_those_of_brute_force(
    report: Store, sample_report: Path, sample_questions: Path, segmenter: Segmenter
) -> None:
    exactly = Oracle([parsed(sample_report)], SeededEmbedder(), segmenter)
    recalls = []
    for question in asked(sample_questions):
        exact = {passage.start for passage, _ in exactly.ranking(question)[:10]}
        recalls.append(len({hit.passage.start for hit in report.retriever().search(question, 10)} & exact) / 10)
    assert np.mean(recalls) >= 0.97


def test_words_alone_rank_as_bm25f_does(
    open_store: Open, sample_report: Path, sample_questions: Path, segmenter: Segmenter
) -> None:
    library, exactly = open_store(NoEmbedder()), Oracle([parsed(sample_report)], NoEmbedder(), segmenter)
    library.update([sample_report])
    for question in asked(sample_questions):
        exact = exactly.ranking(question)[:10]
        found = library.retriever().search(question, 10)
        assert [hit.score for hit in found] == pytest.approx([score for _, score in exact], abs=1e-5)
        assert len({hit.passage.start for hit in found} & {passage.start for passage, _ in exact}) >= 9


def test_a_score_is_the_sum_of_its_parts_and_ranks_count_from_one(open_store: Open, files: Path) -> None:
    library = open_store()
    library.update([files])
    hits = library.retriever().search("充电桩有多少台", 10)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert all(hit.score == pytest.approx(sum(share for _, share in hit.parts)) for hit in hits)
    assert "1.2万台" in hits[0].passage.text


def test_documents_that_come_later_are_ranked_with_the_others(
    open_store: Open, files: Path, segmenter: Segmenter
) -> None:
    library = open_store()
    for name in ("cities.txt", "companies.md"):
        library.update([files / name])
    documents = [parsed(files / "cities.txt"), parsed(files / "companies.md")]
    exactly = Oracle(documents, SeededEmbedder(), segmenter)
    for question in QUESTIONS:
        (best, _), *_ = exactly.ranking(question)
        assert library.retriever().search(question, 1)[0].passage.text == best.text


@pytest.mark.parametrize(
    "scope",
    [
        Scope(kinds=("table",)),
        Scope(kinds=("table", "speech")),
        Scope(years=("2023",)),
        Scope(years=("2023", "2022"), kinds=("paragraph",)),
        Scope(sections=("一",)),
        Scope(speakers=("no such person",)),
        Scope(docs=("sample_report.txt",)),
        Scope(docs=("no such document",)),
    ],
    ids=str,
)
def test_a_scope_filters_every_leg_and_leaves_the_order(report: Store, scope: Scope) -> None:
    for question in ("2023年的数量是多少", "有哪些措施"):
        everything = report.retriever().search(question, 1000)
        inside = [hit.passage.start for hit in everything if scope.accepts(hit.passage)]
        assert [hit.passage.start for hit in report.retriever().search(question, 1000, scope)] == inside


def test_a_speaker_is_found_by_name(open_store: Open, written_reports: Path) -> None:
    library = open_store()
    library.update([written_reports / "a1.txt"])
    passages = [one for info in library.documents() for one in library.passages(info.doc_id) if one.speaker]
    if not passages:
        pytest.skip("nobody speaks in this report")
    speaker = passages[0].speaker or ""
    found = library.retriever().search("怎么看", 1000, Scope(speakers=(speaker,)))
    assert {hit.passage.start for hit in found} == {one.start for one in passages if one.speaker == speaker}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_taken_for_a_command(report: Store, text: str) -> None:
    everything = {hit.passage.passage_id for hit in report.retriever().search("台", 1000)}
    assert {hit.passage.passage_id for hit in report.retriever().search(f"台{text}", 1000)} == everything
    for scope in (Scope(docs=(text,)), Scope(kinds=(text,)), Scope(speakers=(text,))):
        assert report.retriever().search("台", 50, scope) == []
    for scope in (Scope(sections=(text,)), Scope(years=(text,))):
        assert all(scope.accepts(hit.passage) for hit in report.retriever().search("台", 50, scope))
    assert len(report.documents()) == 1


# Several programs at once


def test_an_open_reader_sees_what_another_program_writes(open_store: Open, files: Path) -> None:
    reader, writer = open_store(), open_store()
    writer.update([files / "cities.txt"])
    assert names(reader) == ["cities.txt"]
    assert reader.retriever().search("充电桩", 1)
    before = reader.retriever()
    assert reader.retriever() is before
    writer.update([files / "companies.md"])
    assert "68.3" in reader.retriever().search("2024年营收", 1)[0].passage.text
    writer.remove(["companies.md"])
    assert not any("68.3" in text for text in texts(reader.retriever().search("2024年营收", 10)))


def test_two_writers_at_once_lose_nothing(open_store: Open, tmp_path: Path) -> None:
    folders = [tmp_path / "left", tmp_path / "right"]
    for number, folder in enumerate(folders):
        folder.mkdir()
        for one in range(3):
            (folder / f"{number}-{one}.txt").write_text(
                f"第{number}{one}号城市建成充电桩{number}{one}台。", encoding="utf-8"
            )
    failed: list[BaseException] = []

    def write(library: Store, folder: Path) -> None:
        try:
            for file in sorted(folder.iterdir()):
                library.update([file])
        except BaseException as error:
            failed.append(error)

    writers = [threading.Thread(target=write, args=(open_store(), folder)) for folder in folders]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failed == []
    library = open_store()
    assert sorted(names(library)) == sorted(f"{number}-{one}.txt" for number in (0, 1) for one in range(3))
    assert len(library.retriever().search("充电桩", 50)) == 6


def test_a_file_that_two_writers_take_in_at_once_is_there_once(open_store: Open, files: Path) -> None:
    libraries = [open_store(), open_store()]
    writers = [threading.Thread(target=library.update, args=([files],)) for library in libraries]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(names(open_store())) == ["cities.txt", "companies.md"]
    hits = [hit.passage.passage_id for hit in open_store().retriever().search("台", 50)]
    assert len(hits) == len(set(hits))
