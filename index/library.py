"""A library: one folder with the documents that can be asked, and what searching them needs.

    folder/library.sqlite      the only truth: text, passages, vectors
    folder/segments/           derived: postings, vectors and passages as they are searched, written once
    folder/generations/N/      derived: which segments count, and which documents in them are gone
    folder/write.lock          held by the one process that writes

A writer stores documents as they are read, then a new segment with them, a new generation and its number, all in one
transaction. Whatever happens before the commit leaves the old state, whatever happens after it the new one. A small
library is indexed anew by every change, a larger one only by what has changed.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from corpus.document import Parsed, Passage
from corpus.files.progress import heard_by
from index import dictionary
from index.building import Building
from index.database import exists, only_writer
from index.dictionary import own_segmenter
from index.embedder import NO_MODEL, Embedder, load_embedder
from index.errors import (
    DamagedLibrary,
    DocumentNotFound,
    EmbedderMismatch,
    LibraryBusy,
    LibraryInaccessible,
    LibraryNotFound,
)
from index.expansion import glossary_synonyms, load_lexicon
from index.generation import DamagedGeneration, Generation
from index.intake import EMBEDDING, Intake, Keep, Progress, Reading, Step, embed, placed, take_in
from index.names import Declared, Names, declared_in, titles
from index.query import QueryParser
from index.records import Origin, StoredPassages
from index.retriever import HybridRetriever
from index.search_files import GENERATIONS, SearchFiles
from index.segment import Segment
from index.segmenter import Segmenter
from index.spelling import Spelling
from index.storage import DocumentInfo, Storage, Vectors
from index.summary import UpdateSummary, summarise

DATABASE = "library.sqlite"
NAMED_PARTS = ("reranker", "reader")  # models beside the embedder that a library can be asked with

_log = logging.getLogger(__name__)


class Library:
    """An open library. Reading is safe while another process writes; its changes show at the next call."""

    def __init__(
        self,
        folder: Path,
        storage: Storage,
        embedder: Embedder,
        segmenter: Segmenter,
        announce: Callable[[str], None] | None = None,
    ) -> None:
        self.folder = folder
        self.embedder = embedder
        self._storage = storage
        self.segmenter = segmenter
        self._announce = announce or (lambda message: None)
        self._files = SearchFiles(folder, storage, embedder, segmenter)
        self._loaded: tuple[str, HybridRetriever] | None = None  # with the number of its generation

    @classmethod
    def open(
        cls,
        folder: Path,
        embedder: Embedder | None = None,
        *,
        create: bool = False,
        reembed: bool = False,
        segmenter: Segmenter | None = None,
        announce: Callable[[str], None] | None = None,
        checked: bool = True,
    ) -> Library:
        """Open a library.

        Args:
            folder: the library's own.
            embedder: None for the one that the library was made with (a new library: the shipped one).
            create: make the library if there is none.
            reembed: when the library was made with another embedder, embed its passages again with this one. Without
                `embedder` that is what happens to a library of an earlier version of the shipped one.
            segmenter: None for one with the library's own dictionary, see `own_segmenter`.
            announce: told in Chinese what was found damaged and has been mended.
            checked: False only to `repair` a library that is refused as damaged.

        Raises:
            LibraryNotFound, UnknownLibrary (another version, or no library), DamagedLibrary, LibraryInaccessible,
                EmbedderMismatch: nothing was changed.
        """
        path = folder / DATABASE
        if not exists(path):
            if not create:
                check_not_lost(folder)
                raise LibraryNotFound(
                    f"no library in {folder}", f"“{folder}”里还没有文库。请先导入文件：yinju index 文件或文件夹"
                )
            return cls._create(folder, embedder or load_embedder(), segmenter or own_segmenter(folder), announce)
        storage = Storage(path)
        with storage.snapshot():
            if checked:
                storage.check()
            meta = storage.meta()
        reembed = reembed or embedder is None  # the shipped model may be of another version than the library's
        embedder = embedder or _embedder_named(meta["embedder"])
        library = cls(folder, storage, embedder, segmenter or own_segmenter(folder), announce)
        if (meta["embedder"], meta["dim"]) != (embedder.name, str(embedder.dim)):
            if not reembed:
                storage.close()
                raise EmbedderMismatch(
                    f"{folder} was made with {meta['embedder']}, not {embedder.name}",
                    f"文库“{folder}”是用向量模型“{meta['embedder']}”建立的，与现在的“{embedder.name}”不同；没有改动它。"
                    "请改用原来的模型，或者另选文件夹（--library）用新模型重新导入。",
                )
            library._reembed()
        return library

    @classmethod
    def _create(
        cls, folder: Path, embedder: Embedder, segmenter: Segmenter, announce: Callable[[str], None] | None
    ) -> Library:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryInaccessible(
                f"cannot make {folder}: {error}",
                f"无法建立文库文件夹“{folder}”。请检查路径和写权限，或用 --library 换一个文件夹。",
            ) from error
        with only_writer(folder):
            path = folder / DATABASE
            meta = {"embedder": embedder.name, "dim": str(embedder.dim), "segmenter": segmenter.name}
            storage = Storage(path) if path.exists() else Storage.create(path, meta)
        return cls(folder, storage, embedder, segmenter, announce)

    def named_models(self) -> dict[str, str]:
        """The names of the models that were named for this library, by their part (`reranker`, `reader`)."""
        meta = self._storage.meta()
        return {part: meta[part] for part in NAMED_PARTS if meta.get(part, NO_MODEL) != NO_MODEL}

    def name_models(self, named: Mapping[str, str]) -> None:
        """Remember models by their part; "none" forgets one. Raises LibraryBusy or LibraryInaccessible."""
        with only_writer(self.folder), self._storage.transaction():
            for part, name in named.items():
                self._storage.set_meta(part, name)

    def close(self) -> None:
        """Release the database."""
        self._storage.close()

    def update(
        self, paths: Sequence[Path], progress: Progress | None = None, reading: Reading | None = None
    ) -> UpdateSummary:
        """Add the files, and the files in the folders; replace those that changed; skip those that did not.

        A file that cannot be read is reported in `failed`, and what the library held of it is kept. A document leaves
        when none of its files is there any more and one of them was in a folder that is given, or has become another
        document; a file that was moved or renamed keeps its document.
        `reading` reads and embeds the files somewhere else than here.
        Raises LibraryBusy or LibraryInaccessible with the library as it was.
        """
        with only_writer(self.folder):
            before, held = self._storage.sources(), self.documents()
            show = progress or (lambda step: None)
            with self._writing() as building:
                intake = take_in(
                    paths,
                    before,
                    self.embedder,
                    show,
                    self._keeper(building),
                    reading,
                    building.expect,
                    lambda parsed: building.ahead(parsed.passages),
                )
                if intake.changes:
                    done = Step(files_done=intake.files, files=intake.files, share=1.0)
                    with heard_by(lambda stage, part, parts: show(replace(done, stage=stage, done=part, total=parts))):
                        self._store_sources(intake)
                        self._files.write(building)
        return summarise(intake, before, held, self.documents())

    def remove(self, names: Sequence[str]) -> tuple[DocumentInfo, ...]:
        """Remove documents by doc_id, file name, path or title. Raises DocumentNotFound, and then removes none."""
        with only_writer(self.folder):
            chosen: dict[str, DocumentInfo] = {}
            for name in names:
                found = [info for info in self.documents() if name in _names(info)]
                if not found:
                    raise DocumentNotFound(
                        f"no document {name!r}",
                        f"文库里没有“{name}”；没有删除任何文档。请用 yinju list 查看文件名、标题或编号。",
                    )
                chosen |= {info.doc_id: info for info in found}
            if chosen:
                with self._writing() as building:
                    self._storage.remove(list(chosen))
                    self._files.write(building)
        return tuple(chosen.values())

    def take_over(
        self, documents: Iterable[Parsed], progress: Progress | None = None, total: int = 0
    ) -> tuple[DocumentInfo, ...]:
        """Add documents of another library, all or none; gives those that this one did not hold yet.

        They are read one by one, and may be `total`, which only the progress needs. Their `source` stands for a file in `list`; it is no path of this machine and is never opened.
        Raises LibraryBusy or LibraryInaccessible with the library as it was.
        """
        show = progress or (lambda step: None)
        with only_writer(self.folder):
            held = self._storage.passage_counts().keys()
            places, intake = self._storage.sources().keys(), Intake()
            with self._writing() as building:
                keep = self._keeper(building)
                for number, given in enumerate(documents):
                    if given.document.doc_id not in held | intake.taken:
                        parsed = placed(given, places | intake.sources.keys())
                        document = parsed.document
                        share = number / max(total, number + 1)
                        show(Step(document.title, EMBEDDING, files_done=number, files=total, share=share))
                        keep(parsed, embed(parsed.passages, self.embedder))
                        intake.taken.add(document.doc_id)
                        intake.sources[document.source] = document.doc_id
                if intake.changes:
                    self._store_sources(intake)
                    self._files.write(building)
        return tuple(info for info in self.documents() if info.doc_id in intake.taken)

    def repair(self) -> None:
        """Read damaged documents again from their files where these are there, and make all that is derived again.

        Raises DamagedLibrary where the database is past that, and then nothing was changed.
        """
        with only_writer(self.folder):
            changed = dict(self._storage.changed())
            sources = self._storage.sources()
            known = {path: doc_id for path, doc_id in sources.items() if doc_id not in changed}
            files = [Path(path) for path in sources if path not in known and Path(path).is_file()]
            with self._writing() as building:
                self._storage.rebuild_indexes()

                def keep(parsed: Parsed, vectors: Vectors) -> None:
                    self._storage.remove([parsed.document.doc_id])
                    self._storage.add(parsed, vectors)

                self._store_sources(take_in(files, known, self.embedder, lambda step: None, keep))
                self._files.write(building, anew=True)

    def parsed(self) -> Iterator[Parsed]:
        """The documents, taken apart, in the order they were added, each read when it is asked for.

        One that another program removes before its turn is passed over. Raises DamagedLibrary.
        """
        with self._storage.snapshot():
            self._storage.check()
        for info in self._storage.documents():
            with self._storage.snapshot():
                found = self._storage.parsed(info.doc_id) if self._storage.document(info.doc_id) else None
            if found:
                yield found

    def documents(self) -> tuple[DocumentInfo, ...]:
        """In the order they were added."""
        return self._storage.documents()

    def text(self, doc_id: str) -> str:
        """The document's text as citations see it. Raises DocumentNotFound."""
        document = self._storage.document(doc_id)
        if document is None:
            raise DocumentNotFound(f"no document {doc_id!r}", "这篇文档已不在文库里。请刷新后再试。")
        return document.text

    def passages(self, doc_id: str) -> tuple[Passage, ...]:
        """The document's passages in its own order."""
        return self._storage.passages(doc_id)

    def retriever(self) -> HybridRetriever:
        """Searches the current content; loaded at the first call, reused until the library changes."""
        number = self._storage.meta()["generation"]
        if self._loaded is None or self._loaded[0] != number:
            self._loaded = self._load()
        return self._loaded[1]

    def words(self) -> tuple[str, ...]:
        """The lines of the library's own dictionary. Raises DamagedLibrary."""
        return dictionary.lines(self.folder)

    def learn(self, words: Sequence[str]) -> None:
        """Make these the lines of its dictionary; the library has to be opened again to search by them."""
        dictionary.write(self.folder, words)

    def _keeper(self, building: Building) -> Keep:
        """Takes a new document in."""

        def keep(parsed: Parsed, vectors: Vectors) -> None:
            self._storage.add(parsed, vectors)
            building.add(parsed.passages, vectors)

        return keep

    def _store_sources(self, intake: Intake) -> None:
        self._storage.forget_sources(intake.vanished)
        for path, doc_id in intake.sources.items():
            self._storage.set_source(path, doc_id)
        self._storage.remove_orphans()

    def _reembed(self) -> None:
        _log.info("embedding %s again with %s", self.folder, self.embedder.name)
        with only_writer(self.folder), self._writing() as building:
            for info in self.documents():
                self._storage.set_vectors(info.doc_id, embed(self.passages(info.doc_id), self.embedder))
            self._storage.set_meta("embedder", self.embedder.name)
            self._storage.set_meta("dim", str(self.embedder.dim))
            self._files.write(building, anew=True)

    @contextmanager
    def _writing(self) -> Iterator[Building]:
        """A change of the library: what the block stores and the generation that goes with it, all or nothing."""
        building = self._files.building()
        try:
            with self._storage.transaction():
                yield building
        except BaseException:
            building.abandon()
            raise
        building.close()
        self._files.remove_left_overs()

    def _load(self) -> tuple[str, HybridRetriever]:
        """The current generation with its passages; made again from the stored text where its files are damaged."""
        try:
            return self._open_generation()
        except DamagedGeneration:
            time.sleep(0.1)  # a writer may have moved on to the next generation in between
        try:
            return self._open_generation()
        except DamagedGeneration as damage:
            self._storage.check_structure()
            if self._storage.meta()["generation"] != "0":  # a new library has none yet
                _log.warning("the search files are made again from the stored text: %s", damage)
                self._announce("检索文件缺失、已损坏或与文库内容不符，已按库中保存的原文重新建立；回答不受影响。")
        try:
            with only_writer(self.folder), self._writing() as building:
                self._files.write(building, anew=True)
            return self._open_generation()
        except (LibraryBusy, LibraryInaccessible, DamagedGeneration) as error:
            _log.warning("the search files that were made again could not be kept: %s", error)
        with self._storage.snapshot():
            self._storage.check()
            passages = [passage for info in self.documents() for passage in self.passages(info.doc_id)]
            declared = [declared_in(passages), titles((info.title, info.source) for info in self.documents())]
            return self._storage.meta()["generation"], self._searcher(passages, self._files.in_memory(), declared)

    def _open_generation(self) -> tuple[str, HybridRetriever]:
        with self._storage.snapshot():
            self._storage.check()
            number, infos = self._storage.meta()["generation"], self.documents()
            generation, segments = self._files.generation()
            passages = StoredPassages(segments, {info.doc_id: Origin(info.title, info.source) for info in infos})
            return number, self._searcher(passages, generation, _DeclaredIn(segments, infos))

    def _searcher(
        self, passages: Sequence[Passage], generation: Generation, declared: Iterable[Declared]
    ) -> HybridRetriever:
        glossary = self._storage.glossary()
        lexicons = (load_lexicon(), glossary_synonyms(glossary))
        segmenter = self.segmenter.knowing(generation.own_words)
        lexical = generation.lexical
        return HybridRetriever(
            passages,
            generation,
            self.embedder,
            QueryParser(segmenter, lexicons),
            names=Names(declared, lexical, glossary),
            spelling=Spelling(lexical, segmenter, lexicons),
        )


class _DeclaredIn:
    """What the documents of segments declare; read when it is asked for."""

    def __init__(self, segments: Sequence[Segment], documents: Sequence[DocumentInfo]) -> None:
        self._segments, self._documents = segments, documents

    def __iter__(self) -> Iterator[Declared]:
        yield from (segment.declared for segment in self._segments)
        yield titles((info.title, info.source) for info in self._documents if info.passages)


def check_not_lost(folder: Path) -> None:
    """Raise DamagedLibrary where a library's database is gone and its search files are still there."""
    if exists(folder / GENERATIONS):
        raise DamagedLibrary(
            f"{folder / DATABASE} is gone",
            f"文库“{folder}”的数据库文件 {DATABASE} 不见了，只剩检索文件，无法从中恢复原文；没有改动它。"
            "请从备份恢复这个文件，或用 yinju import 导入备份，或用 yinju index 重新导入原文件。",
        )


def _names(info: DocumentInfo) -> set[str]:
    return {info.doc_id, info.title, info.source, Path(info.source).name}


def _embedder_named(name: str) -> Embedder:
    """The shipped embedder if that is its name, else the model of that name."""
    shipped = load_embedder()
    return shipped if shipped.name == name else load_embedder(name)
