"""A library: one folder with the documents that can be asked, and what searching them needs.

    folder/library.sqlite      the only truth: text, passages, vectors
    folder/generations/N/      derived: postings and FAISS files; the database says which N counts
    folder/write.lock          held by the one process that writes

A writer prepares the new documents, then stores them, a new generation and its number in one transaction. Whatever
happens before the commit leaves the old state, whatever happens after it the new one.
"""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.document import Passage
from corpus.errors import AssistantError
from corpus.progress import heard_by
from index import generation as generations
from index.database import exists, only_writer
from index.embedder import Embedder, load_embedder
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
from index.intake import Intake, Progress, Step, embed, take_in
from index.names import Names
from index.query import QueryParser
from index.retriever import HybridRetriever
from index.segmenter import Segmenter
from index.spelling import Spelling
from index.storage import DocumentInfo, Storage

DATABASE = "library.sqlite"
GENERATIONS = "generations"
DICTIONARY = "dictionary.txt"  # words of the users' field, one a line; where there is none, jieba's own do

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class UpdateSummary:
    """What an update did, and the library's totals after it."""

    added: tuple[DocumentInfo, ...]
    replaced: tuple[DocumentInfo, ...]  # as they are now
    unchanged: tuple[Path, ...]
    failed: tuple[tuple[Path, AssistantError], ...]
    documents: int
    passages: int
    tables: int
    speakers: tuple[str, ...]
    warnings: tuple[str, ...]  # of the documents that were added or replaced, each with the file's name
    removed: tuple[DocumentInfo, ...] = ()  # whose files are no longer in the folders that were given
    skipped: tuple[Path, ...] = ()  # in these folders, of formats that are not read


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

    def close(self) -> None:
        """Release the database."""
        self._storage.close()

    def update(self, paths: Sequence[Path], progress: Progress | None = None) -> UpdateSummary:
        """Add the files, and the files in the folders; replace those that changed; skip those that did not.

        A file that cannot be read is reported in `failed`, and what the library held of it is kept. A document leaves
        when none of its files is there any more and one of them was in a folder that is given, or has become another
        document; a file that was moved or renamed keeps its document.
        Raises LibraryBusy or LibraryInaccessible with the library as it was.
        """
        with only_writer(self.folder):
            before = self._storage.sources()
            show = progress or (lambda step: None)
            intake = take_in(paths, before, self.embedder, show)
            held = self.documents()
            if intake.changes:
                done = Step(files_done=intake.files, files=intake.files, share=1.0)
                with heard_by(lambda stage, part, parts: show(replace(done, stage=stage, done=part, total=parts))):
                    self._commit(lambda: self._store(intake))
        return self._summary(intake, before, held)

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
                self._commit(lambda: self._storage.remove(list(chosen)))
        return tuple(chosen.values())

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

    def _store(self, intake: Intake) -> None:
        for parsed, vectors in intake.new.values():
            self._storage.add(parsed, vectors)
        self._storage.forget_sources(intake.vanished)
        for path, doc_id in intake.sources.items():
            self._storage.set_source(path, doc_id)
        self._storage.remove_orphans()

    def _reembed(self) -> None:
        _log.info("embedding %s again with %s", self.folder, self.embedder.name)

        def change() -> None:
            for info in self.documents():
                self._storage.set_vectors(info.doc_id, embed(self.passages(info.doc_id), self.embedder))
            self._storage.set_meta("embedder", self.embedder.name)
            self._storage.set_meta("dim", str(self.embedder.dim))

        with only_writer(self.folder):
            self._commit(change)

    def _commit(self, change: Callable[[], None]) -> None:
        """Make a change and the generation that goes with it, both or neither."""
        with self._storage.transaction():
            change()
            self._write_generation(self._build(self._all_passages()))
        self._remove_old_generations()

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
            _log.warning("the search files are made again from the stored text: %s", damage)
            self._announce("检索文件缺失、已损坏或与文库内容不符，已按库中保存的原文重新建立；回答不受影响。")
        try:
            with only_writer(self.folder):
                self._commit(lambda: None)
            return self._open_generation()
        except (LibraryBusy, LibraryInaccessible, DamagedGeneration) as error:
            _log.warning("the search files that were made again could not be kept: %s", error)
        with self._storage.snapshot():
            self._storage.check()
            passages = self._all_passages()
            return self._storage.meta()["generation"], self._searcher(passages, self._build(passages))

    def _open_generation(self) -> tuple[str, HybridRetriever]:
        with self._storage.snapshot():
            self._storage.check()
            number, passages = self._storage.meta()["generation"], self._all_passages()
            generation = generations.load(self._generation_folder(number), self._identity(), len(passages))
            return number, self._searcher(passages, generation)

    def _searcher(self, passages: Sequence[Passage], generation: Generation) -> HybridRetriever:
        glossary = self._storage.glossary()
        lexicons = (load_lexicon(), glossary_synonyms(glossary))
        segmenter = self.segmenter.knowing(generation.own_words)
        return HybridRetriever(
            passages,
            generation,
            self.embedder,
            QueryParser(segmenter, lexicons),
            names=Names(passages, generation.lexical.vocabulary, glossary),
            spelling=Spelling(generation.lexical, segmenter, lexicons),
        )

    def _build(self, passages: Sequence[Passage]) -> Generation:
        dim = self.embedder.dim
        vectors = [self._storage.vectors(info.doc_id, dim) for info in self.documents()]
        return generations.build(passages, vectors, dim, self.segmenter)

    def _generation_folder(self, number: str) -> Path:
        return self.folder / GENERATIONS / number

    def _write_generation(self, generation: Generation) -> None:
        number = int(self._storage.meta()["generation"]) + 1
        generations.save(generation, self._generation_folder(str(number)), self._identity())
        self._storage.set_meta("generation", str(number))
        self._storage.set_meta("segmenter", self.segmenter.name)

    def _remove_old_generations(self) -> None:
        current = self._storage.meta()["generation"]
        for folder in list((self.folder / GENERATIONS).iterdir()):
            if folder.name != current:
                shutil.rmtree(folder, ignore_errors=True)

    def _identity(self) -> dict[str, str]:
        return {
            "embedder": self.embedder.name,
            "dim": str(self.embedder.dim),
            "segmenter": self.segmenter.name,
            "content": self._storage.content(),
        }

    def _all_passages(self) -> list[Passage]:
        return [passage for info in self.documents() for passage in self.passages(info.doc_id)]

    def _summary(self, intake: Intake, before: dict[str, str], held: Sequence[DocumentInfo]) -> UpdateSummary:
        documents = self.documents()
        kept = {info.doc_id for info in documents}
        replaced = {before[path] for path in intake.sources if path in before}
        replacing = {doc_id for path, doc_id in intake.sources.items() if path in before}
        new = [info for info in documents if info.doc_id in intake.new]
        return UpdateSummary(
            tuple(info for info in new if info.doc_id not in replacing),
            tuple(info for info in new if info.doc_id in replacing),
            tuple(intake.unchanged),
            tuple(intake.failed),
            len(documents),
            sum(info.passages for info in documents),
            sum(info.tables for info in documents),
            tuple(dict.fromkeys(speaker for info in documents for speaker in info.speakers)),
            tuple(f"《{Path(info.source).name}》：{warning}" for info in new for warning in info.warnings),
            tuple(info for info in held if info.doc_id not in kept | replaced),
            tuple(intake.skipped),
        )


def check_not_lost(folder: Path) -> None:
    """Raise DamagedLibrary where a library's database is gone and its search files are still there."""
    if exists(folder / GENERATIONS):
        raise DamagedLibrary(
            f"{folder / DATABASE} is gone",
            f"文库“{folder}”的数据库文件 {DATABASE} 不见了，只剩检索文件，无法从中恢复原文；没有改动它。"
            "请从备份恢复这个文件，或用 yinju import 导入备份，或用 yinju index 重新导入原文件。",
        )


def own_segmenter(folder: Path) -> Segmenter:
    """The segmenter of the library in a folder: it knows the words of the library's dictionary, where it has one."""
    path = folder / DICTIONARY
    return Segmenter(path if path.is_file() else None)


def _names(info: DocumentInfo) -> set[str]:
    return {info.doc_id, info.title, info.source, Path(info.source).name}


def _embedder_named(name: str) -> Embedder:
    """The shipped embedder if that is its name, else the model of that name."""
    shipped = load_embedder()
    return shipped if shipped.name == name else load_embedder(name)
